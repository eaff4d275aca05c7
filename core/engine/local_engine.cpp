// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/local_engine.h"

#include "core/engine/local_chat_engine.h"
#include "core/engine/local_learn_engine.h"

namespace amend {

Engine makeLocalEngine(const EngineOptions& options)
{
    const LoadOptions load { .device = deviceFrom(options.device), .threads = options.threads };
    auto profile = std::make_unique<Profile>(options.profile);
    BlobStore blobs = profile->blobs();
    return { .chat = makeLocalChatEngine(std::move(profile), options.profile / "cache", load),
        .learner = makeLocalLearnEngine(std::move(blobs), options.profile / "cache", options.rule) };
}

} // namespace amend
