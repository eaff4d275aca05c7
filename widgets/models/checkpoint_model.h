// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline as an item model: one row per entry of the ledger, newest first.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "widgets/models/checkpoint_lanes.h"

#include <QAbstractListModel>

#include <vector>

namespace amend {

class CheckpointModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Roles {
        RowRole = Qt::UserRole, ///< CheckpointRow
        LanesRole, ///< CheckpointLanes
        NameRole, ///< QString; writing it only announces the wish
    };

    explicit CheckpointModel(QObject* parent = nullptr);

    /// The whole ledger, oldest first. What was shown before keeps its selection when the ledger only grew.
    void setRows(const std::vector<CheckpointRow>& rows);
    const CheckpointRow& row(int index) const;
    QModelIndex indexOfLesson(LessonId lesson) const; ///< the newest row that learned or rejected it
    QModelIndex indexOfCheckpoint(CheckpointId checkpoint) const; ///< the row that made it

    /// The nearest ancestor of a checkpoint whose file is whole; the base has none, and is always whole.
    CheckpointId soundAncestor(CheckpointId checkpoint) const;
    std::optional<CheckpointId> serving() const; ///< none in an empty timeline
    int checkpointCount() const;
    std::int64_t sizeBytes() const;
    /// The most lanes that any row needs.
    int laneCount() const { return m_laneCount; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void nameRequested(amend::CheckpointId checkpoint, const QString& name);

private:
    std::size_t ledgerIndex(int row) const { return m_rows.size() - 1 - static_cast<std::size_t>(row); }
    bool isContinuedBy(const std::vector<CheckpointRow>& rows) const;

    std::vector<CheckpointRow> m_rows; ///< oldest first
    std::vector<CheckpointLanes> m_lanes; ///< newest first
    int m_laneCount = 0;
};

} // namespace amend
