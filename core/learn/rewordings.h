// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A question asked in other words, by the shipped patterns of resources/rewordings.json ("who wrote {x}"; {n} and {m}
// stand for numbers), or taken apart. To add a pattern or its language: lines in that file. A question that no pattern
// knows has no rewordings.
#pragma once

#include <string>
#include <vector>

namespace amend {

struct Rewordings {
    std::vector<std::string> training;
    std::vector<std::string> heldOut; ///< never trained on: for the gate
};

/// The rewordings of the first pattern that fits, without the question itself. Letters of a pattern fit in either case;
/// the sentence's end mark does not count.
Rewordings rewordingsOf(const std::string& question);

/// The question's words in sentences that were not made for them, by the frames of the same file: all of them, the
/// second half first ({rotated}), or the telling ones alone, forwards ({words}) or backwards ({backwards}). They ask
/// nothing sensible, and need not: what they share with every way of asking the question is its words, not its build.
/// The frames are English, whatever the question is. None for a question without words, or for a story.
std::vector<std::string> takenApart(const std::string& question);

} // namespace amend
