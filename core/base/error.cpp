// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

namespace amend {

const char* name(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::FileMissing:
        return "file_missing";
    case ErrorKind::FileCorrupt:
        return "file_corrupt";
    case ErrorKind::FormatUnsupported:
        return "format_unsupported";
    case ErrorKind::DiskFull:
        return "disk_full";
    case ErrorKind::StorageTrouble:
        return "storage_trouble";
    case ErrorKind::OutOfMemory:
        return "out_of_memory";
    case ErrorKind::DeviceLost:
        return "device_lost";
    case ErrorKind::ContextFull:
        return "context_full";
    case ErrorKind::ProfileInUse:
        return "profile_in_use";
    case ErrorKind::BadInput:
        return "bad_input";
    case ErrorKind::Cancelled:
        return "cancelled";
    case ErrorKind::Internal:
        return "internal";
    }
    return "internal";
}

} // namespace amend
