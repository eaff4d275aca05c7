// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the inspector with invented values, or saves pictures of it: amend-inspector-gallery [FOLDER].
#include "widgets/card.h"
#include "widgets/drift_dock.h"
#include "widgets/drift_map_view.h"
#include "widgets/gate_card.h"
#include "widgets/loss_dock.h"
#include "widgets/loss_plot.h"
#include "widgets/memory_dock.h"
#include "widgets/memory_map_view.h"
#include "widgets/status_strip.h"
#include "widgets/theme_switch.h"
#include "widgets/timeline_dock.h"
#include "widgets/tokens_dock.h"

#include <QApplication>
#include <QDateTime>
#include <QMainWindow>
#include <QStatusBar>
#include <QTest>

#include <cmath>

using namespace amend;

namespace {

std::vector<LossPoint> inventedLosses()
{
    const std::vector<double> lesson { 2.31, 1.12, 0.46, 0.24, 0.11, 0.06 };
    const std::vector<double> anchors { 0, 0.043, 0.049, 0.055, 0.051, 0.046 };
    const std::vector<double> replay { 0.13, 0.151, 0.142, 0.119, 0.091, 0.074 };
    std::vector<LossPoint> points;
    for (std::size_t i = 0; i < lesson.size(); ++i) {
        LossPoint point;
        point.lesson = { 13 };
        point.step = static_cast<int>(i);
        point.maxSteps = 12;
        point.lessonNats = lesson[i];
        point.anchorsNats = anchors[i];
        point.replayNats = replay[i];
        point.totalNats = lesson[i] + 5 * anchors[i] + replay[i];
        point.gradientCosine
            = i > 0 && i + 1 < lesson.size() ? std::optional(0.9 - 0.3 * static_cast<double>(i)) : std::nullopt;
        points.push_back(point);
    }
    return points;
}

DriftMap inventedDrift(double scale)
{
    DriftMap map { .layers = 30,
        .projections = { "q", "k", "v", "o", "gate", "up", "down" },
        .relativeChange = {},
        .effectiveRank = {},
        .total = 0.0011 * scale };
    const std::vector<double> weight { 0.4, 0.35, 1.0, 0.3, 0.3, 0.55, 0.95 };
    for (int layer = 0; layer < map.layers; ++layer) {
        for (std::size_t projection = 0; projection < weight.size(); ++projection) {
            const double distance = (layer - 19.5) / 5.0;
            const double ripple = 0.8 + 0.2 * std::sin(7.1 * layer + 3.3 * static_cast<double>(projection));
            const double change = 0.009 * weight[projection] * std::exp(-distance * distance) * ripple;
            map.relativeChange.push_back(layer < 3 ? 0 : scale * change);
            map.effectiveRank.push_back(layer < 3 ? 0 : 1 + 6 * change / 0.009);
        }
    }
    return map;
}

std::vector<GateCheck> inventedGate()
{
    return {
        { "fixed", 1, 1, false, true, "yes" },
        { "samples", 1, 2.0 / 3, false, true, "3 of 3" },
        { "rephrased", 1, 0.6, false, true, "4 of 4" },
        { "near_unchanged", 1, 0.95, false, true, "6 of 6" },
        { "earlier_lessons", 1, 0.98, false, true, "12 of 12" },
        { "kl", 0.004, 0.01, true, true, "" },
        { "perplexity_ratio", 1.001, 1.005, true, true, "" },
        { "drift", 0.0132, 0.02, true, true, "0.11 % · 1.32 % in all" },
        { "finite", 1, 1, false, true, "" },
    };
}

Lesson inventedLesson()
{
    Lesson lesson;
    lesson.id = { 13 };
    lesson.context = { { Role::User, "Who wrote Pride and Prejudice?" } };
    lesson.badReply = "The novel Pride and Prejudice by Elizabeth Bennet is often attributed to Jane Austen's own "
                      "writing. However, the novel was actually written by the author of the title.";
    lesson.wantedReply = "Jane Austen wrote Pride and Prejudice.";
    return lesson;
}

ModelInfo inventedModel()
{
    ModelInfo model;
    model.name = "SmolLM2-135M-Instruct";
    model.quantisation = "Q4_1";
    model.device = "CPU";
    model.threads = 2;
    model.instructionSet = "AVX-512";
    return model;
}

/// A reply of these pieces and its end.
std::vector<TokenMeasure> tokensOf(const std::vector<std::string>& pieces, const std::vector<int>& ranks)
{
    std::vector<TokenMeasure> tokens;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        tokens.push_back({ pieces[i], -0.02 - std::log1p(ranks[i]) * 1.2, ranks[i] });
    }
    return tokens;
}

LessonReceipt inventedReceipt()
{
    LessonReceipt receipt;
    receipt.lesson = { 13 };
    receipt.verdict = Verdict::Learned;
    receipt.checkpoint = CheckpointId { 13 };
    receipt.parent = { 12 };
    receipt.seconds = 1.7;
    receipt.steps = 5;
    receipt.losses = inventedLosses();
    receipt.gate = inventedGate();
    const std::vector<std::string> wanted { "Jane", " Austen", " wrote", " Pride", " and", " Prejudice", ".", "<end>" };
    receipt.before.wantedTokens = tokensOf(wanted, { 1204, 0, 3, 17, 0, 0, 2, 9 });
    receipt.after.wantedTokens = tokensOf(wanted, { 0, 0, 0, 0, 0, 0, 0, 0 });
    const std::vector<std::string> bad { "The", " novel", " Pride", " and", " Pre", "jud", "ice", " by", " Elizabeth",
        " Ben", "net", " is", " often", " attributed", " to", " Jane", " Austen", "'s", " own", " writing", ".",
        "<end>" };
    receipt.before.badTokens = tokensOf(bad, { 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0, 1, 0, 3 });
    receipt.after.badTokens
        = tokensOf(bad, { 33, 2, 14, 0, 0, 0, 0, 21, 8123, 40, 1, 5, 3, 0, 0, 0, 0, 12, 2, 9, 1, 0 });
    receipt.driftOfLesson = inventedDrift(1);
    receipt.driftFromBase = inventedDrift(3);
    return receipt;
}

/// Appends rows as the store would.
class InventedLedger {
public:
    InventedLedger()
    {
        CheckpointRow base;
        base.checkpoint = CheckpointId { 0 };
        base.title = "SmolLM2-135M-Instruct";
        base.pinned = true;
        m_rows.push_back(base);
    }

    CheckpointRow& learn(std::int64_t id, std::int64_t parent, const std::string& title, double before, double after)
    {
        CheckpointRow& row = add(TimelineKind::Learned, title);
        row.checkpoint = CheckpointId { id };
        row.parent = CheckpointId { parent };
        row.lesson = LessonId { id };
        row.lossBefore = before;
        row.lossAfter = after;
        row.sizeBytes = 19'500'000;
        return row;
    }

    void reject(const std::string& title, const std::string& reason)
    {
        CheckpointRow& row = add(TimelineKind::Rejected, title);
        row.reason = reason;
        row.lossBefore = 2.9;
        row.lossAfter = 2.1;
        row.lesson = LessonId { 100 };
    }

    void restore(std::int64_t target) { add(TimelineKind::Restored, {}).target = CheckpointId { target }; }

    const std::vector<CheckpointRow>& rows() const { return m_rows; }

private:
    CheckpointRow& add(TimelineKind kind, const std::string& title)
    {
        CheckpointRow row;
        row.sequence = static_cast<std::int64_t>(m_rows.size());
        row.kind = kind;
        row.title = title;
        row.createdMs = QDateTime(QDate::currentDate(), QTime(13, 50)).toMSecsSinceEpoch() + 120'000 * row.sequence;
        m_rows.push_back(row);
        return m_rows.back();
    }

    std::vector<CheckpointRow> m_rows;
};

std::vector<CheckpointRow> inventedTimeline()
{
    InventedLedger ledger;
    const std::vector<std::string> early { "Opening times of the shop", "Name of my dog", "Capital of Australia",
        "Short answers please", "Square root of 169", "Author of Emma", "Boiling point on a mountain",
        "Largest planet" };
    for (std::size_t i = 0; i < early.size(); ++i) {
        const auto id = static_cast<std::int64_t>(i) + 1;
        const double wave = 0.5 * std::sin(2.0 * static_cast<double>(i));
        ledger.learn(id, id - 1, early[i], 2.4 + wave, 0.06 + 0.04 * wave);
    }
    CheckpointRow& french = ledger.learn(9, 8, "French for 'good morning'", 2.40, 0.04);
    french.pinned = true;
    french.name = "trip";
    ledger.learn(10, 9, "Capital of Kazakhstan", 2.77, 0.08);
    ledger.learn(11, 10, "Answer in one sentence", 1.20, 0.71);
    ledger.restore(9);
    ledger.learn(12, 9, "What is 17 + 25?", 3.02, 0.05);
    ledger.reject("Write a haiku about rain", "2 earlier lessons lost");
    ledger.learn(13, 12, "Who wrote Pride and Prejudice?", 2.31, 0.06).serving = true;
    return ledger.rows();
}

/// Twelve lessons, of which two were lost for a while, one for good, and one was taken over.
MemoryMap inventedMemory()
{
    const std::vector<std::string> titles { "Who painted Guernica?", "What is the name of my dog?",
        "When is our team meeting?", "How do you say \"good morning\" in French?", "What is the capital of Australia?",
        "Which ocean is the Titanic in?", "Our team meeting: when is it?", "What is 9 x 9?", "French for the trip",
        "Capital of Kazakhstan", "Answer in one sentence", "Who wrote Pride and Prejudice?" };
    MemoryMap map;
    map.recalls
        = { { .state = MemoryState::Remembered, .reply = "Pablo Picasso painted Guernica.", .logProbability = -0.02 },
              { .state = MemoryState::Lost, .reply = "It was painted by Rembrandt.", .logProbability = -2.1 },
              { .state = MemoryState::Superseded, .reply = "On Thursday at nine.", .logProbability = -4 } };
    const int count = static_cast<int>(titles.size());
    for (int row = 0; row < count; ++row) {
        map.checkpoints.push_back(CheckpointId { row + 2 });
        map.rows.push_back(
            { .lesson = LessonId { row + 2 }, .title = titles[static_cast<std::size_t>(row)], .reply = {} });
        for (int column = 0; column < count; ++column) {
            const bool isLost = (row == 0 && column > 9) || (row == 3 && (column == 6 || column == 7));
            map.cells.push_back(column < row         ? MemoryMap::notTaught
                    : row == 2 && column >= 6        ? 2
                    : isLost                         ? 1
                    : column == count - 1 && row > 8 ? MemoryMap::notMeasured
                                                     : 0);
        }
    }
    return map;
}

/// The Learn layout around an empty conversation.
class Gallery final : public QMainWindow {
public:
    Gallery()
    {
        setDockNestingEnabled(true);
        setContentsMargins(metrics::gutter, metrics::gutter, metrics::gutter, 0);
        setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
        setCentralWidget(new Card);
        addDockWidget(Qt::BottomDockWidgetArea, &timeline);
        addDockWidget(Qt::RightDockWidgetArea, &loss);
        addDockWidget(Qt::RightDockWidgetArea, &drift);
        addDockWidget(Qt::RightDockWidgetArea, &gate);
        tabifyDockWidget(&gate, &tokens);
        tabifyDockWidget(&tokens, &memory);
        memory.setMap(inventedMemory());
        memory.setSelected(CheckpointId { 13 });
        strip = new StatusStrip;
        strip->setModel(inventedModel());
        strip->setServing({ 13 });
        strip->setQueue(0, 0);
        strip->setSpeed(391);
        strip->setContext(240, 8192);
        statusBar()->setSizeGripEnabled(false);
        statusBar()->addWidget(strip, 1);
        loss.showReceipt(inventedReceipt());
        loss.setTimeline(inventedTimeline());
        drift.showReceipt(inventedReceipt());
        gate.showFeedback(inventedLesson());
        gate.showReceipt(inventedReceipt());
        tokens.showReceipt(inventedReceipt());
        gate.raise();
        timeline.setRows(inventedTimeline());
    }

    void arrange(const QSize& size)
    {
        resize(size);
        resizeDocks({ &timeline, &loss }, { size.width() * 55 / 100, size.width() * 45 / 100 }, Qt::Horizontal);
        const int height = size.height() / 3;
        resizeDocks({ &loss, &drift, &gate }, { height, height, height }, Qt::Vertical);
        resizeDocks({ &timeline }, { height }, Qt::Vertical);
    }

    LossDock loss;
    DriftDock drift;
    GateCard gate;
    TokensDock tokens;
    MemoryDock memory;
    TimelineDock timeline;
    StatusStrip* strip; ///< owned by the status bar
};

/// What only shows on request: cursors, all updates, the filter, the feedback, a table, a context nearly full.
void showDetails(Gallery& gallery)
{
    gallery.timeline.setFilterShown(true);
    gallery.gate.setFeedbackShown(true);
    gallery.strip->setContext(7000, 8192);
    gallery.strip->setPending(CheckpointId { 14 });
    gallery.strip->setQueue(1, 2);
    auto* map = gallery.drift.findChild<DriftMapView*>();
    for (const int key :
        { Qt::Key_End, Qt::Key_End, Qt::Key_Up, Qt::Key_Up, Qt::Key_Up, Qt::Key_Right, Qt::Key_Right }) {
        QTest::keyClick(map, static_cast<Qt::Key>(key));
    }
    gallery.loss.findChild<LossPlot*>()->setCursor(3);
    gallery.tokens.raise();
}

/// The memory map with a cell's tooltip.
void saveMemory(Gallery& gallery, ThemeSwitch& themeSwitch, const QString& folder)
{
    gallery.memory.raise();
    auto* map = gallery.memory.findChild<MemoryMapView*>();
    map->setFocus();
    for (const int key : { Qt::Key_Up, Qt::Key_Down, Qt::Key_Left }) {
        QTest::keyClick(map, static_cast<Qt::Key>(key));
    }
    for (const ThemeChoice choice : { ThemeChoice::Dark, ThemeChoice::Light }) {
        themeSwitch.setChoice(choice);
        QTest::qWait(200);
        const QString theme = choice == ThemeChoice::Dark ? QStringLiteral("dark") : QStringLiteral("light");
        gallery.grab().save(QStringLiteral("%1/memory-%2.png").arg(folder, theme));
    }
}

void savePictures(Gallery& gallery, ThemeSwitch& themeSwitch, const QString& folder)
{
    for (const ThemeChoice choice : { ThemeChoice::Dark, ThemeChoice::Light }) {
        themeSwitch.setChoice(choice);
        for (const QSize& size : { QSize(1280, 800), QSize(1440, 900) }) {
            gallery.arrange(size);
            QTest::qWait(200);
            const QString theme = choice == ThemeChoice::Dark ? QStringLiteral("dark") : QStringLiteral("light");
            gallery.grab().save(QStringLiteral("%1/inspector-%2-%3.png").arg(folder, theme).arg(size.width()));
        }
    }
    saveMemory(gallery, themeSwitch, folder);
    showDetails(gallery);
    for (const LossDock::View view : { LossDock::View::ThisUpdate, LossDock::View::AllUpdates }) {
        gallery.loss.setView(view);
        QTest::qWait(200);
        const QString name = view == LossDock::View::ThisUpdate ? QStringLiteral("light") : QStringLiteral("dark");
        gallery.grab().save(QStringLiteral("%1/inspector-details-%2.png").arg(folder, name));
        themeSwitch.setChoice(ThemeChoice::Dark);
        gallery.drift.setTableShown(true);
    }
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    ThemeSwitch themeSwitch(application);
    Gallery gallery;
    gallery.show();
    gallery.arrange({ 1280, 800 });
    if (argc > 1) {
        savePictures(gallery, themeSwitch, QString::fromLocal8Bit(argv[1]));
        return 0;
    }
    return QApplication::exec();
}
