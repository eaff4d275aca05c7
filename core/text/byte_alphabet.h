// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The alphabet in which byte-level BPE vocabularies are written: one printable character for each byte.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace amend {

/// The bytes that `text` stands for, or nothing if a character of it is not in the alphabet.
///
/// Printable Latin-1 characters stand for their own byte; the other 68 bytes take U+0100, U+0101, … in ascending order,
/// so that a space is `Ġ` (U+0120) and a newline `Ċ` (U+010A).
/// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.2, and the encoder
/// published with it.
std::optional<std::string> bytesFromAlphabet(std::string_view text);

} // namespace amend
