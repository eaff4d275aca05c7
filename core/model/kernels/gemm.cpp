// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kernels/gemm.h"

#include "core/model/kernels/gemm_tiles.h"
#include "core/model/kernels/row_panels.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

namespace amend {

namespace {

/// Length of the inner loop: 16 columns of so many rows fill half of a 32 KiB first-level cache.
constexpr std::int64_t blockLength = 256;
static_assert(
    blockLength % blockColumns == 0 && blockLength % tileRows == 0, "a panel of a packed matrix begins a step");
/// Work below this many multiply-adds is not worth waking a second thread.
constexpr std::int64_t worthAThread = 1 << 16;
/// A product is cut into at least so many parts where it can be, to be shared out among threads.
constexpr std::int64_t enoughParts = 8;
/// Up to so many rows memory decides, and packing would only cost.
constexpr std::int64_t fewRows = 8;

std::int64_t panelCount(std::int64_t length, int width)
{
    return (length + width - 1) / width;
}

/// Columns of `width` rows, one after another. The width is known, so that a column is a few registers and no call.
template <int width> void packWhole(const MatrixView& from, const float* source, std::int64_t length, float* to)
{
    if (from.rowStride == 1) {
        for (std::int64_t at = 0; at < length; ++at, to += width, source += from.columnStride) {
            std::memcpy(to, source, width * sizeof(float));
        }
        return;
    }
    for (std::int64_t at = 0; at < length; ++at, to += width, source += from.columnStride) {
#pragma GCC unroll 32
        for (int i = 0; i < width; ++i) {
            to[i] = source[i * from.rowStride];
        }
    }
}

using PackWhole = void (*)(const MatrixView&, const float*, std::int64_t, float*);

template <int... widths>
constexpr std::array<PackWhole, sizeof...(widths)> packsOf(std::integer_sequence<int, widths...>)
{
    return { packWhole<widths + 1>... };
}

constexpr int widestPanel = 32;
constexpr std::array<PackWhole, widestPanel> packOfWidth = packsOf(std::make_integer_sequence<int, widestPanel>());

/// Copies `width` rows of `from`, beginning with `row`, and `length` columns, beginning with `column`, so that the
/// columns stand one after another; what is missing of the rows becomes zero.
void pack(const MatrixView& from, std::int64_t row, int width, std::int64_t column, std::int64_t length, float* to)
{
    const auto filled = static_cast<int>(std::min<std::int64_t>(width, from.rows - row));
    const float* source = from.data + row * from.rowStride + column * from.columnStride;
    if (filled == width && width <= widestPanel) {
        packOfWidth[static_cast<std::size_t>(width - 1)](from, source, length, to);
        return;
    }
    for (std::int64_t at = 0; at < length; ++at, to += width, source += from.columnStride) {
        for (int i = 0; i < width; ++i) {
            to[i] = i < filled ? source[i * from.rowStride] : 0.0F;
        }
    }
}

/// Few rows: every row of b' is read once, so memory decides. b' = b transposed has rows without gaps.
void multiplyFewRows(
    const GemmTiles& tile, const MatrixView& a, const MatrixView& bTransposed, float* c, std::int64_t cStride, bool add)
{
    const std::int64_t grain = std::max<std::int64_t>(1, worthAThread / std::max<std::int64_t>(1, a.rows * a.columns));
    at::parallel_for(0, bTransposed.rows, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = 0; row < a.rows; row += maxDotRows) {
            const auto count = static_cast<int>(std::min<std::int64_t>(maxDotRows, a.rows - row));
            tile.dot(a.columns, a.data + row * a.rowStride, a.rowStride, count,
                bTransposed.data + begin * bTransposed.rowStride, bTransposed.rowStride, end - begin,
                c + row * cStride + begin, cStride, add);
        }
    });
}

enum class Packed { A, B };

/// Of the calling thread, kept for its next product: freed, its pages would be given back and zeroed again each time.
float* roomFor(Packed which, std::int64_t floats)
{
    thread_local std::array<std::vector<float>, 2> room;
    std::vector<float>& chosen = room[static_cast<std::size_t>(which)];
    chosen.resize(static_cast<std::size_t>(floats));
    return chosen.data();
}

// What stands on the right of a product, b [k, n]. `panel` writes columns [column, column + tile.columns) of rows [at,
// at + length) as [length, tile.columns], zero where b has no such column.

struct DenseRight {
    MatrixView transposed; ///< [n, k]

    std::int64_t columns() const { return transposed.rows; }
    void panel(const GemmTiles& tile, std::int64_t column, std::int64_t at, std::int64_t length, float* to) const
    {
        pack(transposed, column, tile.columns, at, length, to);
    }
};

/// W^T
struct PackedRowsRight {
    const PackedMatrix& w;

    std::int64_t columns() const { return w.out; }
    void panel(const GemmTiles& tile, std::int64_t column, std::int64_t at, std::int64_t length, float* to) const
    {
        tile.unpackRows(w, column, at, length, to);
    }
};

/// W
struct PackedColumnsRight {
    const PackedMatrix& w;

    std::int64_t columns() const { return w.in; }
    void panel(const GemmTiles& tile, std::int64_t column, std::int64_t at, std::int64_t length, float* to) const
    {
        tile.unpackColumns(w, column, at, length, to);
    }
};

/// The tiles of one column panel of c from row `firstRow` to `lastRow`, block after block of the inner length.
template <class Right>
void multiplyPanel(const GemmTiles& tile, const RowPanels& a, const Right& b, std::int64_t panel, std::int64_t firstRow,
    std::int64_t lastRow, float* c, std::int64_t cStride, bool add)
{
    const GemmTiles::Multiply multiply = tile.multiply[a.height - 1];
    float* packedB = roomFor(Packed::B, blockLength * tile.columns);
    const std::int64_t column = panel * tile.columns;
    const std::int64_t columns = std::min<std::int64_t>(tile.columns, b.columns() - column);
    constexpr int largestTile = 16 * 32;
    std::array<float, largestTile> edge {};
    for (std::int64_t at = 0; at < a.columns; at += blockLength) {
        const std::int64_t length = std::min(blockLength, a.columns - at);
        const bool adds = add || at > 0;
        b.panel(tile, column, at, length, packedB);
        for (std::int64_t row = firstRow; row < lastRow; row += a.height) {
            const std::int64_t rows = std::min<std::int64_t>(a.height, a.rows - row);
            const float* left = a.data + row * a.columns + at * a.height;
            float* to = c + row * cStride + column;
            if (rows == a.height && columns == tile.columns) {
                multiply(length, left, packedB, to, cStride, adds);
                continue;
            }
            multiply(length, left, packedB, edge.data(), tile.columns, false);
            for (std::int64_t i = 0; i < rows; ++i) {
                for (std::int64_t j = 0; j < columns; ++j) {
                    float& value = to[i * cStride + j];
                    value = adds ? value + edge[static_cast<std::size_t>(i * tile.columns + j)]
                                 : edge[static_cast<std::size_t>(i * tile.columns + j)];
                }
            }
        }
    }
}

template <class Right>
void multiply(
    const MatrixView& a, const Right& b, float* c, std::int64_t cStride, GemmResult result, const GemmTiles& tile)
{
    const int height = tileHeight(a.rows, tile);
    const std::int64_t rowPanels = panelCount(a.rows, height);
    float* packed = roomFor(Packed::A, rowPanels * height * a.columns);
    at::parallel_for(0, rowPanels, std::max<std::int64_t>(1, worthAThread / (height * a.columns)),
        [&](std::int64_t begin, std::int64_t end) { packPanels(a, height, begin, end, packed); });
    const RowPanels panels { packed, a.rows, a.columns, height };
    // Few columns (a low rank): the rows are shared out as well, though each part packs its columns anew.
    const std::int64_t columnPanels = panelCount(b.columns(), tile.columns);
    const std::int64_t parts = columnPanels >= enoughParts ? 1 : std::min(enoughParts, rowPanels);
    const std::int64_t rowsPerPart = panelCount(rowPanels, static_cast<int>(parts)) * height;
    const std::int64_t partWork = tile.columns * std::min(rowsPerPart, a.rows) * a.columns;
    at::parallel_for(0, columnPanels * parts, std::max<std::int64_t>(1, worthAThread / partWork),
        [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t part = begin; part < end; ++part) {
                const std::int64_t firstRow = part % parts * rowsPerPart;
                multiplyPanel(tile, panels, b, part / parts, firstRow, std::min(firstRow + rowsPerPart, a.rows), c,
                    cStride, result == GemmResult::Add);
            }
        });
}

} // namespace

std::span<const GemmTiles* const> gemmTilesHere()
{
    static const std::vector<const GemmTiles*> found = setsHere<GemmTiles>({
#if defined(__x86_64__)
        &gemmTilesAvx512, &gemmTilesAvx2,
#endif
            &gemmTilesBaseline
    });
    return found;
}

const GemmTiles& gemmTilesInUse()
{
    static const GemmTiles& chosen = bestAllowed(gemmTilesHere());
    return chosen;
}

int tileHeight(std::int64_t rows, const GemmTiles& tiles)
{
    return static_cast<int>(panelCount(rows, static_cast<int>(panelCount(rows, tiles.rows))));
}

void packPanels(const MatrixView& a, int height, std::int64_t firstPanel, std::int64_t lastPanel, float* to)
{
    for (std::int64_t panel = firstPanel; panel < lastPanel; ++panel) {
        pack(a, panel * height, height, 0, a.columns, to + panel * height * a.columns);
    }
}

void multiplyColumns(const RowPanels& a, const PackedMatrix& w, std::int64_t firstColumn, std::int64_t lastColumn,
    float* c, std::int64_t cStride, GemmResult result, const GemmTiles& tiles)
{
    for (std::int64_t column = firstColumn; column < std::min(lastColumn, w.out); column += tiles.columns) {
        multiplyPanel(
            tiles, a, PackedRowsRight { w }, column / tiles.columns, 0, a.rows, c, cStride, result == GemmResult::Add);
    }
}

void gemm(
    const MatrixView& a, const MatrixView& b, float* c, std::int64_t cStride, GemmResult result, const GemmTiles& tiles)
{
    if (a.rows <= fewRows && a.columnStride == 1 && b.rowStride == 1) {
        multiplyFewRows(tiles, a, b.transposed(), c, cStride, result == GemmResult::Add);
    } else {
        multiply(a, DenseRight { b.transposed() }, c, cStride, result, tiles);
    }
}

void gemm(
    const MatrixView& a, const PackedMatrix& w, PackedSide side, float* c, std::int64_t cStride, const GemmTiles& tiles)
{
    if (side == PackedSide::Transposed) {
        multiply(a, PackedRowsRight { w }, c, cStride, GemmResult::Replace, tiles);
    } else {
        multiply(a, PackedColumnsRight { w }, c, cStride, GemmResult::Replace, tiles);
    }
}

} // namespace amend
