// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of amend-cli, one function each. Their JSON is a contract: docs/cli.md.
#pragma once

#include "app/cli/command_context.h"

#include <string>
#include <vector>

namespace amend {

struct ChatArguments {
    std::optional<std::string> prompt; ///< none: interactive
    std::string systemPrompt;
    GenerationOptions generation;
    std::optional<std::int64_t> checkpoint;
};

struct TeachArguments {
    std::string prompt;
    std::string systemPrompt;
    std::string reply; ///< empty: the model's own greedy one
    std::string wantedReply;
    std::string critique;
    Scope scope = Scope::ThisAnswer;
    std::string file; ///< JSON lines with "prompt" and, as wanted, "reply", "wanted", "critique", "system", "scope"
};

ExitCode info(CommandContext& context);
ExitCode chat(CommandContext& context, const ChatArguments& arguments);
ExitCode teach(CommandContext& context, const TeachArguments& arguments);
ExitCode timeline(CommandContext& context);
ExitCode memory(CommandContext& context);
ExitCode restore(CommandContext& context, CheckpointId checkpoint);
ExitCode unteach(CommandContext& context, LessonId lesson);
/// Without a checkpoint: the serving one.
ExitCode rebuild(CommandContext& context, std::optional<CheckpointId> checkpoint, bool verifyOnly);
ExitCode verify(CommandContext& context);
ExitCode exportCheckpoint(CommandContext& context, CheckpointId checkpoint, const std::string& folder);

/// The conversation at the terminal (interactive_chat.cpp).
ExitCode chatInteractively(CommandContext& context, const ChatArguments& arguments);

struct BenchArguments {
    std::string what; ///< one of benchNames()
    int rounds = 5;
    int depth = 0; ///< of decoding: tokens in the question, at least
    bool taught = false; ///< one lesson first, so that an adapter is active
    int upTo = 1000; ///< of growth: the most messages and lessons
};

std::vector<std::string> benchNames();

/// In a temporary profile (bench.cpp).
ExitCode bench(const CommonOptions& options, const BenchArguments& arguments, std::stop_token stop);

/// Which cases of a file are used, numbered from 1: what was tuned on the odd ones is reported on the even ones.
enum class CaseHalf { All, Odd, Even };

/// Whether `half` has the case with this number.
constexpr bool isIn(CaseHalf half, int number)
{
    return half == CaseHalf::All || (number % 2 == 1) == (half == CaseHalf::Odd);
}

struct EvalArguments {
    std::string file; ///< JSON array or JSON lines with "prompt", "target" and, where known, "rephrase"
    CaseHalf cases = CaseHalf::All;
    int lessons = 10; ///< of `file`, of the wrong replies or of the style, from the beginning
    int heldOut = 20; ///< of `file`, from its end: never taught, to measure what else changed
    std::vector<std::string> factFiles; ///< JSON lines with "question" and "answer": never taught either
    std::vector<std::string> askFiles; ///< JSON array or JSON lines with "prompt": only asked, no answer is known
    std::string textFile; ///< plain text for the perplexity; empty: none
    int textTokens = 4000; ///< of its beginning
    /// JSON with "lessons", each with "prompt", "wanted", "rephrased" and "near", and with "unrelated" questions;
    /// taught before those of `file`. Empty: none.
    std::string nearFile;
    bool refusals = false; ///< the lessons are bare thumbs-down on the base's wrong replies to `factFiles`
    std::string styleFile; ///< JSON with "teach", "held_out" and "styles"; the lessons ask for one of them always
    std::string style; ///< its name in `styleFile`; empty: the first
    LearningRule rule = LearningRule::Default;
    std::string folder; ///< where profile, receipts and results stay and a rerun goes on; empty: nowhere
};

/// Lessons one after another, and what held (eval.cpp). In a profile of its own.
ExitCode evaluate(const CommonOptions& options, const EvalArguments& arguments, std::stop_token stop);

} // namespace amend
