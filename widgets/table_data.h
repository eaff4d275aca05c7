// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of a plot as a table: one value behind the CSV file, the clipboard and "Show as table".
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>
#include <QVariant>

class QTableWidget;

namespace amend {

struct TableData {
    QStringList headers; ///< with units
    QList<QVariantList> rows; ///< cells are double, int or QString; an invalid cell is empty
};

/// UTF-8, comma, point, full precision, lines end in \n; independent of the language of the window.
QByteArray csvOf(const TableData& table);

/// Replaces what the widget shows; numbers in the language of the window, right-aligned in figures.
void fillTable(QTableWidget& widget, const TableData& table);

} // namespace amend
