// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Root-mean-square normalisation.
#pragma once

#include <ATen/core/Tensor.h>

namespace amend {

/// x / sqrt(mean(x^2) + eps) * weight over the last dimension; x [..., n], weight [n].
/// Source: Zhang and Sennrich 2019, "Root mean square layer normalization", arXiv 1910.07467, equation 4.
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);

} // namespace amend
