// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a command of a worker and turns whatever it throws into a value.
#pragma once

#include "core/base/log.h"
#include "core/domain/failure.h"

#include <exception>
#include <string>

namespace amend {

/// `onFailure` gets a Failure. An Error keeps its kind; any other exception is Internal.
template <class Work, class OnFailure> void guarded(const Work& work, const OnFailure& onFailure)
{
    try {
        work();
    } catch (const Error& error) {
        log(LogLevel::Warning, std::string(name(error.kind())) + ": " + error.what());
        onFailure(Failure { error.kind(), error.what() });
    } catch (const std::exception& error) {
        log(LogLevel::Error, error.what());
        onFailure(Failure { ErrorKind::Internal, error.what() });
    }
}

} // namespace amend
