// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is done to all gradients, or all parameters, at once.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

namespace amend {

/// The 2-norm of all tensors together.
double normOf(const std::vector<at::Tensor>& tensors);

/// Cosine of the angle between two lists of tensors, each seen as one vector: -1 to 1. None where one of them is zero.
std::optional<double> cosineOf(const std::vector<at::Tensor>& one, const std::vector<at::Tensor>& other);

/// Scales the gradients in place so that their common 2-norm is at most `maxNorm`. Returns the norm before; if that is
/// not finite, nothing is scaled.
double clipGradients(std::vector<at::Tensor>& gradients, double maxNorm);

/// Whether all values of all tensors are finite.
bool allFinite(const std::vector<at::Tensor>& tensors);

} // namespace amend
