// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one error mechanism of the core: an exception with a kind to decide by and a detail to read.
#pragma once

#include <stdexcept>
#include <string>

namespace amend {

enum class ErrorKind {
    FileMissing, ///< a file or folder is not there, or may not be read
    FileCorrupt, ///< a file contradicts itself: truncated, wrong magic, wrong hash
    FormatUnsupported, ///< a file is sound but of a kind that we do not read
    DiskFull, ///< no room to write; nothing was half written
    StorageTrouble, ///< the disk refused a write or a sync: the store is read-only from here on
    OutOfMemory, ///< main or GPU memory is not enough
    DeviceLost, ///< the GPU vanished or its driver failed
    ContextFull, ///< the prompt or the lesson is longer than the model's context
    ProfileInUse, ///< another process holds the profile's lock
    BadInput, ///< what the user asked for cannot be done as asked
    Cancelled, ///< stopped by the user
    Internal, ///< a mistake of ours
};

/// The kind as a stable lower-case word ("file_missing"), for JSON and logs.
const char* name(ErrorKind kind);

/// `detail` names the cause, the file and the next step in one English sentence or two.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& detail)
        : std::runtime_error(detail)
        , m_kind(kind)
    {
    }
    ErrorKind kind() const { return m_kind; }

private:
    ErrorKind m_kind;
};

} // namespace amend
