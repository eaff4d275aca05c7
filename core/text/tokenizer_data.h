// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a model file says about its tokenizer, as read and not yet believed.
#pragma once

#include "core/domain/ids.h"
#include "core/text/pre_tokenizer.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amend {

/// The numbers are those of a GGUF's `tokenizer.ggml.token_type`.
enum class TokenKind {
    Normal = 1,
    Unknown = 2, ///< special: stands for what the vocabulary cannot write
    Control = 3, ///< special: bos, end of turn, …
    UserDefined = 4, ///< added by the publisher, but ordinary text
    Unused = 5,
    Byte = 6, ///< `<0x0A>`: the byte fallback of a SentencePiece vocabulary
};

/// Where a SentencePiece tokenizer puts a space of its own.
enum class SpacePrefix {
    None,
    EverySection, ///< before the text and after each added token
    EverySectionUnlessSpaced, ///< likewise, except before white space that is there already
    FirstSectionUnlessSpaced, ///< only before the text
};

struct TokenizerData {
    enum class Algorithm {
        ByteLevelBpe, ///< GPT-2's: token texts in the byte alphabet, see byte_alphabet.h
        SentencePieceBpe, ///< token texts with `▁` for a space, and 256 byte tokens
    };

    std::string source; ///< the file's name, for messages
    Algorithm algorithm = Algorithm::ByteLevelBpe;
    PreTokenizerKind preTokenizer = PreTokenizerKind::Gpt2; ///< byte-level only
    SpacePrefix spacePrefix = SpacePrefix::None; ///< SentencePiece only
    bool isNfc = false; ///< text is brought to Unicode's form C first
    bool ignoresMerges = false; ///< a word that is a token as a whole becomes that token, merges or not

    std::vector<std::string> tokens; ///< by id
    std::vector<TokenKind> kinds; ///< as many
    std::vector<double> scores; ///< as many, or none. Without `merges` they rank the merges: the highest first
    std::vector<std::pair<std::string, std::string>> merges; ///< best first
    std::set<TokenId> stripsLeft; ///< tokens that swallow the white space before them
    std::set<TokenId> stripsRight; ///< and after them

    std::optional<TokenId> bos;
    std::optional<TokenId> eos;
    std::optional<TokenId> endOfTurn; ///< if the file names one
    bool addsBos = false; ///< whether the model expects the bos token before every prompt
};

/// `data` if it is sound, with bos, eos and end of turn marked as special, which some files forget.
/// Errors: FileCorrupt (a count, id, text or score that cannot be; the detail says which).
TokenizerData checked(TokenizerData data);

/// The byte of a SentencePiece byte token's text, which is exactly `<0x` with two digits 0-9 A-F and `>`.
std::optional<unsigned char> byteOfByteToken(std::string_view text);

inline bool isSpecialKind(TokenKind kind)
{
    return kind == TokenKind::Control || kind == TokenKind::Unknown;
}

} // namespace amend
