// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the two halves of the engine hand to each other: constant once made.
#pragma once

#include "core/engine/adapter_shelf.h"
#include "core/engine/engine.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"
#include "core/store/checkpoint_store.h"
#include "core/store/memory_store.h"

#include <memory>
#include <string>
#include <vector>

namespace amend {

/// One lesson of a task, with what it is learned beside.
struct LessonWork {
    Lesson lesson;
    LearnedLesson record; ///< the same as the store keeps it; in a replay, with its place in the ledger
    std::vector<std::vector<ChatTurn>> kept; ///< of the record's replies, in their order
    std::vector<std::vector<ChatTurn>> pinned; ///< those of them that the person asked to keep
};

/// One lesson that is asked again.
struct RecallWork {
    Lesson lesson; ///< wantedReply: what it was taught
    bool isSuperseded = false; ///< at `LearnWork::start`
    std::vector<std::string> known; ///< weights under which its recall is known (core/engine/recall_run.h)
};

struct LearnWork {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const AdapterShelf> shelf; ///< where new adapters go
    CheckpointId serving; ///< when the task was made
    CheckpointId start; ///< the checkpoint the first lesson grows from
    std::shared_ptr<const LessonAdapters> startAdapters; ///< of `start`
    std::string startSha256; ///< of its checkpoint file; empty: the base
    std::vector<LearnedLesson> learnedBefore; ///< on the way from the base to `start`
    std::vector<Lesson> earlier; ///< the same as lessons, each with the wanted reply it was taught
    std::vector<LessonWork> lessons;
    std::vector<RecallWork> recalls; ///< at `start`
    int recallsBefore = 0; ///< lessons of `start` that were recalled before
    int recallsTotal = 0; ///< all lessons of `start`
};

/// Which files a checkpoint of these consists of.
CheckpointFile fileOf(const LessonAdapters& adapters);

/// Of the machine class and of the rule: what a lesson's weights depend on beside the log.
std::string fingerprintOf(const Model& model);

struct LearnResult {
    std::shared_ptr<const LearnWork> work;
    std::shared_ptr<const LessonAdapters> adapters; ///< after the last lesson
    std::vector<LearnedLesson> learned; ///< all lessons from the base to `adapters`
    std::vector<MeasuredCell> cells; ///< of the memory map, at LearnWork::start
};

} // namespace amend
