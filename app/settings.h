// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the window remembers between two starts. Plain values in an INI file; nothing of the chats or the weights.
#pragma once

#include "core/domain/generation_options.h"
#include "widgets/theme_switch.h"

#include <QByteArray>
#include <QSettings>
#include <QString>

namespace amend {

class Settings final {
public:
    /// `profile` set: everything is kept in that folder; else in the system's place for settings.
    explicit Settings(const QString& profile);

    ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);
    QString modelPath() const; ///< empty: none chosen yet
    void setModelPath(const QString& path);
    GenerationOptions generation() const;
    void setGeneration(const GenerationOptions& options);
    QByteArray geometry() const;
    /// Docks of one layout preset.
    QByteArray dockState(const QString& preset) const;
    QString preset() const;
    void saveWindow(const QByteArray& geometry, const QString& preset, const QByteArray& dockState);
    void forgetLayout();
    QString draft() const; ///< of the composer
    void setDraft(const QString& text);
    int textPixels() const; ///< size of body text
    void setTextPixels(int pixels);

    /// Set before a model is loaded and cleared afterwards: found at start, the last start ended in the middle of it.
    bool loadingMarker() const;
    void setLoadingMarker(bool loading);

private:
    mutable QSettings m_file;
};

} // namespace amend
