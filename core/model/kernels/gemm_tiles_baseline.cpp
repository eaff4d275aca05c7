// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/gemm_tiles_impl.h"

namespace amend {

const GemmTiles gemmTilesBaseline { IsaLevel::Baseline, 4, panelColumns, TilesOf<1, 2, 3, 4>::multiply, dotTile,
    unpackRows, unpackColumns };

} // namespace amend
