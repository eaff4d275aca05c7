// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes to whole characters: holds back the start of a UTF-8 character until the rest of it has come.
#pragma once

#include <string>
#include <string_view>

namespace amend {

class Utf8Decoder final {
public:
    /// Takes the bytes of one token and gives the text that is certain now. Bytes that can never be part of a
    /// character become U+FFFD. The pieces, put together, do not depend on where the input was cut.
    std::string add(std::string_view bytes);
    /// The rest: an unfinished character becomes one U+FFFD.
    std::string finish();

private:
    std::string m_pending;
};

/// `text` with every ill-formed sequence replaced by U+FFFD.
std::string validUtf8(std::string_view text);

} // namespace amend
