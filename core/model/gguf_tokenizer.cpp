// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Source of the keys and of what an absent one means: the GGUF specification, section "Tokenizer", and the converter
// that writes these files.
#include "core/model/gguf_tokenizer.h"

#include "core/base/error.h"
#include "core/text/tokenizer_data.h"

#include <limits>
#include <utility>

namespace amend {

namespace {

[[noreturn]] void refuse(const GgufFile& file, ErrorKind kind, const std::string& cause)
{
    throw Error(
        kind, "The tokenizer in " + file.path().string() + " cannot be used: " + cause + " Choose another model.");
}

std::optional<TokenId> findId(const GgufFile& file, std::string_view key)
{
    const std::optional<std::int64_t> id = file.findInt(key);
    if (!id) {
        return std::nullopt;
    }
    if (*id < 0 || *id > std::numeric_limits<TokenId>::max()) {
        refuse(file, ErrorKind::FileCorrupt, std::string(key) + " is " + std::to_string(*id) + ".");
    }
    return static_cast<TokenId>(*id);
}

std::vector<TokenKind> readKinds(const GgufFile& file, std::size_t tokenCount)
{
    const std::vector<std::int64_t>* types = file.findInts("tokenizer.ggml.token_type");
    if (types == nullptr) {
        return std::vector<TokenKind>(tokenCount, TokenKind::Normal);
    }
    std::vector<TokenKind> kinds;
    kinds.reserve(types->size());
    for (const std::int64_t type : *types) {
        if (type < 1 || type > 6) {
            refuse(file, ErrorKind::FileCorrupt, "a token is of the unknown type " + std::to_string(type) + ".");
        }
        kinds.push_back(static_cast<TokenKind>(type));
    }
    return kinds;
}

std::vector<std::pair<std::string, std::string>> readMerges(const GgufFile& file)
{
    std::vector<std::pair<std::string, std::string>> merges;
    const std::vector<std::string>* lines = file.findStrings("tokenizer.ggml.merges");
    if (lines == nullptr) {
        refuse(file, ErrorKind::FileCorrupt, "it has no merges.");
    }
    merges.reserve(lines->size());
    for (const std::string& line : *lines) {
        const std::size_t space = line.find(' ');
        if (space == std::string::npos) {
            refuse(file, ErrorKind::FileCorrupt, "a merge is not two texts with a space between them.");
        }
        merges.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
    return merges;
}

void readByteLevel(const GgufFile& file, TokenizerData& data)
{
    data.algorithm = TokenizerData::Algorithm::ByteLevelBpe;
    const std::string* name = file.findString("tokenizer.ggml.pre");
    const std::optional<PreTokenizerKind> kind = name != nullptr ? preTokenizerNamed(*name) : std::nullopt;
    if (!kind) {
        refuse(file, ErrorKind::FormatUnsupported,
            name != nullptr ? "its pre-tokeniser is \"" + *name + "\"; known are smollm, gpt-2, llama-bpe and qwen2."
                            : "it does not name its pre-tokeniser.");
    }
    data.preTokenizer = *kind;
    data.isNfc = *kind == PreTokenizerKind::Qwen2;
    data.ignoresMerges = *kind == PreTokenizerKind::LlamaBpe;
    data.merges = readMerges(file);
    data.addsBos = file.findBool("tokenizer.ggml.add_bos_token").value_or(*kind == PreTokenizerKind::LlamaBpe);
}

void readSentencePiece(const GgufFile& file, TokenizerData& data)
{
    data.algorithm = TokenizerData::Algorithm::SentencePieceBpe;
    const std::vector<double>* scores = file.findFloats("tokenizer.ggml.scores");
    if (scores == nullptr) {
        refuse(file, ErrorKind::FileCorrupt, "it has no scores.");
    }
    data.scores = *scores;
    const bool addsSpace = file.findBool("tokenizer.ggml.add_space_prefix").value_or(true);
    data.spacePrefix = addsSpace ? SpacePrefix::EverySection : SpacePrefix::None;
    data.addsBos = file.findBool("tokenizer.ggml.add_bos_token").value_or(true);
}

} // namespace

Tokenizer tokenizerFromGguf(const GgufFile& file)
{
    const std::string& model = file.requireString("tokenizer.ggml.model");
    const std::vector<std::string>* tokens = file.findStrings("tokenizer.ggml.tokens");
    if (tokens == nullptr) {
        refuse(file, ErrorKind::FileCorrupt, "it has no tokens.");
    }
    TokenizerData data;
    data.source = file.path().string();
    data.tokens = *tokens;
    data.kinds = readKinds(file, tokens->size());
    data.bos = findId(file, "tokenizer.ggml.bos_token_id");
    data.eos = findId(file, "tokenizer.ggml.eos_token_id");
    data.endOfTurn = findId(file, "tokenizer.ggml.eot_token_id");
    if (model == "gpt2") {
        readByteLevel(file, data);
    } else if (model == "llama") {
        readSentencePiece(file, data);
    } else {
        refuse(file, ErrorKind::FormatUnsupported, "its algorithm is \"" + model + "\"; known are gpt2 and llama.");
    }
    return Tokenizer::fromData(std::move(data));
}

} // namespace amend
