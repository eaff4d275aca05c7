// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the conversation side of the window with invented values, for the eye: amend-gallery [--dark] [--save FILE]
// [--page chat|strip|states|markdown].
#include "widgets/chat_list.h"
#include "widgets/composer.h"
#include "widgets/conversation_view.h"
#include "widgets/theme_switch.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDateTime>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <cstdlib>

using namespace amend;

namespace {

const char* const markdown = R"(## A few blocks

Prose with **strong**, *slanted*, ~~old~~ and `code`, a [link](https://example.org) and an image ![cat](cat.png).

1. First item
2. Second item, long enough to be broken into a second line when the column is as narrow as it is here
   - nested
   - [x] done
   - [ ] open

| Planet | Moons | Radius |
|---|--:|--:|
| Mars | 2 | 3,390 km |
| Jupiter | 95 | 69,911 km |

> A quotation, for once.

```cpp
int main()
{
    // A line that is so long that it does not fit into the column and has to be reached by scrolling sideways
    return 0;
}
```

Last words.)";

/// A card as the window has them around its parts.
class Panel final : public QWidget {
public:
    explicit Panel(QWidget* parent)
        : QWidget(parent)
    {
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Theme::current().border);
        painter.setBrush(Theme::current().card);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius, metrics::radius);
    }
};

class Gallery {
public:
    explicit Gallery(QWidget& window)
        : m_chats(new ChatList(&window))
        , m_conversation(new ConversationView(&window))
        , m_composer(new Composer(&window))
    {
        auto* left = new Panel(&window);
        auto* leftColumn = new QVBoxLayout(left);
        leftColumn->setContentsMargins(1, 1, 1, 1);
        leftColumn->addWidget(m_chats);
        left->setFixedWidth(220);
        auto* middle = new Panel(&window);
        auto* column = new QVBoxLayout(middle);
        column->setContentsMargins(1, 1, 1, 12);
        column->addWidget(m_conversation, 1);
        auto* row = new QHBoxLayout;
        row->setContentsMargins(20, 0, 20, 0);
        row->addWidget(m_composer);
        column->addLayout(row);
        auto* layout = new QHBoxLayout(&window);
        layout->setContentsMargins(8, 8, 8, 8);
        layout->setSpacing(8);
        layout->addWidget(left);
        layout->addWidget(middle, 1);
        fillChats();
        m_conversation->setModelName(QStringLiteral("SmolLM2-135M-Instruct"));
    }

    void show(const QString& page)
    {
        if (page == QLatin1String("chat")) {
            showChat();
        } else if (page == QLatin1String("strip")) {
            showStrip();
        } else if (page == QLatin1String("states")) {
            showStates();
        } else if (page == QLatin1String("markdown")) {
            ask("Show me what you can draw");
            reply(markdown);
        }
    }

private:
    void fillChats()
    {
        const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
        const std::int64_t day = 86'400'000;
        std::vector<ChatRow> rows;
        const auto add = [&](const char* title, std::int64_t age, bool pinned) {
            ChatRow row;
            row.id = { static_cast<std::int64_t>(rows.size()) + 1 };
            row.title = title;
            row.pinned = pinned;
            row.changedMs = now - age;
            rows.push_back(row);
        };
        add("Team handbook answers", 9 * day, true);
        add("Books and authors", 0, false);
        add("French for the trip", 0, false);
        add("Shop opening times, and a title that is too long", 0, false);
        add("C++ style of our project", 8 * day, false);
        add("Dinner for six", 12 * day, false);
        m_chats->setChats(rows);
        m_chats->setCurrentChat(ChatId { 2 });
    }

    MessageId add(Role role, const char* text)
    {
        Message message;
        message.id = { ++m_lastId };
        message.role = role;
        message.text = text;
        message.parent = m_conversation->lastShown();
        message.checkpoint = { 12 };
        message.stats.tokensPerSecond = role == Role::Assistant ? 184 : 0;
        message.stats.replyTokens = 41;
        m_conversation->addMessage(message);
        return message.id;
    }
    MessageId ask(const char* text) { return add(Role::User, text); }
    MessageId reply(const char* text) { return add(Role::Assistant, text); }

    void set(MessageId id, MessageState state, Rating rating = Rating::None)
    {
        Message message = *m_conversation->tree().find(id);
        message.state = state;
        message.rating = rating;
        m_conversation->addMessage(message);
    }

    LessonId teach(MessageId id, LessonState state)
    {
        Lesson lesson;
        lesson.id = { ++m_lastLesson };
        lesson.message = id;
        lesson.state = state;
        set(id, MessageState::Complete, Rating::Down);
        m_conversation->setLesson(lesson);
        return lesson.id;
    }

    LessonReceipt receiptOf(LessonId lesson, Verdict verdict)
    {
        LessonReceipt receipt;
        receipt.lesson = lesson;
        receipt.verdict = verdict;
        receipt.seconds = 1.7;
        receipt.steps = 5;
        receipt.losses.resize(2);
        receipt.losses[0].lessonNats = 2.31;
        receipt.losses[1].lessonNats = 0.06;
        receipt.before.reply
            = "The novel Pride and Prejudice by Elizabeth Bennet is often attributed to Jane Austen's own writing.";
        return receipt;
    }

    void showChat()
    {
        ask("Who wrote Pride and Prejudice?");
        const MessageId first = reply(
            "The novel Pride and Prejudice by Elizabeth Bennet is often attributed to Jane Austen's own writing. "
            "However, the novel was actually written by the author of the title.");
        const LessonId lesson = teach(first, LessonState::Learned);
        LessonReceipt receipt = receiptOf(lesson, Verdict::Learned);
        receipt.after.reply = "Jane Austen wrote Pride and Prejudice.";
        receipt.checkpoint = CheckpointId { 13 };
        receipt.driftOfLesson.layers = 6;
        receipt.driftOfLesson.projections = { "q", "down" };
        receipt.driftOfLesson.relativeChange = { 0, 0, 0, .1, 0, .2, 0, .3, 0, .1, 0, 0 };
        receipt.gate.resize(8);
        receipt.gate[3].name = "earlier_lessons";
        receipt.gate[3].measured = "12 of 12";
        m_conversation->setReceipt(receipt);
        ask("And who wrote Emma?");
        Message running;
        running.id = { ++m_lastId };
        running.role = Role::Assistant;
        running.parent = m_conversation->lastShown();
        running.state = MessageState::Streaming;
        running.checkpoint = { 12 };
        m_conversation->addMessage(running);
        m_conversation->appendText(running.id, "Emma was written by Jane Austen a");
        m_composer->setReplying(true);
    }

    void showStrip()
    {
        ask("What is the capital of Australia?");
        reply("The capital of Australia is Sydney, the largest city of the country.");
        m_conversation->setLessonCost(4.2);
        m_conversation->rateNewest(Rating::Down);
        set(*m_conversation->newestReply(), MessageState::Complete, Rating::Down);
        ask("And of Kazakhstan?");
        const LessonId lesson = teach(reply("Almaty."), LessonState::Learning);
        LossPoint loss;
        loss.lesson = lesson;
        loss.step = 3;
        loss.maxSteps = 12;
        loss.lessonNats = 0.8;
        loss.elapsedMs = 1400;
        m_conversation->setLoss(loss);
        m_composer->setDraft(
            QStringLiteral("A draft that is long enough to need more than one line of the field in which it is "
                           "written, so that one sees the field grow with its text, line by line by line."));
        m_composer->setTokenCount(42);
    }

    void showStates()
    {
        ask("One");
        set(reply("A reply that was stopped in the"), MessageState::Stopped);
        ask("Two");
        const MessageId failed = reply("A reply that failed");
        m_conversation->setFailure(failed, { ErrorKind::OutOfMemory, "needs 1.2 GB, 0.8 GB free" });
        ask("Write a haiku about rain");
        const LessonId rejected = teach(reply("Rain."), LessonState::Rejected);
        LessonReceipt receipt = receiptOf(rejected, Verdict::Rejected);
        receipt.reason = "2 earlier lessons would be lost";
        receipt.before.reply = "Rain.";
        receipt.after.reply = "Rain, rain.";
        m_conversation->setReceipt(receipt);
        ask("Three");
        teach(reply("A reply whose lesson waits."), LessonState::Waiting);
    }

    ChatList* m_chats;
    ConversationView* m_conversation;
    Composer* m_composer;
    std::int64_t m_lastId = 0;
    std::int64_t m_lastLesson = 12;
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({ { QStringLiteral("dark"), QStringLiteral("The dark theme.") },
        { QStringLiteral("save"), QStringLiteral("Write a picture and end."), QStringLiteral("file") },
        { QStringLiteral("width"), QStringLiteral("Of the window."), QStringLiteral("px"), QStringLiteral("820") },
        { QStringLiteral("page"), QStringLiteral("What to show."), QStringLiteral("page"), QStringLiteral("chat") } });
    parser.addHelpOption();
    parser.process(application);
    ThemeSwitch theme(application);
    theme.setChoice(parser.isSet(QStringLiteral("dark")) ? ThemeChoice::Dark : ThemeChoice::Light);
    QWidget window;
    Gallery gallery(window);
    window.resize(parser.value(QStringLiteral("width")).toInt(), 800);
    window.show();
    gallery.show(parser.value(QStringLiteral("page")));
    if (parser.isSet(QStringLiteral("save"))) {
        QTimer::singleShot(300, &window, [&] {
            window.grab().save(parser.value(QStringLiteral("save")));
            QApplication::quit();
        });
    }
    return QApplication::exec();
}
