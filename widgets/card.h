// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The quiet panel that everything in the window sits on.
#pragma once

#include <QWidget>

namespace amend {

/// A rounded panel with a border of one pixel. Children bring their own layout.
class Card : public QWidget {
    Q_OBJECT

public:
    /// Which part of the panel this widget paints. A dock's title bar and its content are two widgets that
    /// look like one card: the first is open below, the second above.
    enum class Part { Whole, Top, Bottom };

    explicit Card(Part part = Part::Whole, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Part m_part;
};

} // namespace amend
