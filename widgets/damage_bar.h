// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one can do about a checkpoint whose file is damaged.
#pragma once

#include "core/domain/checkpoint_row.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace amend {

/// One sentence and two ways on: make the file anew from the lessons, or go back to what is sound.
class DamageBar final : public QWidget {
    Q_OBJECT

public:
    explicit DamageBar(QWidget* parent = nullptr);

    /// `sound` is the nearest ancestor with a whole file; none when it serves already.
    void setDamage(CheckpointId damaged, std::optional<CheckpointId> sound);

Q_SIGNALS:
    void rebuildRequested(amend::CheckpointId checkpoint);
    void restoreRequested(amend::CheckpointId checkpoint);

private:
    QLabel* m_sentence;
    QPushButton* m_rebuild;
    QPushButton* m_goBack;
    CheckpointId m_damaged;
    std::optional<CheckpointId> m_sound;
};

} // namespace amend
