// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include "core/base/error.h"
#include "core/text/byte_alphabet.h"

#include <algorithm>
#include <utility>

namespace amend {

Vocabulary::Vocabulary(const TokenizerData& data)
    : m_kinds(data.kinds)
{
    const bool isByteLevel = data.algorithm == TokenizerData::Algorithm::ByteLevelBpe;
    m_byteTokens.fill(noToken);
    std::vector<AddedToken> added;
    for (TokenId id = 0; id < size(); ++id) {
        if (isSpecial(id) || m_kinds[id] == TokenKind::UserDefined) {
            m_bytes.push_back(data.tokens[id]);
            added.push_back({ .id = id,
                .text = data.tokens[id],
                .isSpecial = isSpecial(id),
                .stripsLeft = data.stripsLeft.contains(id),
                .stripsRight = data.stripsRight.contains(id) });
        } else if (isByteLevel) {
            addByteLevelToken(data, id);
        } else {
            addSentencePieceToken(data, id);
        }
    }
    m_added = AddedTokens(std::move(added));
    if (!isByteLevel && std::find(m_byteTokens.begin(), m_byteTokens.end(), noToken) != m_byteTokens.end()) {
        throw Error(ErrorKind::FormatUnsupported,
            "The tokenizer in " + data.source
                + " has no token for some bytes (no byte fallback), so it cannot write every text. Choose another "
                  "model.");
    }
}

void Vocabulary::addByteLevelToken(const TokenizerData& data, TokenId id)
{
    const std::optional<std::string> bytes = bytesFromAlphabet(data.tokens[id]);
    m_bytes.push_back(bytes.value_or(data.tokens[id]));
    if (bytes && m_kinds[id] == TokenKind::Normal) {
        m_words.emplace(*bytes, id);
        if (bytes->size() == 1) {
            m_byteTokens[static_cast<unsigned char>(bytes->front())] = id;
        }
    }
}

void Vocabulary::addSentencePieceToken(const TokenizerData& data, TokenId id)
{
    const std::string& text = data.tokens[id];
    if (m_kinds[id] == TokenKind::Byte) {
        const unsigned char byte = byteOfByteToken(text).value();
        m_byteTokens[byte] = id;
        m_bytes.emplace_back(1, static_cast<char>(byte));
        return;
    }
    m_bytes.push_back(replaceAll(text, spaceMark, " "));
    if (m_kinds[id] == TokenKind::Normal) {
        m_words.emplace(text, id);
    }
}

TokenId Vocabulary::findWord(std::string_view word) const
{
    const auto found = m_words.find(word);
    return found == m_words.end() ? noToken : found->second;
}

std::string replaceAll(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result;
    for (;;) {
        const std::size_t found = text.find(from);
        result += text.substr(0, found);
        if (found == std::string_view::npos) {
            return result;
        }
        result += to;
        text.remove_prefix(found + from.size());
    }
}

} // namespace amend
