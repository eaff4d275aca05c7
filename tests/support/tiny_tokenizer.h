// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Small tokenizers, sound ones, to be used as they are or broken in one place.
#pragma once

#include "core/base/utf8.h"
#include "core/text/byte_alphabet.h"
#include "core/text/tokenizer_data.h"

#include <array>
#include <cstdio>
#include <string>

namespace amend::test {

/// The letter of each byte in GPT-2's alphabet.
inline std::array<std::string, 256> byteLetters()
{
    std::array<std::string, 256> letters;
    for (char32_t codePoint = 0; codePoint < 0x200; ++codePoint) {
        std::string letter;
        appendUtf8(letter, codePoint);
        if (const std::optional<std::string> byte = bytesFromAlphabet(letter)) {
            letters[static_cast<unsigned char>(byte->front())] = letter;
        }
    }
    return letters;
}

/// 256 letters by byte, then "he" 256, "ll" 257, "hell" 258, "hello" 259, "<|endoftext|>" 260, "<|im_end|>" 261.
inline TokenizerData tinyByteLevel()
{
    TokenizerData data;
    data.source = "tiny";
    for (const std::string& letter : byteLetters()) {
        data.tokens.push_back(letter);
    }
    data.merges = { { "h", "e" }, { "l", "l" }, { "he", "ll" }, { "hell", "o" } };
    data.tokens.insert(data.tokens.end(), { "he", "ll", "hell", "hello", "<|endoftext|>", "<|im_end|>" });
    data.kinds.resize(data.tokens.size(), TokenKind::Normal);
    data.kinds[260] = data.kinds[261] = TokenKind::Control;
    data.eos = 260;
    return data;
}

/// "<unk>" 0, "<s>" 1, "</s>" 2, 256 byte tokens from 3, then "▁" 259, "h" 260, "i" 261, "▁h" 262, "hi" 263, "▁hi" 264.
inline TokenizerData tinySentencePiece()
{
    TokenizerData data;
    data.source = "tiny";
    data.algorithm = TokenizerData::Algorithm::SentencePieceBpe;
    data.spacePrefix = SpacePrefix::EverySection;
    data.tokens = { "<unk>", "<s>", "</s>" };
    data.kinds = { TokenKind::Unknown, TokenKind::Control, TokenKind::Control };
    for (unsigned byte = 0; byte < 256; ++byte) {
        std::array<char, 7> text {};
        std::snprintf(text.data(), text.size(), "<0x%02X>", byte);
        data.tokens.emplace_back(text.data());
        data.kinds.push_back(TokenKind::Byte);
    }
    data.tokens.insert(data.tokens.end(), { "▁", "h", "i", "▁h", "hi", "▁hi" });
    data.kinds.resize(data.tokens.size(), TokenKind::Normal);
    data.scores.resize(data.tokens.size(), 0.0);
    data.scores[262] = -1.0;
    data.scores[263] = -2.0;
    data.scores[264] = -3.0;
    data.bos = 1;
    data.eos = 2;
    return data;
}

} // namespace amend::test
