// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chat_export.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSaveFile>

namespace amend {

std::optional<Failure> exportAsMarkdown(const MessageTree& tree, const QString& path)
{
    QString text;
    for (const MessageId id : tree.shownPath()) {
        const Message& message = *tree.find(id);
        const QString heading = message.role == Role::User
            ? QCoreApplication::translate("ChatExport", "You")
            : QCoreApplication::translate("ChatExport", "Reply, written by #%1").arg(message.checkpoint.value);
        text += QStringLiteral("## ") + heading + QStringLiteral("\n\n") + QString::fromStdString(message.text)
            + QStringLiteral("\n\n");
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit()) {
        return Failure { ErrorKind::StorageTrouble, (path + QStringLiteral(": ") + file.errorString()).toStdString() };
    }
    return std::nullopt;
}

QString suggestedExportName(const QString& title)
{
    static const QRegularExpression unsuitable(QStringLiteral("[/\\\\:*?\"<>|\\x00-\\x1f]+"));
    QString name = title.left(60).replace(unsuitable, QStringLiteral(" ")).trimmed();
    if (name.isEmpty()) {
        name = QCoreApplication::translate("ChatExport", "chat");
    }
    return name + QStringLiteral(".md");
}

} // namespace amend
