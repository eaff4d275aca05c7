// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/line_reader.h"
#include "app/cli/plain_text.h"
#include "core/base/error.h"

#include <iostream>

namespace amend {

namespace {

constexpr const char* help = "Write a message and press Enter. About the last reply:\n"
                             "  /wanted TEXT   thumbs-down, with the reply you wanted\n"
                             "  /why TEXT      thumbs-down, with what should be different\n"
                             "  /bad           thumbs-down\n"
                             "  /good          thumbs-up: later lessons leave this reply alone\n"
                             "And: /timeline   /restore N   /undo   /new (an empty chat)   /help   /quit";

/// One conversation: the chat, and the reply that the slash commands are about.
class Conversation final {
public:
    Conversation(CommandContext& context, const ChatArguments& arguments)
        : m_context(context)
        , m_arguments(arguments)
    {
        startNewChat();
    }

    void startNewChat()
    {
        m_chat = m_context.chat().createChat(m_arguments.systemPrompt).id;
        m_lastReply.reset();
    }

    void say(const std::string& text)
    {
        const std::optional<CheckpointId> checkpoint
            = m_arguments.checkpoint ? std::optional(CheckpointId { *m_arguments.checkpoint }) : std::nullopt;
        const Message reply = m_context.ask(m_chat, m_lastReply, text, m_arguments.generation, checkpoint,
            [](const std::string& piece) { std::cout << piece << std::flush; });
        std::cout << "\n";
        std::cerr << "  [#" << reply.checkpoint.value << ", " << static_cast<int>(reply.stats.tokensPerSecond)
                  << " tok/s]\n";
        m_lastReply = reply.id;
    }

    void thumbsUp()
    {
        m_context.chat().rate(lastReply(), Rating::Up);
        std::cout << "Kept: later lessons will leave this reply alone.\n";
    }

    void thumbsDown(const std::string& wanted, const std::string& critique)
    {
        m_context.chat().rate(lastReply(), Rating::Down);
        std::cout << asText(m_context.learn({ .message = lastReply(), .wantedReply = wanted, .critique = critique }))
                  << '\n';
    }

private:
    MessageId lastReply() const
    {
        if (!m_lastReply) {
            throw Error(ErrorKind::BadInput, "There is no reply yet to rate. Ask something first.");
        }
        return *m_lastReply;
    }

    CommandContext& m_context;
    const ChatArguments& m_arguments;
    ChatId m_chat;
    std::optional<MessageId> m_lastReply;
};

CheckpointId checkpointFrom(std::string text)
{
    if (!text.empty() && text[0] == '#') {
        text.erase(0, 1);
    }
    if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos || text.size() > 9) {
        throw Error(ErrorKind::BadInput, "\"" + text + "\" is not a checkpoint number; /timeline lists them.");
    }
    return CheckpointId { std::stoll(text) };
}

/// Without the blanks around it.
std::string trimmed(const std::string& text)
{
    constexpr const char* blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// False to end.
bool obey(CommandContext& context, Conversation& conversation, const std::string& line)
{
    const std::size_t space = line.find(' ');
    const std::string command = line.substr(0, space);
    const std::string argument = space == std::string::npos ? "" : trimmed(line.substr(space));
    if (command == "/quit" || command == "/exit") {
        return false;
    }
    if (command == "/wanted" || command == "/why") {
        if (argument.empty()) {
            throw Error(ErrorKind::BadInput, command + " needs a text behind it.");
        }
        conversation.thumbsDown(command == "/wanted" ? argument : "", command == "/why" ? argument : "");
    } else if (command == "/bad") {
        conversation.thumbsDown("", "");
    } else if (command == "/good") {
        conversation.thumbsUp();
    } else if (command == "/timeline") {
        std::cout << asText(context.chat().timeline()) << '\n';
    } else if (command == "/restore") {
        context.chat().restore(checkpointFrom(argument));
        std::cout << "Serving #" << context.chat().serving().value << ".\n";
    } else if (command == "/undo") {
        context.chat().undo();
        std::cout << "Serving #" << context.chat().serving().value << ".\n";
    } else if (command == "/new") {
        conversation.startNewChat();
    } else if (command == "/help") {
        std::cout << help << '\n';
    } else {
        throw Error(ErrorKind::BadInput, "There is no command " + command + "; /help lists them.");
    }
    return true;
}

} // namespace

ExitCode chatInteractively(CommandContext& context, const ChatArguments& arguments)
{
    context.loadModel();
    std::cout << context.chat().model()->name << ", serving #" << context.chat().serving().value << ". " << help
              << '\n';
    Conversation conversation(context, arguments);
    LineReader input(context.stop());
    const auto nextLine = [&input] {
        std::cout << "> " << std::flush;
        return input.next();
    };
    for (std::optional<std::string> read; (read = nextLine());) {
        const std::string line = trimmed(*read);
        if (line.empty()) {
            continue;
        }
        try {
            if (line[0] != '/') {
                conversation.say(line);
            } else if (!obey(context, conversation, line)) {
                return ExitCode::Done;
            }
        } catch (const Error& error) {
            std::cout << error.what() << '\n'; // a mistake at the prompt does not end the conversation
        }
    }
    std::cout << '\n';
    return ExitCode::Done;
}

} // namespace amend
