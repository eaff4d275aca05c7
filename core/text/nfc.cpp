// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/nfc.h"

#include "core/base/error.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace amend {

std::string toNfc(std::string_view text)
{
    const auto isAscii = [](char byte) { return static_cast<unsigned char>(byte) < 0x80; };
    if (std::all_of(text.begin(), text.end(), isAscii)) {
        return std::string(text);
    }
    struct Free {
        void operator()(utf8proc_uint8_t* bytes) const { std::free(bytes); }
    };
    utf8proc_uint8_t* bytes = nullptr;
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &bytes,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, Free> owner(bytes);
    if (size < 0) {
        throw Error(ErrorKind::BadInput, std::string("The text cannot be normalised: ") + utf8proc_errmsg(size));
    }
    return { reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size) };
}

} // namespace amend
