// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/brief_waiting.h"

#include <cstdlib>

#include <unistd.h>

namespace amend {

void waitBriefly(char** arguments)
{
    if (std::getenv("OMP_WAIT_POLICY") == nullptr && std::getenv("GOMP_SPINCOUNT") == nullptr
        && setenv("OMP_WAIT_POLICY", "passive", 1) == 0 && setenv("GOMP_SPINCOUNT", "20000", 1) == 0) {
        execv("/proc/self/exe", arguments); // returns only if it failed
    }
}

} // namespace amend
