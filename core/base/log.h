// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The core's way to the log: spdlog behind two functions. What a person or the model wrote never goes into a log.
#pragma once

#include <filesystem>
#include <string_view>

namespace amend {

enum class LogLevel { Debug, Info, Warning, Error };

void log(LogLevel level, std::string_view text);

/// From here on messages go to a rotating file (3 files of 1 MiB); before, only warnings and errors go to standard
/// error. Errors: none; a log file that cannot be opened is said on standard error and the program goes on.
void logToFile(const std::filesystem::path& path);

} // namespace amend
