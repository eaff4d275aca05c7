// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The memory map in words.
#pragma once

#include "core/domain/memory_map.h"
#include "widgets/table_data.h"

#include <QString>

#include <cstddef>

namespace amend {

/// Four lines: which lesson and checkpoint, what is remembered, the reply, and how likely the lesson's own one is.
/// Fewer where nothing was measured.
QString memoryCellText(const MemoryMap& map, std::size_t row, std::size_t column);
/// The lesson's question in short and the reply that it is about.
QString memoryRowText(const MemoryRow& row);
/// Of the newest checkpoint: "2 of 3 remembered"; empty without lessons.
QString memorySummary(const MemoryMap& map);
/// One row for each cell of a checkpoint that holds the lesson.
TableData memoryTable(const MemoryMap& map);
/// Lines as a tooltip shows them: as plain text, in a width that can be read.
QString memoryToolTip(const QString& text);

} // namespace amend
