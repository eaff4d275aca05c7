// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/decode_kernels.h"

#include <vector>

namespace amend {

std::span<const DecodeKernels* const> decodeKernelsHere()
{
    static const std::vector<const DecodeKernels*> found = setsHere<DecodeKernels>({
#if defined(__x86_64__)
        &decodeKernelsAvx512Vnni, &decodeKernelsAvxVnni, &decodeKernelsAvx2,
#endif
            &decodeKernelsBaseline
    });
    return found;
}

const DecodeKernels& decodeKernelsInUse()
{
    static const DecodeKernels& chosen = bestAllowed(decodeKernelsHere());
    return chosen;
}

} // namespace amend
