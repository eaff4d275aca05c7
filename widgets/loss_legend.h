// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The legend below the loss plot; its entries switch the lines.
#pragma once

#include "widgets/loss_series.h"

#include <QAbstractButton>

namespace amend {

/// A dash in the line's colour and its name; struck through while the line is off.
class LegendButton final : public QAbstractButton {
    Q_OBJECT

public:
    explicit LegendButton(LossLine line, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    LossLine m_line;
};

/// Goes on in a second line where the dock is narrow.
class LossLegend final : public QWidget {
    Q_OBJECT

public:
    explicit LossLegend(QWidget* parent = nullptr);

Q_SIGNALS:
    void lineToggled(amend::LossLine line, bool isVisible);
};

} // namespace amend
