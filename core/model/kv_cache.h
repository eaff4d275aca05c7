// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and values of the tokens seen so far, per layer: the running state of one reply.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace amend {

/// Grows in place up to its capacity; truncating keeps a common prefix between turns. Owned by one thread.
struct KvCache {
    struct Layer {
        at::Tensor keys; ///< [b, g, capacity, w], fp16, rotated
        at::Tensor values; ///< [b, g, capacity, w], fp16
    };
    std::vector<Layer> layers;
    int length = 0; ///< tokens filled, the same in every layer and row

    int capacity() const { return layers.empty() ? 0 : static_cast<int>(layers.front().keys.size(2)); }
    void truncate(int newLength) { length = newLength < length ? newLength : length; }
};

} // namespace amend
