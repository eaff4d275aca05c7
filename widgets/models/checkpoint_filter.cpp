// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/checkpoint_filter.h"

#include "widgets/checkpoint_text.h"
#include "widgets/engine_words.h"
#include "widgets/models/checkpoint_model.h"

#include <algorithm>

namespace amend {

CheckpointFilter::CheckpointFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
}

void CheckpointFilter::setText(const QString& text)
{
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void CheckpointFilter::setKind(Kind kind)
{
    m_kind = kind;
    invalidateFilter();
}

bool CheckpointFilter::isActive() const
{
    return !m_words.isEmpty() || m_kind != Kind::All;
}

bool CheckpointFilter::filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const
{
    const QModelIndex index = sourceModel()->index(sourceRow, 0, sourceParent);
    const auto row = index.data(CheckpointModel::RowRole).value<CheckpointRow>();
    if ((m_kind == Kind::Pinned && !row.pinned) || (m_kind == Kind::NotLearned && row.kind != TimelineKind::Rejected)) {
        return false;
    }
    const QString text = checkpointNumber(row) + QLatin1Char(' ') + checkpointTitle(row) + QLatin1Char(' ')
        + QString::fromStdString(row.name) + QLatin1Char(' ') + reasonInWords(row.reason);
    return std::all_of(m_words.begin(), m_words.end(),
        [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace amend
