// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline's filter: by words, pinned only, rejected only.
#pragma once

#include <QSortFilterProxyModel>

namespace amend {

class CheckpointFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    enum class Kind { All, Pinned, NotLearned };

    explicit CheckpointFilter(QObject* parent = nullptr);

    /// Every word must occur in number, title, name or reason; case does not matter.
    void setText(const QString& text);
    void setKind(Kind kind);
    bool isActive() const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;

private:
    QStringList m_words;
    Kind m_kind = Kind::All;
};

} // namespace amend
