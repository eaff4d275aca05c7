// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The running numbers of a decoding step. Shapes: b rows, d hidden size, h heads, g KV heads, w head
// width, f feed-forward size, v vocabulary.
#pragma once

#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/row_panels.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace amend {

/// Rows of numbers, each as long as whole tiles.
class RowBuffer {
public:
    RowBuffer() = default;
    RowBuffer(std::int64_t rows, std::int64_t columns)
        : m_rows(rows)
        , m_stride((columns + tileRows - 1) / tileRows * tileRows)
        , m_values(static_cast<std::size_t>(rows * m_stride))
    {
    }
    float* row(std::int64_t index) { return m_values.data() + index * m_stride; }
    const float* row(std::int64_t index) const { return m_values.data() + index * m_stride; }
    std::int64_t stride() const { return m_stride; }
    std::int64_t rows() const { return m_rows; }

private:
    std::int64_t m_rows = 0;
    std::int64_t m_stride = 0;
    std::vector<float> m_values;
};

/// Vectors [n] that products read, plain and in the forms that they want.
class ActivationRows {
public:
    ActivationRows() = default;
    ActivationRows(ActivationRows&&) = default; // no copies: the rows point into its own memory
    ActivationRows& operator=(ActivationRows&&) = default;
    /// `forTiles`: `pack` will be called.
    ActivationRows(const DecodeKernels& kernels, std::int64_t rows, std::int64_t n, bool forTiles)
        : m_kernels(&kernels)
        , m_n(n)
        , m_plain(rows, n)
        , m_prepared(static_cast<std::size_t>(rows) * kernels.preparedBytes(n))
        , m_panels(forTiles ? static_cast<std::size_t>(2 * rows * n) : 0)
    {
        for (std::int64_t row = 0; row < rows; ++row) {
            m_rows.push_back(
                { m_plain.row(row), m_prepared.data() + static_cast<std::size_t>(row) * kernels.preparedBytes(n) });
        }
    }
    std::int64_t length() const { return m_n; }
    RowBuffer& plain() { return m_plain; }
    const Activation* rows() const { return m_rows.data(); }
    /// After `plain` was written, of rows [first, last).
    void prepare(int first, int last) const
    {
        for (int row = first; row < last; ++row) {
            m_kernels->prepare(m_rows[static_cast<std::size_t>(row)], m_n);
        }
    }
    /// The same for products made of tiles, of rows [first, last), `first` beginning a panel; `columns` <= n are read.
    void pack(int height, int first, int last, std::int64_t columns)
    {
        packPanels({ m_plain.row(0), last, columns, m_plain.stride() }, height, first / height,
            (last + height - 1) / height, m_panels.data());
    }
    const float* panels() const { return m_panels.data(); }

private:
    const DecodeKernels* m_kernels = nullptr;
    std::int64_t m_n = 0;
    RowBuffer m_plain;
    std::vector<std::byte> m_prepared;
    std::vector<float> m_panels; ///< with room for a panel that is not full
    std::vector<Activation> m_rows;
};

} // namespace amend
