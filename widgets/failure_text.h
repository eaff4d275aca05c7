// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says about a failure: the cause with the file, where it is known, and what one
// can do now.
#pragma once

#include "core/domain/failure.h"

#include <QString>

namespace amend {

struct FailureText {
    QString sentence; ///< what happened
    QString advice; ///< what one can do now
};

/// Where it is not known which file it was. The detail stays out of it: it belongs into the log and a "details" box.
FailureText failureText(ErrorKind kind);

/// A model that could not be loaded, by the name of its file or folder.
FailureText modelFailureText(ErrorKind kind, const QString& path);

/// A profile that could not be opened: its database, by its full name.
FailureText profileFailureText(ErrorKind kind, const QString& folder);

} // namespace amend
