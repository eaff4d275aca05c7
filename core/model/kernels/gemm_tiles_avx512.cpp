// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/gemm_tiles_impl.h"

namespace amend {

const GemmTiles gemmTilesAvx512 { "avx512", 14, panelColumns, multiplyTile<14, 2>, dotTile, unpackRows, unpackColumns };

} // namespace amend
