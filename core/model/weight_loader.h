// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// From the raw tensors of a model file to Weights: names, shapes, memory, values, all checked.
#pragma once

#include "core/model/model_config.h"
#include "core/model/tensor_names.h"
#include "core/model/weights.h"
#include "core/store/named_tensor.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

namespace amend {

struct WeightSource {
    std::string origin; ///< names the file or folder in messages
    const TensorNames& names;
    bool interleaved = false; ///< the q and k rows of each head stand in the order 0, w/2, 1, w/2 + 1, …
    std::function<const NamedTensor*(std::string_view name)> find; ///< null if absent
};

/// Every tensor as fp32 on `device`, dequantised by `threads` threads; on the CPU packed for decoding as well, where
/// there is memory for it. `progress` gets the share done, on the calling
/// thread; `stop` is looked at every few milliseconds.
/// Errors: FileCorrupt (a tensor absent, of another shape than `config` says, or with NaN or infinity, by name),
/// OutOfMemory (before anything is allocated), Cancelled.
Weights loadWeights(const ModelConfig& config, const WeightSource& source, at::Device device, int threads,
    const std::function<void(double)>& progress, std::stop_token stop);

/// Errors: OutOfMemory if `neededBytes` and some room to work in exceed `availableBytes`; says both.
void requireMemory(std::int64_t neededBytes, std::int64_t availableBytes, const std::string& origin);

} // namespace amend
