// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/io_error.h"

#include "core/base/error.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace amend {

void throwIoError(std::string_view action, const std::filesystem::path& path, int code)
{
    const std::string detail
        = "Cannot " + std::string(action) + " " + path.string() + ": " + std::generic_category().message(code) + ". ";
    switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        throw Error(ErrorKind::DiskFull, detail + "Free some space and try again.");
    case ENOENT:
    case ENOTDIR:
    case EACCES:
    case EPERM:
        throw Error(ErrorKind::FileMissing, detail + "Check that the path exists and that you may use it.");
    default:
        throw Error(ErrorKind::StorageTrouble, detail + "Check the disk before going on.");
    }
}

} // namespace amend
