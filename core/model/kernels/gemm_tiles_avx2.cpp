// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/gemm_tiles_impl.h"

namespace amend {

const GemmTiles gemmTilesAvx2 { IsaLevel::Avx2, 6, panelColumns, TilesOf<1, 2, 3, 4, 5, 6>::multiply, dotTile,
    unpackRows, unpackColumns };

} // namespace amend
