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

std::optional<double> cosineOf(const std::vector<at::Tensor>& one, const std::vector<at::Tensor>& other)
{
    const double norms = normOf(one) * normOf(other);
    if (norms == 0) {
        return std::nullopt;
    }
    double product = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        product += one[i].reshape({ -1 }).dot(other[i].reshape({ -1 })).item<double>();
    }
    return std::clamp(product / norms, -1.0, 1.0); // rounding may go beyond where both are parallel
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
