// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/checkpoint_model.h"

#include "widgets/checkpoint_text.h"
#include "widgets/models/checkpoint_filter.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace amend;

namespace {

/// Builds a ledger as the store would, in the order of the calls.
class Ledger {
public:
    Ledger() { add(TimelineKind::Base, CheckpointId { 0 }, {}, "Base"); }

    Ledger& learn(std::int64_t checkpoint, std::int64_t parent, const std::string& title)
    {
        return add(TimelineKind::Learned, CheckpointId { checkpoint }, CheckpointId { parent }, title);
    }

    Ledger& reject(const std::string& title) { return add(TimelineKind::Rejected, {}, {}, title); }

    Ledger& restore(std::int64_t target)
    {
        add(TimelineKind::Restored, {}, {}, {});
        m_rows.back().target = CheckpointId { target };
        return *this;
    }

    const std::vector<CheckpointRow>& rows() const { return m_rows; }

private:
    Ledger& add(TimelineKind kind, std::optional<CheckpointId> checkpoint, std::optional<CheckpointId> parent,
        std::string title)
    {
        CheckpointRow row;
        row.sequence = static_cast<std::int64_t>(m_rows.size());
        row.kind = kind;
        row.checkpoint = checkpoint;
        row.parent = parent;
        row.title = std::move(title);
        if (kind == TimelineKind::Learned || kind == TimelineKind::Rejected) {
            row.lesson = LessonId { row.sequence };
        }
        m_rows.push_back(row);
        return *this;
    }

    std::vector<CheckpointRow> m_rows;
};

QChar nodeOf(const CheckpointRow& row)
{
    switch (row.kind) {
    case TimelineKind::Rejected:
        return u'x';
    case TimelineKind::Restored:
        return u'<';
    default:
        return u'o';
    }
}

/// The tree as it is drawn: a column per lane, `|` for a line that passes, `/` for a branch that ends here.
QString printed(const CheckpointModel& model)
{
    QString text = QStringLiteral("\n");
    for (int i = 0; i < model.rowCount(); ++i) {
        const auto lanes = model.index(i).data(CheckpointModel::LanesRole).value<CheckpointLanes>();
        QString line(4, QLatin1Char(' '));
        for (const int lane : lanes.passing) {
            line[lane] = u'|';
        }
        for (const int lane : lanes.joining) {
            line[lane] = u'/';
        }
        line[lanes.lane] = nodeOf(model.row(i));
        text += line + checkpointNumber(model.row(i)) + QLatin1Char(' ') + checkpointTitle(model.row(i))
            + QLatin1Char('\n');
    }
    return text;
}

} // namespace

class TestCheckpointModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsALineOfLessonsInOneLane()
    {
        CheckpointModel model;
        model.setRows(Ledger().learn(1, 0, "one").reject("haiku").learn(2, 1, "two").rows());
        QCOMPARE(printed(model), QString::fromUtf8(R"(
o   #2 two
x   — haiku
o   #1 one
o   #0 Base
)"));
        QCOMPARE(model.laneCount(), 1);
    }

    void drawsWhatWasLeftBehindInALaneOfItsOwn()
    {
        CheckpointModel model;
        model.setRows(Ledger()
                          .learn(9, 0, "French")
                          .learn(10, 9, "Kazakhstan")
                          .learn(11, 10, "one sentence")
                          .restore(9)
                          .learn(12, 9, "17 + 25")
                          .reject("haiku")
                          .learn(13, 12, "Austen")
                          .rows());
        QCOMPARE(printed(model), QString::fromUtf8(R"(
o   #13 Austen
x   — haiku
o   #12 17 + 25
<   ↩ back to #9
|o  #11 one sentence
|o  #10 Kazakhstan
o/  #9 French
o   #0 Base
)"));
        QCOMPARE(model.laneCount(), 2);
    }

    void startsALineForTheRestoreThatServesNow()
    {
        CheckpointModel model;
        model.setRows(Ledger().learn(1, 0, "one").learn(2, 1, "two").restore(0).rows());
        QCOMPARE(printed(model), QString::fromUtf8(R"(
<   ↩ back to #0
|o  #2 two
|o  #1 one
o/  #0 Base
)"));
    }

    void obeysTheRulesOfItemModels()
    {
        CheckpointModel model;
        CheckpointFilter filter;
        filter.setSourceModel(&model);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Ledger ledger;
        model.setRows(ledger.rows());
        model.setRows(ledger.learn(1, 0, "one").learn(2, 1, "two").rows());
        filter.setText(QStringLiteral("two"));
        model.setRows(ledger.restore(1).rows());
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void insertsOnTopWhenTheLedgerGrows()
    {
        CheckpointModel model;
        Ledger ledger;
        model.setRows(ledger.learn(1, 0, "one").rows());
        const QPersistentModelIndex one = model.index(0);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setRows(ledger.learn(2, 1, "two").rows());
        QCOMPARE(reset.count(), 0);
        QCOMPARE(one.row(), 1);
        QCOMPARE(one.data().toString(), QStringLiteral("one"));
    }

    void announcesANameAndChangesNothingItself()
    {
        CheckpointModel model;
        model.setRows(Ledger().learn(1, 0, "one").rows());
        QSignalSpy wished(&model, &CheckpointModel::nameRequested);
        QVERIFY(!model.setData(model.index(0), QStringLiteral(" trip "), CheckpointModel::NameRole));
        QCOMPARE(wished.count(), 1);
        QCOMPARE(wished[0][0].value<CheckpointId>().value, 1);
        QCOMPARE(wished[0][1].toString(), QStringLiteral("trip"));
        QVERIFY(model.row(0).name.empty());
    }

    void saysOfEachLessonWhatBecameOfIt()
    {
        std::vector<CheckpointRow> rows = Ledger().reject("one").reject("two").rows();
        rows[1].verdict = Verdict::Rejected;
        rows[2].verdict = Verdict::NoEffect;
        QCOMPARE(checkpointVerdict(rows[1]), QStringLiteral("rejected"));
        QCOMPARE(checkpointVerdict(rows[2]), QStringLiteral("no effect"));
        rows[2].reason = "The model's answer stayed the same. Nothing was changed.";
        QCOMPARE(checkpointVerdict(rows[2]), QStringLiteral("no effect: The model's answer stayed the same."));
    }

    void tellsALessonThatWasSuperseded()
    {
        std::vector<CheckpointRow> rows = Ledger().learn(1, 0, "one").rows();
        QCOMPARE(checkpointVerdict(rows[1]), QStringLiteral("learned"));
        rows[1].superseded = true;
        QCOMPARE(checkpointVerdict(rows[1]), QStringLiteral("superseded"));
    }

    void filtersByWordsPinsAndWhatWasNotLearned()
    {
        CheckpointModel model;
        std::vector<CheckpointRow> rows = Ledger().learn(1, 0, "Capital of Kazakhstan").reject("haiku").rows();
        rows[1].pinned = true;
        rows[1].name = "trip";
        model.setRows(rows);
        CheckpointFilter filter;
        filter.setSourceModel(&model);
        filter.setText(QStringLiteral("KAZAKHSTAN trip"));
        QCOMPARE(filter.rowCount(), 1);
        filter.setText(QStringLiteral("#1"));
        QCOMPARE(filter.rowCount(), 1);
        filter.setText({});
        filter.setKind(CheckpointFilter::Kind::Pinned);
        QCOMPARE(filter.rowCount(), 1);
        filter.setKind(CheckpointFilter::Kind::NotLearned);
        QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("haiku"));
    }

    void findsTheNearestSoundAncestor()
    {
        CheckpointModel model;
        std::vector<CheckpointRow> rows = Ledger().learn(1, 0, "one").learn(2, 1, "two").learn(3, 2, "three").rows();
        rows[2].damaged = true;
        rows[3].damaged = true;
        model.setRows(rows);
        QCOMPARE(model.soundAncestor({ 3 }), CheckpointId { 1 });
        rows[1].damaged = true;
        model.setRows(rows);
        QCOMPARE(model.soundAncestor({ 3 }), CheckpointId {});
    }

    void countsEveryCheckpointAndItsFileOnce()
    {
        CheckpointModel model;
        std::vector<CheckpointRow> rows = Ledger().learn(1, 0, "one").restore(0).reject("haiku").rows();
        rows[1].sizeBytes = 20'000'000;
        rows[2].sizeBytes = 20'000'000; // a restore names a file that is already counted
        model.setRows(rows);
        QCOMPARE(model.checkpointCount(), 2);
        QCOMPARE(model.sizeBytes(), 20'000'000);
    }
};

QTEST_GUILESS_MAIN(TestCheckpointModel)
#include "tst_checkpoint_model.moc"
