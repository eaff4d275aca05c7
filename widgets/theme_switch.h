// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a theme in force for the whole application, at start and whenever the person changes the setting.
#pragma once

#include "widgets/theme.h"

#include <QObject>

class QApplication;

namespace amend {

enum class ThemeChoice { System, Light, Dark };

/// Owns the look of one application: Fusion, our palette, our fonts and one stylesheet.
/// Make it before the first widget; it reads the platform's palette in its constructor.
class ThemeSwitch final : public QObject {
    Q_OBJECT

public:
    static constexpr int defaultTextPixels = 13;

    explicit ThemeSwitch(QApplication& application, QObject* parent = nullptr);

    ThemeChoice choice() const { return m_choice; }
    int textPixels() const { return m_textPixels; }

public Q_SLOTS:
    void setChoice(amend::ThemeChoice choice);
    /// Size of body text, kept between 9 and 24 px; everything else follows in proportion.
    void setTextPixels(int pixels);

private:
    void apply();

    QApplication& m_application;
    bool m_systemIsDark;
    ThemeChoice m_choice = ThemeChoice::System;
    int m_textPixels = defaultTextPixels;
};

} // namespace amend
