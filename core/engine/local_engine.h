// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real engine: the only place where model, learning and store meet.
#pragma once

#include "core/engine/engine.h"

namespace amend {

Engine makeLocalEngine(const EngineOptions& options);

} // namespace amend
