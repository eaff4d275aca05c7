// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Names that a stranger chose, made safe for a message.
#pragma once

#include <string>
#include <string_view>

namespace amend {

/// `name` (UTF-8) in single quotes, at most 100 bytes of it. Control characters become '?', so that a name can neither
/// cut a message short nor steer a terminal.
std::string quotedName(std::string_view name);

} // namespace amend
