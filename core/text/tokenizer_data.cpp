// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_data.h"

#include "core/base/error.h"

#include <cmath>
#include <unordered_map>

namespace amend {

namespace {

// Roughly four times the largest published vocabularies (262,144 tokens, 580,000 merges, tokens of 128 spaces).
constexpr std::size_t maxTokens = 1U << 20U;
constexpr std::size_t maxMerges = 1U << 21U;
constexpr std::size_t maxTokenBytes = 1024;

[[noreturn]] void refuse(const TokenizerData& data, const std::string& cause)
{
    throw Error(ErrorKind::FileCorrupt,
        "The tokenizer in " + data.source + " is damaged: " + cause + " Fetch the model again or choose another.");
}

void checkCounts(const TokenizerData& data)
{
    const std::size_t count = data.tokens.size();
    if (count == 0 || count > maxTokens) {
        refuse(data, "it has " + std::to_string(count) + " tokens.");
    }
    if (data.kinds.size() != count) {
        refuse(data,
            "it has " + std::to_string(count) + " tokens, but kinds for " + std::to_string(data.kinds.size()) + ".");
    }
    const bool needsScores = data.algorithm == TokenizerData::Algorithm::SentencePieceBpe && data.merges.empty();
    if ((needsScores || !data.scores.empty()) && data.scores.size() != count) {
        refuse(data,
            "it has " + std::to_string(count) + " tokens, but scores for " + std::to_string(data.scores.size()) + ".");
    }
    if (data.merges.size() > maxMerges) {
        refuse(data, "it has " + std::to_string(data.merges.size()) + " merges.");
    }
}

void checkTexts(const TokenizerData& data)
{
    std::unordered_map<std::string_view, std::size_t> idOf;
    idOf.reserve(data.tokens.size());
    for (std::size_t id = 0; id < data.tokens.size(); ++id) {
        const std::string& text = data.tokens[id];
        if (text.empty() || text.size() > maxTokenBytes) {
            refuse(data, "the text of token " + std::to_string(id) + " has " + std::to_string(text.size()) + " bytes.");
        }
        const auto [other, isNew] = idOf.try_emplace(text, id);
        if (!isNew) {
            refuse(data,
                "tokens " + std::to_string(other->second) + " and " + std::to_string(id) + " have the same text.");
        }
        if (data.kinds[id] == TokenKind::Byte && !byteOfByteToken(text)) {
            refuse(data, "token " + std::to_string(id) + " is a byte token, but its text is not like <0x0A>.");
        }
    }
}

void checkIds(const TokenizerData& data)
{
    const auto checkId = [&](TokenId id) {
        if (id < 0 || static_cast<std::size_t>(id) >= data.tokens.size()) {
            refuse(data, "it names token " + std::to_string(id) + " of " + std::to_string(data.tokens.size()) + ".");
        }
    };
    for (const std::optional<TokenId>& id : { data.bos, data.eos, data.endOfTurn }) {
        if (id) {
            checkId(*id);
        }
    }
    for (const std::set<TokenId>* ids : { &data.stripsLeft, &data.stripsRight }) {
        for (const TokenId id : *ids) {
            checkId(id);
        }
    }
}

} // namespace

TokenizerData checked(TokenizerData data)
{
    checkCounts(data);
    checkTexts(data);
    checkIds(data);
    for (const double score : data.scores) {
        if (!std::isfinite(score)) {
            refuse(data, "a token's score is not a number.");
        }
    }
    for (const std::optional<TokenId>& id : { data.bos, data.eos, data.endOfTurn }) {
        if (id) {
            data.kinds[static_cast<std::size_t>(*id)] = TokenKind::Control;
        }
    }
    return data;
}

std::optional<unsigned char> byteOfByteToken(std::string_view text)
{
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
    if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>' || digit(text[3]) < 0 || digit(text[4]) < 0) {
        return std::nullopt;
    }
    return static_cast<unsigned char>(digit(text[3]) * 16 + digit(text[4]));
}

} // namespace amend
