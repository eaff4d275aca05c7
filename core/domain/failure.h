// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// An error as a value, for everything that must cross a thread or reach the window.
#pragma once

#include "core/base/error.h"

#include <string>

namespace amend {

struct Failure {
    ErrorKind kind = ErrorKind::Internal;
    std::string detail;
    bool operator==(const Failure&) const = default;
};

} // namespace amend
