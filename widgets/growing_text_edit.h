// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A plain text field that is as high as its text, within limits.
#pragma once

#include <QPlainTextEdit>

namespace amend {

class GrowingTextEdit final : public QPlainTextEdit {
    Q_OBJECT

public:
    GrowingTextEdit(int minLines, int maxLines, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fitHeight();

    int m_minLines;
    int m_maxLines;
};

} // namespace amend
