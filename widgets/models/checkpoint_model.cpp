// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/checkpoint_model.h"

#include "widgets/checkpoint_text.h"

#include <algorithm>

namespace amend {

CheckpointModel::CheckpointModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

bool CheckpointModel::isContinuedBy(const std::vector<CheckpointRow>& rows) const
{
    return !m_rows.empty() && rows.size() >= m_rows.size()
        && std::equal(m_rows.begin(), m_rows.end(), rows.begin(),
            [](const CheckpointRow& a, const CheckpointRow& b) { return a.sequence == b.sequence; });
}

void CheckpointModel::setRows(const std::vector<CheckpointRow>& rows)
{
    const bool isContinued = isContinuedBy(rows);
    const int added = static_cast<int>(rows.size() - m_rows.size());
    if (!isContinued) {
        beginResetModel();
    } else if (added > 0) {
        beginInsertRows({}, 0, added - 1);
    }
    m_rows = rows;
    m_lanes = lanesOf(rows);
    m_laneCount = 0;
    for (const CheckpointLanes& lanes : m_lanes) {
        m_laneCount = std::max(m_laneCount, lanes.lane + 1);
    }
    if (!isContinued) {
        endResetModel();
        return;
    }
    if (added > 0) {
        endInsertRows();
    }
    if (added < rowCount()) {
        // Names, pins, the serving mark and the lanes of older rows may have changed.
        Q_EMIT dataChanged(index(added), index(rowCount() - 1));
    }
}

const CheckpointRow& CheckpointModel::row(int index) const
{
    return m_rows[ledgerIndex(index)];
}

QModelIndex CheckpointModel::indexOfLesson(LessonId lesson) const
{
    for (int i = 0; i < rowCount(); ++i) {
        const bool isLesson = row(i).kind == TimelineKind::Learned || row(i).kind == TimelineKind::Rejected;
        if (isLesson && row(i).lesson == lesson) {
            return index(i);
        }
    }
    return {};
}

QModelIndex CheckpointModel::indexOfCheckpoint(CheckpointId checkpoint) const
{
    for (int i = 0; i < rowCount(); ++i) {
        if (row(i).checkpoint == checkpoint) {
            return index(i);
        }
    }
    return {};
}

CheckpointId CheckpointModel::soundAncestor(CheckpointId checkpoint) const
{
    // A parent stands before its children in the ledger.
    for (auto row = m_rows.rbegin(); row != m_rows.rend(); ++row) {
        if (row->checkpoint == checkpoint && row->damaged) {
            checkpoint = row->parent.value_or(CheckpointId {});
        }
    }
    return checkpoint;
}

std::optional<CheckpointId> CheckpointModel::serving() const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [](const CheckpointRow& row) { return row.serving; });
    return found == m_rows.end() ? std::nullopt : found->checkpoint;
}

int CheckpointModel::checkpointCount() const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(),
        [](const CheckpointRow& row) { return row.checkpoint && row.kind != TimelineKind::Restored; }));
}

std::int64_t CheckpointModel::sizeBytes() const
{
    std::int64_t sum = 0;
    for (const CheckpointRow& row : m_rows) {
        sum += row.kind == TimelineKind::Restored ? 0 : row.sizeBytes;
    }
    return sum;
}

int CheckpointModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CheckpointModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const CheckpointRow& shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return checkpointTitle(shown);
    case Qt::EditRole:
    case NameRole:
        return QString::fromStdString(shown.name);
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return checkpointSentence(shown);
    case RowRole:
        return QVariant::fromValue(shown);
    case LanesRole:
        return QVariant::fromValue(m_lanes[static_cast<std::size_t>(index.row())]);
    default:
        return {};
    }
}

bool CheckpointModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || (role != NameRole && role != Qt::EditRole)) {
        return false;
    }
    const CheckpointRow& named = row(index.row());
    const QString name = value.toString().trimmed();
    if (!named.checkpoint || name == QString::fromStdString(named.name)) {
        return false;
    }
    Q_EMIT nameRequested(*named.checkpoint, name);
    return false; // the ledger changes first, and comes back through setRows
}

Qt::ItemFlags CheckpointModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    const bool isNameable = index.isValid() && row(index.row()).checkpoint;
    return isNameable ? flags | Qt::ItemIsEditable : flags;
}

} // namespace amend
