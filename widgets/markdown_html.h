// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One Markdown block as the subset of HTML that Qt's rich text draws.
#pragma once

#include <QColor>
#include <QString>
#include <string_view>

namespace amend {

struct HtmlStyle {
    QColor secondText; ///< quotes and addresses
    QColor inset; ///< behind code and table headings
    QColor border; ///< between table rows
    QString codeFamily; ///< the fixed-width face
    bool operator==(const HtmlStyle&) const = default;
};

/// Tables, strike-through and task lists are on, HTML is off: tags in the text are shown as text. A link is a link only
/// with http, https or mailto; other targets and all images are shown as their text and address and are never fetched.
QString toHtml(std::string_view markdown, const HtmlStyle& style);

/// Whether a link may be opened on a click: http, https or mailto.
bool isOpenable(const QString& address);

} // namespace amend
