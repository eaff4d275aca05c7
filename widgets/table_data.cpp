// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table_data.h"

#include "widgets/theme.h"

#include <QHeaderView>
#include <QLocale>
#include <QTableWidget>

#include <cmath>

namespace amend {
namespace {

bool isNumber(const QVariant& cell)
{
    return cell.typeId() == QMetaType::Double || cell.typeId() == QMetaType::Int;
}

QString csvField(const QVariant& cell)
{
    if (cell.typeId() == QMetaType::Double) {
        return QString::number(cell.toDouble(), 'g', QLocale::FloatingPointShortest);
    }
    QString text = cell.toString();
    const bool needsQuotes = text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"'))
        || text.contains(QLatin1Char('\n')) || text.contains(QLatin1Char('\r'));
    if (needsQuotes) {
        text = QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
    }
    return text;
}

QString csvLine(const QVariantList& cells)
{
    QStringList fields;
    for (const QVariant& cell : cells) {
        fields.append(csvField(cell));
    }
    return fields.join(QLatin1Char(',')) + QLatin1Char('\n');
}

} // namespace

QByteArray csvOf(const TableData& table)
{
    QString text = csvLine(QVariantList(table.headers.begin(), table.headers.end()));
    for (const QVariantList& row : table.rows) {
        text += csvLine(row);
    }
    return text.toUtf8();
}

void fillTable(QTableWidget& widget, const TableData& table)
{
    widget.clear();
    widget.setColumnCount(static_cast<int>(table.headers.size()));
    widget.setRowCount(static_cast<int>(table.rows.size()));
    widget.setHorizontalHeaderLabels(table.headers);
    widget.verticalHeader()->hide();
    widget.verticalHeader()->setDefaultSectionSize(widget.fontMetrics().height() + 2 * metrics::grid);
    widget.setEditTriggers(QAbstractItemView::NoEditTriggers);
    widget.setTabKeyNavigation(false);
    const QFont figures = fontFor(TextRole::Figures);
    for (int row = 0; row < widget.rowCount(); ++row) {
        for (int column = 0; column < table.rows[row].size(); ++column) {
            const QVariant& cell = table.rows[row][column];
            auto* item = new QTableWidgetItem(cell.typeId() == QMetaType::Double
                    ? widget.locale().toString(cell.toDouble(), 'g', 3)
                    : cell.toString());
            if (isNumber(cell)) {
                item->setFont(figures);
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            }
            widget.setItem(row, column, item);
        }
    }
    widget.resizeColumnsToContents();
}

} // namespace amend
