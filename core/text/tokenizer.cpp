// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/text/merge_list.h"
#include "core/text/nfc.h"
#include "core/text/pair_merger.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/tokenizer_data.h"
#include "core/text/utf8_decoder.h"
#include "core/text/vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

namespace amend {

namespace {

/// Special tokens that end an assistant's turn in the chats of the families we know, and those that end a text.
constexpr std::array<std::string_view, 6> turnEnds
    = { "<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end_of_turn|>", "<|end|>", "<|eom_id|>" };
constexpr std::array<std::string_view, 3> textEnds = { "<|endoftext|>", "<|end_of_text|>", "</s>" };

template <class List> bool contains(const List& list, std::string_view text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

TokenId endOfTurnOf(const TokenizerData& data, const Vocabulary& vocabulary)
{
    if (data.endOfTurn) {
        return *data.endOfTurn;
    }
    if (data.eos && contains(turnEnds, data.tokens[*data.eos])) {
        return *data.eos;
    }
    for (const std::string_view text : turnEnds) {
        const AddedToken* token = vocabulary.added().findExact(text);
        if (token != nullptr && token->isSpecial) {
            return token->id;
        }
    }
    if (data.eos) {
        return *data.eos;
    }
    throw Error(ErrorKind::FileCorrupt,
        "The tokenizer in " + data.source
            + " names no token that ends a text (eos), so replies would never stop. Choose another model.");
}

} // namespace

/// The steps from text to ids are those of the `tokenizers` library, whose results a model was trained on: added tokens
/// are cut out first, and each section between them is encoded for itself.
struct Tokenizer::Data {
    explicit Data(const TokenizerData& checkedData);

    void encodeSection(const std::string& text, bool isFirst, std::vector<TokenId>& ids) const;
    std::vector<TokenId> lettersOfBytes(std::string_view word) const;
    std::vector<TokenId> lettersOfCharacters(std::string_view word) const;
    std::string withSpaceMarks(const std::string& text, bool isFirst) const;

    Vocabulary vocabulary;
    PairMerger merger;
    std::optional<PreTokenizer> preTokenizer; ///< byte-level only
    SpacePrefix spacePrefix;
    bool isNfc;
    bool ignoresMerges;
    bool addsBos;
    std::optional<TokenId> bos;
    std::optional<TokenId> eos;
    TokenId endOfTurn;
};

Tokenizer::Data::Data(const TokenizerData& checkedData)
    : vocabulary(checkedData)
    , merger(mergesOf(checkedData))
    , spacePrefix(checkedData.spacePrefix)
    , isNfc(checkedData.isNfc)
    , ignoresMerges(checkedData.ignoresMerges)
    , addsBos(checkedData.addsBos)
    , bos(checkedData.bos)
    , eos(checkedData.eos)
    , endOfTurn(endOfTurnOf(checkedData, vocabulary))
{
    if (checkedData.algorithm == TokenizerData::Algorithm::ByteLevelBpe) {
        preTokenizer.emplace(checkedData.preTokenizer);
    }
}

std::string Tokenizer::Data::withSpaceMarks(const std::string& text, bool isFirst) const
{
    std::string marked = replaceAll(text, " ", spaceMark);
    const bool isSpaced = marked.starts_with(spaceMark);
    switch (spacePrefix) {
    case SpacePrefix::None:
        return marked;
    case SpacePrefix::EverySection:
        return std::string(spaceMark) + marked;
    case SpacePrefix::EverySectionUnlessSpaced:
        return isSpaced ? marked : std::string(spaceMark) + marked;
    case SpacePrefix::FirstSectionUnlessSpaced:
        return isSpaced || !isFirst ? marked : std::string(spaceMark) + marked;
    }
    return marked;
}

/// The word's bytes as tokens. One that the vocabulary leaves out is dropped, as the reference does; its only other
/// choice, the unknown token, is special.
std::vector<TokenId> Tokenizer::Data::lettersOfBytes(std::string_view word) const
{
    std::vector<TokenId> letters;
    letters.reserve(word.size());
    for (const char byte : word) {
        const TokenId letter = vocabulary.byteToken(byte);
        if (letter != noToken) {
            letters.push_back(letter);
        }
    }
    return letters;
}

/// The word's characters as tokens, or their bytes where the vocabulary lacks the character.
std::vector<TokenId> Tokenizer::Data::lettersOfCharacters(std::string_view word) const
{
    std::vector<TokenId> letters;
    while (!word.empty()) {
        const std::string_view character = word.substr(0, firstCharacter(word).length);
        const TokenId letter = vocabulary.findWord(character);
        if (letter != noToken) {
            letters.push_back(letter);
        } else {
            for (const char byte : character) {
                letters.push_back(vocabulary.byteToken(byte));
            }
        }
        word.remove_prefix(character.size());
    }
    return letters;
}

void Tokenizer::Data::encodeSection(const std::string& text, bool isFirst, std::vector<TokenId>& ids) const
{
    if (text.empty()) {
        return;
    }
    const std::string normalized = preTokenizer ? (isNfc ? toNfc(text) : text) : withSpaceMarks(text, isFirst);
    const std::vector<std::string_view> words
        = preTokenizer ? preTokenizer->split(normalized) : std::vector<std::string_view> { normalized };
    for (const std::string_view word : words) {
        const TokenId whole = ignoresMerges ? vocabulary.findWord(word) : noToken;
        if (whole != noToken) {
            ids.push_back(whole);
            continue;
        }
        const std::vector<TokenId> merged
            = merger.merge(preTokenizer ? lettersOfBytes(word) : lettersOfCharacters(word));
        ids.insert(ids.end(), merged.begin(), merged.end());
    }
}

Tokenizer Tokenizer::fromData(TokenizerData data)
{
    return Tokenizer(std::make_unique<const Data>(checked(std::move(data))));
}

Tokenizer::Tokenizer(std::unique_ptr<const Data> data)
    : m_data(std::move(data))
{
}

Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

std::vector<TokenId> Tokenizer::encode(std::string_view text) const
{
    return encodePieces({ { .text = std::string(text), .fromMessage = true } });
}

std::vector<TokenId> Tokenizer::encodeWithSpecials(std::string_view text) const
{
    return encodePieces({ { .text = std::string(text), .fromMessage = false } });
}

std::vector<TokenId> Tokenizer::encodePieces(const std::vector<ChatTemplate::Piece>& pieces) const
{
    std::vector<TokenId> ids;
    std::string section; // may run across pieces, so that merges do not stop where a message begins
    bool isFirst = true;
    for (const ChatTemplate::Piece& piece : pieces) {
        const std::string text = validUtf8(piece.text);
        const auto specials = piece.fromMessage ? AddedTokens::Specials::AreText : AddedTokens::Specials::Count;
        const AddedTokens::Hits found = m_data->vocabulary.added().find(text, specials);
        for (const AddedTokens::Hit& hit : found.hits) {
            section += hit.textBefore;
            m_data->encodeSection(section, isFirst, ids);
            ids.push_back(hit.token);
            section.clear();
            isFirst = false;
        }
        section += found.textAfter;
    }
    m_data->encodeSection(section, isFirst, ids);
    return ids;
}

std::string Tokenizer::bytesOf(TokenId token) const
{
    return m_data->vocabulary.isKnown(token) ? m_data->vocabulary.bytesOf(token) : std::string();
}

std::string Tokenizer::decode(const std::vector<TokenId>& tokens) const
{
    std::string bytes;
    for (const TokenId token : tokens) {
        if (!isSpecial(token)) {
            bytes += bytesOf(token);
        }
    }
    if (addsSpace() && bytes.starts_with(' ')) {
        bytes.erase(0, 1);
    }
    return validUtf8(bytes);
}

bool Tokenizer::addsSpace() const
{
    return m_data->spacePrefix != SpacePrefix::None;
}

bool Tokenizer::isSpecial(TokenId token) const
{
    return m_data->vocabulary.isKnown(token) && m_data->vocabulary.isSpecial(token);
}

bool Tokenizer::isEndOfGeneration(TokenId token) const
{
    if (token == m_data->eos || token == m_data->endOfTurn) {
        return true;
    }
    const std::string text = isSpecial(token) ? bytesOf(token) : std::string();
    return contains(turnEnds, text) || contains(textEnds, text);
}

TokenId Tokenizer::endOfTurn() const
{
    return m_data->endOfTurn;
}

std::string Tokenizer::bosText() const
{
    return m_data->bos ? bytesOf(*m_data->bos) : std::string();
}

std::string Tokenizer::eosText() const
{
    return m_data->eos ? bytesOf(*m_data->eos) : std::string();
}

bool Tokenizer::addsBos() const
{
    return m_data->addsBos;
}

std::optional<TokenId> Tokenizer::bos() const
{
    return m_data->bos;
}

int Tokenizer::size() const
{
    return m_data->vocabulary.size();
}

std::optional<TokenId> Tokenizer::findSpecial(std::string_view text) const
{
    const AddedToken* token = m_data->vocabulary.added().findExact(text);
    return token != nullptr && token->isSpecial ? std::optional(token->id) : std::nullopt;
}

} // namespace amend
