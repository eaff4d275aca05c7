// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A task that asks lessons again at the serving checkpoint, one at a time: cells of the memory map.
#pragma once

#include "core/engine/learn_work.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// SHA-256 of all that a lesson's recall depends on beside its question: what acts always, whose weights act there, the
/// reply it is about, and whether it is superseded. Errors: of the router.
std::string recallWeights(const LessonAdapters& adapters, const Lesson& lesson, bool isSuperseded);

/// Owned by the learner thread.
class RecallRun final {
public:
    explicit RecallRun(std::shared_ptr<const LearnWork> work);

    /// Goes on until one lesson was asked; those that the same weights answered elsewhere cost nothing. False when all
    /// are done. Errors: Cancelled, and as recallLessons (core/learn/lesson_recall.h).
    bool step(std::stop_token stop);
    const std::vector<MeasuredCell>& cells() const { return m_cells; } ///< so far

private:
    std::shared_ptr<const LearnWork> m_work;
    std::vector<MeasuredCell> m_cells;
};

} // namespace amend
