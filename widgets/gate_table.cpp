// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gate_table.h"

#include "widgets/gate_text.h"
#include "widgets/icon.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace amend {
namespace {

enum Column { VerdictColumn, NameColumn, MeasuredColumn, LimitColumn, columnsInAll };

/// Paints each row as one rounded panel instead of four cells.
class GateDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::current();
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (isSelected || index.row() % 2 == 0) {
            // Cells in the middle reach beyond their sides, so that the panel's corners are at the row's ends only.
            const bool isFirst = index.column() == 0;
            const bool isLast = index.column() == columnsInAll - 1;
            constexpr double beyond = 2 * metrics::radius;
            const QRectF panel = QRectF(option.rect).adjusted(isFirst ? 0 : -beyond, 0, isLast ? 0 : beyond, 0);
            painter->setClipRect(option.rect);
            painter->setPen(Qt::NoPen);
            painter->setBrush(isSelected ? theme.accentSoft : theme.isDark ? theme.window : theme.inset);
            painter->drawRoundedRect(panel, metrics::grid, metrics::grid);
        }
        if (index.column() == VerdictColumn) {
            const bool isOk = index.data(Qt::UserRole).toBool();
            QRectF place(0, 0, 14, 14);
            place.moveCenter(QRectF(option.rect).center());
            paintIcon(*painter, place, isOk ? QStringLiteral("check") : QStringLiteral("cross"),
                isOk ? theme.good : theme.bad);
        } else {
            painter->setFont(index.data(Qt::FontRole).value<QFont>());
            painter->setPen(index.data(Qt::ForegroundRole).value<QColor>());
            const QRect area = option.rect.adjusted(metrics::grid, 0, -2 * metrics::grid, 0);
            const QString text
                = painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, area.width());
            const auto alignment = index.column() == LimitColumn ? Qt::AlignRight : Qt::AlignLeft;
            painter->drawText(area, alignment | Qt::AlignVCenter, text);
        }
        painter->restore();
    }
};

} // namespace

GateTable::GateTable(QWidget* parent)
    : QTableWidget(0, columnsInAll, parent)
{
    setAccessibleName(tr("Checks of the gate"));
    setItemDelegate(new GateDelegate(this));
    setHorizontalHeaderLabels({ tr("Verdict"), tr("Check"), tr("Measured"), tr("Limit") });
    horizontalHeader()->hide();
    verticalHeader()->hide();
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    horizontalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(VerdictColumn, QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(MeasuredColumn, QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(LimitColumn, QHeaderView::Fixed);
}

void GateTable::setChecks(const std::vector<GateCheck>& checks)
{
    m_checks = checks;
    fill();
}

void GateTable::fill()
{
    const Theme& theme = Theme::current();
    const QFontMetrics body(fontFor(TextRole::Body));
    const QFontMetrics figures(fontFor(TextRole::Figures));
    verticalHeader()->setDefaultSectionSize(body.height() + 2 * metrics::grid);
    setColumnWidth(VerdictColumn, 8 * metrics::grid);
    setRowCount(static_cast<int>(m_checks.size()));
    int limitWidth = 0;
    m_longestName = 0;
    m_longestMeasured = 0;
    for (int row = 0; row < rowCount(); ++row) {
        const GateCheck& check = m_checks[static_cast<std::size_t>(row)];
        auto* verdict = new QTableWidgetItem;
        verdict->setData(Qt::UserRole, check.ok);
        verdict->setData(Qt::AccessibleTextRole, check.ok ? tr("passed") : tr("failed"));
        setItem(row, VerdictColumn, verdict);
        const auto put = [this, row](int column, const QString& text, const QFont& font, const QColor& colour) {
            auto* item = new QTableWidgetItem(text);
            item->setFont(font);
            item->setForeground(colour);
            item->setToolTip(text);
            setItem(row, column, item);
        };
        put(NameColumn, gateCheckName(check), fontFor(TextRole::Body), check.ok ? theme.text : theme.bad);
        put(MeasuredColumn, gateMeasured(check), fontFor(TextRole::Figures), theme.second);
        put(LimitColumn, gateLimit(check), fontFor(TextRole::Figures), theme.third);
        m_longestName = std::max(m_longestName, body.horizontalAdvance(gateCheckName(check)) + 4 * metrics::grid);
        m_longestMeasured
            = std::max(m_longestMeasured, figures.horizontalAdvance(gateMeasured(check)) + 4 * metrics::grid);
        limitWidth = std::max(limitWidth, figures.horizontalAdvance(gateLimit(check)));
    }
    setColumnWidth(LimitColumn, limitWidth + 4 * metrics::grid);
    shareWidth();
}

/// Where both do not fit, the names need more room than the figures; tooltips have them whole.
void GateTable::shareWidth()
{
    const int shared = viewport()->width() - columnWidth(VerdictColumn) - columnWidth(LimitColumn);
    const int left = std::min(m_longestMeasured, shared - m_longestName);
    setColumnWidth(MeasuredColumn, std::max({ shared * 2 / 5, left, 1 }));
}

void GateTable::resizeEvent(QResizeEvent* event)
{
    QTableWidget::resizeEvent(event);
    shareWidth();
}

QString GateTable::text() const
{
    QStringList lines;
    for (const GateCheck& check : m_checks) {
        lines.append(QStringList {
            check.ok ? tr("passed") : tr("failed"), gateCheckName(check), gateMeasured(check), gateLimit(check) }
                         .join(QLatin1Char('\t')));
    }
    return lines.join(QLatin1Char('\n'));
}

void GateTable::changeEvent(QEvent* event)
{
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        fill();
    }
}

void GateTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(text());
    } else {
        QTableWidget::keyPressEvent(event);
    }
}

} // namespace amend
