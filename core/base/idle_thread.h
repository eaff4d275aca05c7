// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace amend {

/// Gives the calling thread, and those it starts from now on, only the processor time that nobody else wants
/// (SCHED_IDLE). There is no way back without privileges. If the system refuses, that is logged.
void becomeIdleThread();

} // namespace amend
