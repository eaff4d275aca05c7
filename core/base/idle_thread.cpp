// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/idle_thread.h"

#include "core/base/log.h"

#include <sched.h>

namespace amend {

void becomeIdleThread()
{
    sched_param none {};
    if (sched_setscheduler(0, SCHED_IDLE, &none) != 0) { // 0: the calling thread
        log(LogLevel::Warning, "A background thread runs at normal priority: the system refused the idle class.");
    }
}

} // namespace amend
