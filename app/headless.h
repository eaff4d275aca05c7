// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A prompt per line from standard input, replies to standard output: for scripts that only ask.
#pragma once

#include "app/start_options.h"
#include "core/engine/engine.h"

namespace amend {

/// One conversation; ends with the input. Errors are said on standard error.
ExitStatus runHeadless(const StartOptions& options, const EngineMaker& makeEngine);

} // namespace amend
