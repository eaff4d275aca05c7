// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rope.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <cmath>
#include <numbers>

namespace amend {

namespace {

/// Long waves are slowed by `factor`, short ones kept, and those between blended. Source: the reference implementation
/// of Llama 3.1 (rope_type "llama3").
double stretched(double frequency, const RopeScaling& scaling)
{
    const double wavelength = 2 * std::numbers::pi / frequency;
    const double longest = scaling.originalContext / scaling.lowFrequencyFactor;
    const double shortest = scaling.originalContext / scaling.highFrequencyFactor;
    if (wavelength < shortest) {
        return frequency;
    }
    if (wavelength > longest) {
        return frequency / scaling.factor;
    }
    const double smooth = (scaling.originalContext / wavelength - scaling.lowFrequencyFactor)
        / (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
    return (1 - smooth) * frequency / scaling.factor + smooth * frequency;
}

} // namespace

at::Tensor ropeFrequencies(const ModelConfig& config)
{
    const int pairs = config.headDim / 2;
    at::Tensor frequencies = at::empty({ pairs }, at::kFloat);
    float* out = frequencies.mutable_data_ptr<float>();
    for (int i = 0; i < pairs; ++i) {
        const double frequency = std::pow(config.ropeTheta, -2.0 * i / config.headDim);
        out[i] = static_cast<float>(config.ropeScaling ? stretched(frequency, *config.ropeScaling) : frequency);
    }
    return frequencies;
}

Rotation rotationAt(const at::Tensor& positions, const at::Tensor& frequencies)
{
    const at::Tensor angles = positions.to(at::kFloat).unsqueeze(-1) * frequencies; // [b, t, w / 2]
    return { angles.cos().unsqueeze(1), angles.sin().unsqueeze(1) };
}

at::Tensor rotate(const at::Tensor& x, const Rotation& rotation)
{
    const std::int64_t pairs = x.size(-1) / 2;
    const at::Tensor first = x.narrow(-1, 0, pairs);
    const at::Tensor second = x.narrow(-1, pairs, pairs);
    return at::cat({ at::addcmul(first * rotation.cosine, second, rotation.sine, -1),
                       at::addcmul(second * rotation.cosine, first, rotation.sine) },
        -1);
}

} // namespace amend
