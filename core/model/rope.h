// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Rotary position embedding in the rotate-half order of transformers. Shapes: b rows, n heads, t tokens, w head width.
#pragma once

#include "core/model/model_config.h"

#include <ATen/core/Tensor.h>

namespace amend {

/// theta_i = ropeTheta^(-2i / w), [w / 2] fp32 on the CPU; stretched where the model asks for it. Computed once at
/// load. Source: Su et al. 2021, "RoFormer", arXiv 2104.09864, section 3.2.2.
at::Tensor ropeFrequencies(const ModelConfig& config);

/// Cosine and sine of the angles of one pass, [b, 1, t, w / 2]; b is 1 when all rows have the same positions.
struct Rotation {
    at::Tensor cosine;
    at::Tensor sine;
};

/// `positions` [b, t], any number type, on the device of `frequencies`.
Rotation rotationAt(const at::Tensor& positions, const at::Tensor& frequencies);

/// x [b, n, t, w], turned: value i is paired with value i + w / 2.
at::Tensor rotate(const at::Tensor& x, const Rotation& rotation);

} // namespace amend
