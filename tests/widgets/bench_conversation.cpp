// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the conversation costs: 10,000 messages, and a long reply that streams. Prints milliseconds; run it on an
// otherwise idle machine.
#include "widgets/conversation_view.h"
#include "widgets/message_column.h"
#include "widgets/theme_switch.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>
#include <QTextStream>
#include <algorithm>
#include <functional>

using namespace amend;

namespace {

const char* const answer
    = "A paragraph with **strong** words that is long enough to fill two lines of the column, or even three.\n\n"
      "- an item\n- another item\n\n```c\nint a;\n```\n\nLast words of this reply.\n\n";

double measure(const std::function<void()>& action)
{
    QElapsedTimer timer;
    timer.start();
    action();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void print(const char* what, double milliseconds)
{
    QTextStream(stdout) << QString::fromLatin1(what).leftJustified(44) << QString::number(milliseconds, 'f', 1)
                        << " ms\n";
}

std::vector<Message> longChat(int count)
{
    std::vector<Message> messages;
    for (int id = 1; id <= count; ++id) {
        Message message;
        message.id = { id };
        message.role = id % 2 ? Role::User : Role::Assistant;
        message.text = id % 2 ? "A question of one line?" : answer;
        if (id > 1) {
            message.parent = MessageId { id - 1 };
        }
        messages.push_back(message);
    }
    return messages;
}

void benchLongChat(ConversationView& view, const std::function<void()>& draw)
{
    const std::vector<Message> messages = longChat(10'000);
    print("10,000 messages: first screen", measure([&] {
        view.setMessages(messages);
        draw();
    }));
    QScrollBar* bar = view.column().verticalScrollBar();
    std::vector<double> pages;
    for (int page = 0; page < 50; ++page) {
        pages.push_back(measure([&] {
            bar->setValue(bar->value() - bar->pageStep());
            draw();
        }));
    }
    std::sort(pages.begin(), pages.end());
    print("a page of scrolling, median", pages[pages.size() / 2]);
    print("a page of scrolling, worst of 50", pages.back());
    print("jump to the start", measure([&] {
        bar->setValue(0);
        draw();
    }));
    QTextStream(stdout) << "message widgets alive: " << view.column().viewCount() << '\n';
}

void benchStreaming(ConversationView& view, const std::function<void()>& draw)
{
    view.setMessages(longChat(21));
    Message reply;
    reply.id = { 22 };
    reply.role = Role::Assistant;
    reply.parent = MessageId { 21 };
    reply.state = MessageState::Streaming;
    view.addMessage(reply);
    std::string text;
    while (text.size() < 20'000) {
        text += answer;
    }
    constexpr std::size_t tickBytes = 32; // 200 tokens a second in bundles of 40 ms
    std::vector<double> ticks;
    for (std::size_t at = 0; at < text.size(); at += tickBytes) {
        ticks.push_back(measure([&] {
            view.appendText(reply.id, text.substr(at, tickBytes));
            draw();
        }));
    }
    std::sort(ticks.begin(), ticks.end());
    print("streaming tick in 20,000 characters, median", ticks[ticks.size() / 2]);
    print("streaming tick, 99 %", ticks[ticks.size() * 99 / 100]);
    reply.text = text;
    reply.state = MessageState::Complete;
    print("final pass", measure([&] {
        view.finishReply(reply);
        draw();
    }));
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const ThemeSwitch theme(application);
    ConversationView view;
    view.resize(620, 740);
    view.show();
    if (!QTest::qWaitForWindowExposed(&view)) {
        return 1;
    }
    // One turn of the event loop: layout requests, then the painting of what has changed.
    const std::function<void()> draw = [] { QTest::qWait(0); };
    benchLongChat(view, draw);
    benchStreaming(view, draw);
    return 0;
}
