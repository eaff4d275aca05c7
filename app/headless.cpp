// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless.h"

#include "core/base/default_paths.h"
#include "core/base/error.h"

#include <iostream>

namespace amend {

namespace {

void converse(ChatEngine& engine)
{
    const ChatRow chat = engine.createChat({});
    std::optional<MessageId> lastReply;
    for (std::string line; std::getline(std::cin, line);) {
        if (line.empty()) {
            continue;
        }
        const Message question = engine.addUserMessage(chat.id, lastReply, line);
        engine.beginReply({ .chat = chat.id, .question = question.id, .options = {}, .checkpoint = {} });
        for (bool finished = false; !finished;) {
            constexpr int tokensPerTurn = 4;
            const ReplyChunk chunk = engine.continueReply(tokensPerTurn, {});
            std::cout << chunk.text << std::flush;
            finished = chunk.finished;
            lastReply = chunk.message;
        }
        std::cout << std::endl;
    }
}

} // namespace

ExitStatus runHeadless(const StartOptions& options, const EngineMaker& makeEngine)
{
    try {
        const Engine engine = makeEngine({ .profile = options.profile.toStdString(),
            .device = options.device.toStdString(),
            .threads = options.threads });
        engine.chat->loadModel(
            options.model.isEmpty() ? defaultModelPath() : std::filesystem::path(options.model.toStdString()), {}, {});
        converse(*engine.chat);
        return ExitStatus::Good;
    } catch (const Error& error) {
        std::cerr << "amend: " << error.what() << std::endl;
        return error.kind() == ErrorKind::ProfileInUse ? ExitStatus::ProfileInUse : ExitStatus::Failed;
    }
}

} // namespace amend
