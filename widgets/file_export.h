// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where to save something and saves it whole or not at all.
#pragma once

#include "core/domain/failure.h"

#include <QByteArray>
#include <QString>

#include <optional>

class QWidget;

namespace amend {

/// Opens a save dialog; nothing happens when the person cancels it. Gives the failure, if there was one.
std::optional<Failure> exportFile(
    QWidget* parent, const QString& title, const QString& suggestedName, const QByteArray& content);

/// Writes through a temporary file, so that an older file of that name survives a failure.
std::optional<Failure> saveFile(const QString& path, const QByteArray& content);

} // namespace amend
