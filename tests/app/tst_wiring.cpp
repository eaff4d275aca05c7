// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window over an engine that follows a script: what one part of it tells the others.
#include "app/main_window.h"
#include "app/settings.h"
#include "app/wiring.h"
#include "core/session/session.h"
#include "tests/support/fake_engine.h"
#include "widgets/chat_list.h"
#include "widgets/composer.h"
#include "widgets/conversation_view.h"
#include "widgets/memory_dock.h"
#include "widgets/status_strip.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace amend;

namespace {

constexpr int limitMs = 5000;

class WindowFixture {
public:
    explicit WindowFixture(const FakeScript& script = {})
        : settings(folder.path())
        , theme(*qApp)
        , session(fakeEngine(script))
        , window(theme, settings)
        , wiring(window, session, settings)
    {
        QObject::connect(
            &session, &Session::replyFinished, &window, [this](const Message& reply) { replies.push_back(reply); });
        wiring.start(QStringLiteral("fake.gguf"));
        window.resize(1280, 800);
        window.show();
    }

    bool ask(const std::string& question)
    {
        const std::size_t before = replies.size();
        Q_EMIT window.composer().sendRequested(question);
        return QTest::qWaitFor([&] { return replies.size() > before; }, limitMs);
    }

    /// The field's words, empty while it is not shown.
    QString field(const QString& name) const
    {
        for (const QAbstractButton* button :
            const_cast<MainWindow&>(window).statusStrip().findChildren<QAbstractButton*>()) {
            if (button->accessibleName() == name && button->isVisible()) {
                return button->text();
            }
        }
        return {};
    }

    QTemporaryDir folder;
    Settings settings;
    ThemeSwitch theme;
    Session session;
    MainWindow window;
    Wiring wiring;
    std::vector<Message> replies;
};

} // namespace

class TestWiring final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void speedAndContextAreThoseOfTheOpenChat()
    {
        WindowFixture fixture;
        QTRY_VERIFY(!fixture.field(QStringLiteral("Model")).isEmpty());
        QVERIFY(fixture.field(QStringLiteral("Context")).isEmpty());
        QVERIFY(fixture.ask("Who?"));
        QTRY_VERIFY(fixture.field(QStringLiteral("Context")).contains(QStringLiteral("14 / 1")));
        QVERIFY(fixture.field(QStringLiteral("Speed")).startsWith(QStringLiteral("100")));
        const ChatId first = fixture.replies.back().chat;
        Q_EMIT fixture.window.newChatRequested();
        QVERIFY(fixture.field(QStringLiteral("Context")).isEmpty());
        QVERIFY(fixture.field(QStringLiteral("Speed")).isEmpty());
        Q_EMIT fixture.window.chatList().chatChosen(first);
        QTRY_VERIFY(!fixture.field(QStringLiteral("Context")).isEmpty());
        QVERIFY(!fixture.field(QStringLiteral("Speed")).isEmpty());
    }

    void theStatusBarSaysHowFarALessonIsBeforeItsFirstStep()
    {
        WindowFixture fixture({ .preparations = 1'000'000'000 });
        QVERIFY(fixture.ask("Who?"));
        fixture.session.teach({ .message = fixture.replies.back().id, .wantedReply = "You.", .critique = {} });
        QTRY_COMPARE(fixture.field(QStringLiteral("Lessons")), QStringLiteral("preparing 0 %, waiting 0"));
    }

    void theMemoryMapFillsWhenNothingElseRuns()
    {
        WindowFixture fixture({ .hasMemory = true });
        QVERIFY(fixture.ask("Who?"));
        QVERIFY(fixture.window.memoryDock().isEmpty());
        fixture.session.teach({ .message = fixture.replies.back().id, .wantedReply = "You.", .critique = {} });
        QTRY_COMPARE(fixture.window.memoryDock().summary(), QStringLiteral("1 of 1 remembered"));
        QTRY_COMPARE(fixture.field(QStringLiteral("Lessons")), QStringLiteral("learning 0, waiting 0"));
    }

    void whileItFillsTheMemoryDockSaysHowFarItIs()
    {
        WindowFixture fixture({ .hasMemory = true, .recallIsEndless = true });
        QVERIFY(fixture.ask("Who?"));
        fixture.session.teach({ .message = fixture.replies.back().id, .wantedReply = "You.", .critique = {} });
        QTRY_COMPARE(fixture.window.memoryDock().summary(), QStringLiteral("asked 1 of 3"));
    }

    void theReasonWhyNoModelIsThereStaysOverAChat()
    {
        WindowFixture fixture({ .loadFails = ErrorKind::FileCorrupt, .hasChat = true });
        const auto says = [&fixture](const QString& words) {
            const QList<QLabel*> labels = fixture.window.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
        };
        QSignalSpy opened(&fixture.session, &Session::chatOpened);
        QTRY_COMPARE(opened.count(), 1); // by itself
        QVERIFY(says(QStringLiteral("The model fake.gguf is damaged")));
        QVERIFY(!fixture.window.conversation().isVisible());
        Q_EMIT fixture.window.chatList().chatChosen({ 1 });
        QTRY_VERIFY(fixture.window.conversation().isVisible());
        QVERIFY(says(QStringLiteral("The model fake.gguf is damaged")));
    }

    void withoutAUsableGpuTheCpuIsOneClickAway()
    {
        WindowFixture fixture({ .failsOnCpuToo = false, .loadFails = ErrorKind::DeviceLost });
        const auto button = [&fixture]() -> QAbstractButton* {
            for (QAbstractButton* one : fixture.window.findChildren<QAbstractButton*>()) {
                if (one->isVisible() && one->text() == QStringLiteral("Use the CPU")) {
                    return one;
                }
            }
            return nullptr;
        };
        QTRY_VERIFY(button());
        button()->click();
        QTRY_VERIFY(fixture.field(QStringLiteral("Device")).startsWith(QStringLiteral("cpu")));
        QVERIFY(fixture.ask("Who?"));
    }

    void theSmallestWindowLeavesRoomToChat()
    {
        WindowFixture fixture;
        QVERIFY(fixture.ask("Who?"));
        fixture.window.resize(900, 600);
        QTRY_VERIFY(fixture.window.conversation().width() >= 380);
        QTRY_VERIFY(fixture.window.conversation().height() >= 200);
        for (const QAbstractButton* button : fixture.window.findChildren<QAbstractButton*>()) {
            const bool isSeen = button->isVisible() && !button->visibleRegion().isEmpty();
            QVERIFY2(!isSeen || button->width() >= button->minimumSizeHint().width(),
                qPrintable(button->accessibleName() + u' ' + button->text()));
        }
    }
};

QTEST_MAIN(TestWiring)
#include "tst_wiring.moc"
