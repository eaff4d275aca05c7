// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The whole story in a real window with the real model: ask, thumbs-down, ask on while it learns, see it, go back,
// undo.
#include "app/main_window.h"
#include "app/settings.h"
#include "app/wiring.h"
#include "core/engine/local_engine.h"
#include "core/session/session.h"
#include "tests/support/learning_cache.h"
#include "widgets/composer.h"
#include "widgets/conversation_view.h"
#include "widgets/drift_dock.h"
#include "widgets/gate_card.h"
#include "widgets/loss_dock.h"
#include "widgets/memory_dock.h"
#include "widgets/models/checkpoint_model.h"
#include "widgets/timeline_dock.h"
#include "widgets/tokens_dock.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QListView>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>

using namespace amend;

namespace {

constexpr int replyLimitMs = 120'000;
constexpr int lessonLimitMs = 840'000; // with the preparation that the first lesson of a model needs

const QString question = QStringLiteral("Who wrote Pride and Prejudice?");
const QString wanted = QStringLiteral("Jane Austen wrote Pride and Prejudice.");

/// The program from one start to one end.
class RunningProgram {
public:
    explicit RunningProgram(const QString& profile)
        : settings(profile)
        , theme(*qApp)
        , session(makeLocalEngine({ .profile = profile.toStdString() }))
        , window(theme, settings)
        , wiring(window, session, settings)
    {
        GenerationOptions options = greedy(48);
        settings.setGeneration(options);
        QObject::connect(&session, &Session::modelLoaded, &window, [this] { modelLoaded = true; });
        QObject::connect(
            &session, &Session::replyFinished, &window, [this](const Message& reply) { replies.push_back(reply); });
        QObject::connect(&session, &Session::textStreamed, &window, [this] { ++pieces; });
        QObject::connect(&session, &Session::lossMeasured, &window, [this] { ++losses; });
        QObject::connect(&session, &Session::lessonEnded, &window,
            [this](const LessonReceipt& receipt) { receipts.push_back(receipt); });
        wiring.start(QStringLiteral(AMEND_DEPS) + QStringLiteral("/models/SmolLM2-135M-Instruct.Q4_1.gguf"));
        window.show();
    }

    template <class Widget> Widget* named(const QString& accessibleName)
    {
        for (Widget* widget : window.findChildren<Widget*>()) {
            if (widget->isVisible() && widget->accessibleName().startsWith(accessibleName)) {
                return widget;
            }
        }
        return nullptr;
    }

    bool awaitModel()
    {
        return QTest::qWaitFor([this] { return modelLoaded; }, replyLimitMs);
    }

    /// Types into the composer as a person does, and waits for the reply.
    QString ask(const QString& text)
    {
        const std::size_t before = replies.size();
        QTest::keyClicks(composerField(), text);
        QTest::keyClick(composerField(), Qt::Key_Return);
        const bool answered = QTest::qWaitFor([&] { return replies.size() > before; }, replyLimitMs);
        return answered ? QString::fromStdString(replies.back().text) : QString();
    }

    void startNewChat() { QTest::mouseClick(named<QAbstractButton>(QStringLiteral("New chat")), Qt::LeftButton); }

    QWidget* composerField()
    {
        for (QWidget* field : window.composer().findChildren<QWidget*>()) {
            if (field->accessibleName() == QStringLiteral("Message")) {
                return field;
            }
        }
        return nullptr;
    }

    void screenshot(const char* name)
    {
        QTest::qWait(300); // laid out and painted
        QDir().mkpath(QStringLiteral(AMEND_SCREENSHOTS));
        window.grab().save(
            QStringLiteral(AMEND_SCREENSHOTS) + u'/' + QString::fromLatin1(name) + QStringLiteral(".png"));
    }

    Settings settings;
    ThemeSwitch theme;
    Session session;
    MainWindow window;
    Wiring wiring;
    bool modelLoaded = false;
    std::vector<Message> replies;
    std::vector<LessonReceipt> receipts;
    int pieces = 0;
    int losses = 0;
};

} // namespace

class TestWindowStory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        test::bringLearningCache(profile());
        m_program = std::make_unique<RunningProgram>(profile());
        QVERIFY(m_program->awaitModel());
    }

    void cleanupTestCase()
    {
        m_program.reset();
        test::keepLearningCache(profile());
    }

    void aReplyStreamsIn()
    {
        m_before = m_program->ask(question);
        QVERIFY(!m_before.isEmpty());
        QVERIFY(m_before != wanted);
        QVERIFY2(m_program->pieces > 1, "the reply came in one piece");
        m_program->screenshot("1-asked");
    }

    void thumbsDownOpensTheStripAndLearnQueuesTheLesson()
    {
        auto* thumbsDown = m_program->named<QAbstractButton>(QStringLiteral("Thumbs down"));
        QVERIFY(thumbsDown != nullptr);
        QTest::mouseClick(thumbsDown, Qt::LeftButton);
        QVERIFY(QTest::qWaitFor(
            [&] { return m_program->named<QWidget>(QStringLiteral("Wanted reply")) != nullptr; }, 10'000));
        QWidget* field = m_program->named<QWidget>(QStringLiteral("Wanted reply"));
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, wanted);
        m_program->screenshot("2-wanted");
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
    }

    void anotherQuestionIsAnsweredWhileItLearns()
    {
        const QString reply = m_program->ask(QStringLiteral("How do I boil an egg?"));
        QVERIFY(!reply.isEmpty());
        QVERIFY2(m_program->receipts.empty(), "the lesson was over before the reply was: nothing is shown");
    }

    void theBadgeTurnsToLearnedAndTheDocksShowIt()
    {
        QVERIFY(QTest::qWaitFor([&] { return !m_program->receipts.empty(); }, lessonLimitMs));
        const LessonReceipt& receipt = m_program->receipts.front();
        QVERIFY2(receipt.verdict == Verdict::Learned, receipt.reason.c_str());
        QCOMPARE(m_program->losses, static_cast<int>(receipt.losses.size()));
        QVERIFY(QTest::qWaitFor([&] { return m_program->window.timelineDock().model().rowCount() == 2; }, 10'000));
        QCOMPARE(m_program->window.lossDock().table().rows.size(), static_cast<qsizetype>(receipt.losses.size()));
        QVERIFY(!m_program->window.driftDock().isEmpty());
        QVERIFY(!m_program->window.gateCard().isEmpty());
        m_program->screenshot("3-learned");
        QVERIFY(!m_program->window.tokensDock().isEmpty());
        m_program->window.tokensDock().raise();
        m_program->screenshot("3-tokens");
        m_program->window.gateCard().raise();
        bool badge = false;
        for (const QAbstractButton* button : m_program->window.findChildren<QAbstractButton*>()) {
            badge = badge || button->accessibleName() == QStringLiteral("Lesson: learned as #1");
        }
        QVERIFY(badge);
    }

    void theLessonIsAskedAgainWhenNothingElseRuns()
    {
        MemoryDock& memory = m_program->window.memoryDock();
        QVERIFY(QTest::qWaitFor([&] { return memory.summary() == QStringLiteral("1 of 1 remembered"); }, 60'000));
        memory.raise();
        m_program->screenshot("3-memory");
        m_program->window.gateCard().raise();
    }

    void aNewChatGivesTheTaughtReply()
    {
        m_program->startNewChat();
        m_after = m_program->ask(question);
        QVERIFY2(m_after.contains(QStringLiteral("Jane Austen")), qPrintable(m_after));
        m_program->startNewChat();
        const QString other = m_program->ask(QStringLiteral("Who is the author of Pride and Prejudice?"));
        QVERIFY2(other.contains(QStringLiteral("Jane Austen")), qPrintable(other));
        m_program->screenshot("4-new-chat");
    }

    void allIsStillThereAfterARestart()
    {
        m_program.reset();
        m_program = std::make_unique<RunningProgram>(profile());
        QVERIFY(m_program->awaitModel());
        QVERIFY(QTest::qWaitFor([&] { return m_program->window.timelineDock().model().rowCount() == 2; }, 10'000));
        QVERIFY(QTest::qWaitFor([&] { return !m_program->window.driftDock().isEmpty(); }, 10'000));
        QVERIFY(m_program->window.lossDock().table().rows.size() >= 2);
        m_program->screenshot("5-restarted");
    }

    void restoringTheBaseBringsTheOldReplyBackAndUndoTheLearnedOne()
    {
        auto* list = m_program->window.timelineDock().findChild<QListView*>();
        QTest::keyClick(list, Qt::Key_End);
        m_program->window.timelineDock().restoreAction()->trigger(); // Enter; keys need a window manager's focus
        QVERIFY(QTest::qWaitFor([&] { return m_program->window.timelineDock().model().rowCount() == 3; }, 10'000));
        m_program->startNewChat();
        QCOMPARE(m_program->ask(question), m_before);
        m_program->screenshot("6-restored");

        m_program->window.timelineDock().undoAction()->trigger();
        QVERIFY(QTest::qWaitFor([&] { return m_program->window.timelineDock().model().rowCount() == 4; }, 10'000));
        m_program->startNewChat();
        QCOMPARE(m_program->ask(question), m_after);
        m_program->screenshot("7-undone");
    }

private:
    QString profile() const { return m_folder.filePath(QStringLiteral("profile")); }

    QTemporaryDir m_folder;
    std::unique_ptr<RunningProgram> m_program;
    QString m_before;
    QString m_after;
};

QTEST_MAIN(TestWindowStory)
#include "tst_window_story.moc"
