// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The gated feed-forward part of one block.
#pragma once

#include "core/model/block_linears.h"

namespace amend {

/// down(silu(gate(x)) * up(x)); x [b, t, d] after the norm, result [b, t, d].
/// Source: Shazeer 2020, "GLU variants improve transformer", arXiv 2002.05202, equation 6 (SwiGLU).
at::Tensor feedForward(const BlockLinears& block, const at::Tensor& x);

} // namespace amend
