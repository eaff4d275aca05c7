// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a benchmark is: a new one is a function and a row of the table in bench.cpp.
#pragma once

#include "app/cli/command_context.h"
#include "app/cli/commands.h"

#include <string>
#include <vector>

namespace amend {

enum class Better { Larger, Smaller };

struct Figure {
    const char* name;
    const char* unit;
    Better better;
};

struct BenchRun {
    CommandContext& context;
    const BenchArguments& arguments;
};

struct Benchmark {
    const char* name;
    std::vector<double> (*measure)(BenchRun&, int round); ///< one value per figure
    std::vector<Figure> figures;
};

struct Measured {
    Json json;
    std::string text;
};

/// `values` of the rounds must not be empty.
Measured measuredOf(BenchRun& run, const Figure& figure, const std::vector<double>& values);

/// The same at one of several sizes, which the JSON then has as `size`.
Measured measuredAt(BenchRun& run, int size, const Figure& figure, const std::vector<double>& values);

/// Of at least so many tokens. `number` comes first, or the prefix kept from the question before would answer.
std::string longQuestion(CommandContext& context, int tokens, int number);

inline constexpr const char* secondQuestion = "And what did he write there?";

/// A lesson about something nobody knows, another one each round, on a reply that was just written.
Feedback boatLesson(CommandContext& context, int round);

} // namespace amend
