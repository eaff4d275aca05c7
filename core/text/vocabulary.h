// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of a tokenizer: what each token stands for, and which token stands for what.
#pragma once

#include "core/text/added_tokens.h"
#include "core/text/tokenizer_data.h"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace amend {

/// Constant after construction; any thread may use it.
class Vocabulary final {
public:
    /// `data` has passed checked(). Errors: FormatUnsupported (a SentencePiece vocabulary without all 256 byte tokens,
    /// which cannot write every text).
    explicit Vocabulary(const TokenizerData& data);
    Vocabulary(const Vocabulary&) = delete;
    Vocabulary& operator=(const Vocabulary&) = delete;

    int size() const { return static_cast<int>(m_kinds.size()); }
    bool isKnown(TokenId id) const { return id >= 0 && id < size(); }
    bool isSpecial(TokenId id) const { return isSpecialKind(m_kinds[id]); }
    const std::string& bytesOf(TokenId id) const { return m_bytes[id]; } ///< of a special token its text
    const AddedTokens& added() const { return m_added; }

    /// The token that ordinary text may become as a whole; -1 if there is none. Byte-level: by the text itself;
    /// SentencePiece: by the text with `▁` for each space.
    TokenId findWord(std::string_view word) const;
    /// -1 if a byte-level vocabulary leaves the byte out.
    TokenId byteToken(char byte) const { return m_byteTokens[static_cast<unsigned char>(byte)]; }

private:
    struct TextHash : std::hash<std::string_view> {
        using is_transparent = void; // so that a look-up needs no copy
    };
    void addByteLevelToken(const TokenizerData& data, TokenId id);
    void addSentencePieceToken(const TokenizerData& data, TokenId id);

    std::vector<TokenKind> m_kinds;
    std::vector<std::string> m_bytes;
    std::unordered_map<std::string, TokenId, TextHash, std::equal_to<>> m_words;
    std::array<TokenId, 256> m_byteTokens {};
    AddedTokens m_added;
};

inline constexpr TokenId noToken = -1;
inline constexpr std::string_view spaceMark = "\xE2\x96\x81"; ///< U+2581, SentencePiece's way to write a space

std::string replaceAll(std::string_view text, std::string_view from, std::string_view to);

} // namespace amend
