// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/large_pages.h"

#include "core/base/error.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace amend {

std::shared_ptr<std::byte> largePages(std::size_t bytes)
{
    constexpr std::size_t pageBytes = std::size_t(2) << 20;
    const std::size_t whole = (bytes + pageBytes - 1) / pageBytes * pageBytes;
    std::shared_ptr<std::byte> memory(static_cast<std::byte*>(std::aligned_alloc(pageBytes, whole)), std::free);
    if (memory == nullptr && whole > 0) {
        throw Error(ErrorKind::OutOfMemory,
            "There is no memory for another " + std::to_string(whole >> 20)
                + " MB. Close other programs or choose a smaller model.");
    }
#if defined(MADV_HUGEPAGE)
    madvise(memory.get(), whole, MADV_HUGEPAGE); // a wish: where it is not granted, it is only slower
#endif
    std::memset(memory.get(), 0, whole);
    return memory;
}

} // namespace amend
