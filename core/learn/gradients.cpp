// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/gradients.h"

#include <ATen/ops/dot.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <cmath>

namespace amend {

double normOf(const std::vector<at::Tensor>& tensors)
{
    double squares = 0;
    for (const at::Tensor& tensor : tensors) {
        const at::Tensor flat = tensor.reshape({ -1 });
        squares += flat.dot(flat).item<double>();
    }
    return std::sqrt(squares);
}

double clipGradients(std::vector<at::Tensor>& gradients, double maxNorm)
{
    const double norm = normOf(gradients);
    if (std::isfinite(norm) && norm > maxNorm) {
        for (at::Tensor& gradient : gradients) {
            gradient.mul_(maxNorm / norm);
        }
    }
    return norm;
}

bool allFinite(const std::vector<at::Tensor>& tensors)
{
    // A sum is not finite as soon as one value is not; and a finite tensor of weights cannot overflow one in double.
    return std::all_of(tensors.begin(), tensors.end(),
        [](const at::Tensor& tensor) { return std::isfinite(tensor.sum(at::kDouble).item<double>()); });
}

} // namespace amend
