// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The chat thread's half of the engine: chats, replies, feedback and the timeline over one profile.
#pragma once

#include "core/engine/engine.h"
#include "core/model/model.h"
#include "core/store/profile.h"

#include <filesystem>
#include <memory>

namespace amend {

/// `cache`: a folder for what can be computed again.
std::unique_ptr<ChatEngine> makeLocalChatEngine(
    std::unique_ptr<Profile> profile, std::filesystem::path cache, const LoadOptions& load);

} // namespace amend
