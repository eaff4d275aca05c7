// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/gemm_tiles_impl.h"

namespace amend {

const GemmTiles gemmTilesAvx512 { IsaLevel::Avx512, 14, panelColumns,
    TilesOf<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14>::multiply, dotTile, unpackRows, unpackColumns };

} // namespace amend
