// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How lessons are learned: the program's own way, and simpler ones to compare it with.
#pragma once

namespace amend {

enum class LearningRule {
    Default, ///< lesson keys in the null space, anchors, replay, and the gate decides
    NaiveLora, ///< LoRA on the wanted reply and nothing else; every lesson is taken
    LoraKl, ///< the same beside anchors
    FineTuning, ///< FT-M: one matrix in the middle of the model in full, on the wanted reply and nothing else
};

} // namespace amend
