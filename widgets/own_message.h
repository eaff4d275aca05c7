// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A message of the person: a tinted bubble at the right, exactly as typed, with Edit and its versions beside it.
#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QToolButton;

namespace amend {

class OwnMessage final : public QWidget {
    Q_OBJECT

public:
    explicit OwnMessage(QWidget* parent = nullptr);

    void setText(const QString& text);
    void setVersions(int current, int count); ///< counted from 1; the switch is hidden while there is one

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return { 240, heightForWidth(240) }; }
    QSize minimumSizeHint() const override { return { 120, 0 }; }

Q_SIGNALS:
    void editClicked();
    void versionStepped(int step); ///< -1 or 1

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QSize textSize(int width) const; ///< of the wrapped text in a message of that width
    void place();

    QLabel* m_text;
    QWidget* m_side;
    QToolButton* m_older;
    QLabel* m_version;
    QToolButton* m_newer;
    QRect m_bubble;
};

} // namespace amend
