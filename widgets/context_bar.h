// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A thin bar that shows how full the context is.
#pragma once

#include <QWidget>

namespace amend {

class ContextBar final : public QWidget {
    Q_OBJECT

public:
    explicit ContextBar(QWidget* parent = nullptr);

    /// From 0 to 1. From `warning` on, the bar takes the colour of waiting; when full, that of a failure.
    void setShare(double share, double warning);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_share = 0;
    double m_warning = 1;
};

} // namespace amend
