// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/file_export.h"

#include <QDir>
#include <QFileDialog>
#include <QSaveFile>

namespace amend {
namespace {

ErrorKind kindOf(QFileDevice::FileError error)
{
    switch (error) {
    case QFileDevice::ResourceError:
        return ErrorKind::DiskFull;
    case QFileDevice::OpenError:
    case QFileDevice::PermissionsError:
        return ErrorKind::FileMissing;
    default:
        return ErrorKind::StorageTrouble;
    }
}

} // namespace

std::optional<Failure> exportFile(
    QWidget* parent, const QString& title, const QString& suggestedName, const QByteArray& content)
{
    const QString path = QFileDialog::getSaveFileName(parent, title, QDir::home().filePath(suggestedName));
    if (path.isEmpty()) {
        return std::nullopt;
    }
    return saveFile(path, content);
}

std::optional<Failure> saveFile(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit()) {
        return std::nullopt;
    }
    const QString detail = QStringLiteral("\"%1\" could not be written: %2. Choose another place.");
    return Failure { kindOf(file.error()), detail.arg(path, file.errorString()).toStdString() };
}

} // namespace amend
