// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a view shows when it has nothing to show.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace amend {

/// One sentence and at most one button, in the middle.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    /// An empty `action` leaves the button out.
    void setText(const QString& sentence, const QString& action = {});
    QString sentence() const;

Q_SIGNALS:
    void actionRequested();

private:
    QLabel* m_sentence;
    QPushButton* m_action;
};

} // namespace amend
