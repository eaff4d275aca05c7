// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The chat thread's half of the engine: chats, replies, feedback and the timeline over one profile.
#pragma once

#include "core/engine/engine.h"
#include "core/model/model.h"
#include "core/store/profile.h"

#include <memory>

namespace amend {

std::unique_ptr<ChatEngine> makeLocalChatEngine(std::unique_ptr<Profile> profile, const LoadOptions& load);

} // namespace amend
