// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A chat as a Markdown file for reading.
#pragma once

#include "core/domain/failure.h"
#include "widgets/message_tree.h"

#include <QString>

#include <optional>

namespace amend {

/// The shown path of the conversation. The failure, if it could not be written; then no file was changed.
std::optional<Failure> exportAsMarkdown(const MessageTree& tree, const QString& path);

/// A file name made from the chat's title.
QString suggestedExportName(const QString& title);

} // namespace amend
