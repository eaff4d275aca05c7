// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the inner loops read of a packed matrix, each lane being one of its rows. Part of <kernels>_<level>.cpp; see
// lanes_impl.h.
#pragma once

#include "core/model/kernels/lanes_impl.h"
#include "core/model/kernels/packed_matrix.h"

namespace amend {
namespace {

/// One scale for each lane.
template <int bytes> inline Lanes loadScale(const std::byte* from)
{
    if constexpr (bytes == 4) {
        return load(reinterpret_cast<const float*>(from));
    } else {
        return loadHalves(from);
    }
}

template <PackedFormat format> inline Lanes loadFloats(const std::byte* from)
{
    if constexpr (format == PackedFormat::Halves) {
        return loadHalves(from);
    } else if constexpr (format == PackedFormat::BFloats) {
        return loadBFloats(from);
    } else {
        return load(reinterpret_cast<const float*>(from));
    }
}

template <PackedFormat format> struct Format {
};

/// How the quanta of a quantised format become numbers: scale (q - offset), or scale q + minimum.
template <PackedFormat format> struct QuantaOf {
    static constexpr PackedLayout layout = packedLayout(format);
    static constexpr int parts = format == PackedFormat::BytesTwoScales ? 2 : 1; ///< of a step, each with its scale
    static constexpr bool hasMinimum = layout.scales == 2 && parts == 1; ///< in place of an offset
    static constexpr int offset = layout.bits == 4 ? 8 : 128;
    static constexpr int scalesBytes = tileRows * layout.scaleBytes; ///< of one scale, or minimum, of each row
};

/// Calls `work` with the format as a type.
template <class Work> void withFormat(PackedFormat format, const Work& work)
{
    switch (format) {
#define AMEND_CASE(name)                                                                                               \
    case PackedFormat::name:                                                                                           \
        return work(Format<PackedFormat::name> {})
        AMEND_CASE(Nibbles);
        AMEND_CASE(NibblesMin);
        AMEND_CASE(NibblesWideMin);
        AMEND_CASE(Bytes);
        AMEND_CASE(BytesMin);
        AMEND_CASE(BytesWideMin);
        AMEND_CASE(BytesTwoScales);
        AMEND_CASE(Halves);
        AMEND_CASE(BFloats);
        AMEND_CASE(Floats);
#undef AMEND_CASE
    }
}

/// Independent sums of one row within a block, so that additions need not wait for each other.
constexpr int chains = 4;

/// So far ahead memory is asked for: by itself the processor stops at every 4 KiB. On two cores of an AMD EPYC 2 and 4
/// KiB were equally good, 30 % faster than nothing with one thread.
constexpr std::int64_t bytesAhead = 2048;

template <int bytes> inline void fetchAhead(const std::byte* step)
{
#pragma GCC unroll 16
    for (int line = 0; line < bytes; line += 64) {
        __builtin_prefetch(step + bytesAhead + line);
    }
}

inline Lanes sumOfChains(const Lanes (&chain)[chains])
{
    return (chain[0] + chain[1]) + (chain[2] + chain[3]);
}

} // namespace
} // namespace amend
