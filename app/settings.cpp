// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include <QDir>
#include <QStandardPaths>

namespace amend {

namespace {

constexpr int layoutVersion = 1; // raise when docks are renamed: older states are then left alone

QString filePath(const QString& profile)
{
    const QString folder
        = profile.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) : profile;
    return QDir(folder).filePath(QStringLiteral("settings.ini"));
}

QString layoutKey(const QString& name)
{
    return QStringLiteral("layout%1/%2").arg(layoutVersion).arg(name);
}

} // namespace

Settings::Settings(const QString& profile)
    : m_file(filePath(profile), QSettings::IniFormat)
{
}

ThemeChoice Settings::theme() const
{
    const QString word = m_file.value(QStringLiteral("theme")).toString();
    return word == QLatin1String("light") ? ThemeChoice::Light
        : word == QLatin1String("dark")   ? ThemeChoice::Dark
                                          : ThemeChoice::System;
}

void Settings::setTheme(ThemeChoice choice)
{
    m_file.setValue(QStringLiteral("theme"),
        choice == ThemeChoice::Light      ? QStringLiteral("light")
            : choice == ThemeChoice::Dark ? QStringLiteral("dark")
                                          : QStringLiteral("system"));
}

QString Settings::modelPath() const
{
    return m_file.value(QStringLiteral("model")).toString();
}

void Settings::setModelPath(const QString& path)
{
    m_file.setValue(QStringLiteral("model"), path);
}

GenerationOptions Settings::generation() const
{
    GenerationOptions options;
    m_file.beginGroup(QStringLiteral("generation"));
    options.temperature = m_file.value(QStringLiteral("temperature"), options.temperature).toDouble();
    options.topK = m_file.value(QStringLiteral("topK"), options.topK).toInt();
    options.topP = m_file.value(QStringLiteral("topP"), options.topP).toDouble();
    options.minP = m_file.value(QStringLiteral("minP"), options.minP).toDouble();
    options.repetitionPenalty = m_file.value(QStringLiteral("repetitionPenalty"), options.repetitionPenalty).toDouble();
    options.maxTokens = m_file.value(QStringLiteral("maxTokens"), options.maxTokens).toInt();
    m_file.endGroup();
    return options;
}

void Settings::setGeneration(const GenerationOptions& options)
{
    m_file.beginGroup(QStringLiteral("generation"));
    m_file.setValue(QStringLiteral("temperature"), options.temperature);
    m_file.setValue(QStringLiteral("topK"), options.topK);
    m_file.setValue(QStringLiteral("topP"), options.topP);
    m_file.setValue(QStringLiteral("minP"), options.minP);
    m_file.setValue(QStringLiteral("repetitionPenalty"), options.repetitionPenalty);
    m_file.setValue(QStringLiteral("maxTokens"), options.maxTokens);
    m_file.endGroup();
}

QByteArray Settings::geometry() const
{
    return m_file.value(layoutKey(QStringLiteral("geometry"))).toByteArray();
}

QByteArray Settings::dockState(const QString& preset) const
{
    return m_file.value(layoutKey(preset)).toByteArray();
}

QString Settings::preset() const
{
    return m_file.value(layoutKey(QStringLiteral("preset"))).toString();
}

void Settings::saveWindow(const QByteArray& geometry, const QString& preset, const QByteArray& dockState)
{
    m_file.setValue(layoutKey(QStringLiteral("geometry")), geometry);
    m_file.setValue(layoutKey(QStringLiteral("preset")), preset);
    m_file.setValue(layoutKey(preset), dockState);
}

void Settings::forgetLayout()
{
    m_file.remove(QStringLiteral("layout%1").arg(layoutVersion));
}

QString Settings::draft() const
{
    return m_file.value(QStringLiteral("draft")).toString();
}

void Settings::setDraft(const QString& text)
{
    m_file.setValue(QStringLiteral("draft"), text);
}

int Settings::textPixels() const
{
    return m_file.value(QStringLiteral("textPixels"), ThemeSwitch::defaultTextPixels).toInt();
}

void Settings::setTextPixels(int pixels)
{
    m_file.setValue(QStringLiteral("textPixels"), pixels);
}

bool Settings::loadingMarker() const
{
    return m_file.value(QStringLiteral("loading"), false).toBool();
}

void Settings::setLoadingMarker(bool loading)
{
    m_file.setValue(QStringLiteral("loading"), loading);
    m_file.sync(); // it must outlive a crash of this very process
}

} // namespace amend
