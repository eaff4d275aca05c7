// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The learner's half of the engine: lessons from a task to an outcome, one short piece at a time.
#pragma once

#include "core/engine/engine.h"
#include "core/store/blob_store.h"

#include <filesystem>
#include <memory>

namespace amend {

/// `cache` is a folder for what can be made again: the base's anchors and null space, by model hash.
std::unique_ptr<LearnEngine> makeLocalLearnEngine(
    BlobStore blobs, std::filesystem::path cache, LearningRule rule = LearningRule::Default);

} // namespace amend
