// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says about a failure: one translated sentence and one piece of advice for each kind.
#pragma once

#include "core/domain/failure.h"

#include <QString>

namespace amend {

struct FailureText {
    QString sentence; ///< what happened
    QString advice; ///< what one can do now
};

/// The detail stays out of it: it belongs into the log and a "details" box.
FailureText failureText(ErrorKind kind);

} // namespace amend
