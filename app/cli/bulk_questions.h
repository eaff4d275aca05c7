// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Many questions and texts through the engine, in pieces, so that progress shows and Ctrl+C is heard.
#pragma once

#include "app/cli/command_context.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace amend {

/// Enough for an answer; a reply whose length counts needs more.
inline constexpr int shortReplyTokens = 64;

class BulkQuestions final {
public:
    explicit BulkQuestions(CommandContext& context)
        : m_context(context)
    {
    }

    /// The greedy replies of a checkpoint (none: the serving one), each in a chat of its own. `what` is shown. Errors:
    /// Cancelled, and those of ChatEngine::answer.
    std::vector<GreedyAnswer> ask(const std::vector<std::string>& questions, const std::string& what,
        std::optional<CheckpointId> checkpoint = {}, int maxTokens = shortReplyTokens);
    /// The scores of a request. Errors: as `ask`.
    std::vector<TextScore> score(const ScoreRequest& request, const std::string& what);

    /// Mean over all questions and texts so far; 0 if there were none.
    double secondsPerText() const;

private:
    void note(std::size_t texts, std::chrono::steady_clock::time_point begin);

    CommandContext& m_context;
    std::size_t m_texts = 0;
    double m_seconds = 0;
};

} // namespace amend
