// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a tokenizer.json, and the special tokens' names from the tokenizer_config.json beside it. The format belongs to
// the `tokenizers` library; of its components those are known that the Llama and Qwen families use, and every other is
// refused by its name.
#include "core/text/tokenizer.h"

#include "core/base/error.h"
#include "core/text/tokenizer_data.h"
#include "core/text/vocabulary.h"

#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <utility>

namespace amend {

namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t maxFileBytes = 64U << 20U; // the largest published is about 35 MB
constexpr int maxDepth = 64; // published files reach 6

[[noreturn]] void refuse(const TokenizerData& data, ErrorKind kind, const std::string& cause)
{
    throw Error(kind, "The tokenizer in " + data.source + " cannot be used: " + cause + " Choose another model.");
}

[[noreturn]] void refuseComponent(const TokenizerData& data, const std::string& part, const std::string& name)
{
    refuse(data, ErrorKind::FormatUnsupported, "its " + part + " is of a kind that Amend does not know: " + name + ".");
}

Json parseFile(const std::filesystem::path& path)
{
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) {
        throw Error(
            ErrorKind::FileMissing, "Cannot open " + path.string() + ". Check that the model's folder is complete.");
    }
    if (size > maxFileBytes) {
        throw Error(ErrorKind::FileCorrupt,
            path.string() + " has " + std::to_string(size)
                + " bytes, more than any tokenizer needs. Choose another model.");
    }
    const auto checkDepth = [&](int depth, Json::parse_event_t, const Json&) {
        if (depth > maxDepth) {
            throw Error(ErrorKind::FileCorrupt, path.string() + " is nested too deeply. Choose another model.");
        }
        return true;
    };
    try {
        return Json::parse(file, checkDepth);
    } catch (const Json::parse_error& parseError) {
        throw Error(ErrorKind::FileCorrupt,
            path.string() + " is not JSON from byte " + std::to_string(parseError.byte)
                + " on. Fetch the model again.");
    }
}

/// The member, or null if it is absent or null.
const Json* find(const Json& object, const char* key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool isTrue(const Json& object, const char* key, bool otherwise = false)
{
    const Json* value = find(object, key);
    return value == nullptr ? otherwise : value->get<bool>();
}

std::string textAt(const Json& object, const char* key)
{
    const Json* value = find(object, key);
    return value == nullptr ? std::string() : value->get<std::string>();
}

/// The parts of a component that may be a sequence of others.
std::vector<Json> parts(const Json* component, const char* listKey)
{
    if (component == nullptr) {
        return {};
    }
    return textAt(*component, "type") == "Sequence" ? component->at(listKey).get<std::vector<Json>>()
                                                    : std::vector<Json> { *component };
}

void putToken(TokenizerData& data, const std::string& text, std::int64_t id, TokenKind kind)
{
    // Whatever order they come in, ids have no gaps; so none reaches the number of tokens in the file.
    if (id < 0 || static_cast<std::size_t>(id) >= data.tokens.size()) {
        refuse(data, ErrorKind::FileCorrupt,
            "the ids of its tokens have gaps or repeat; one is " + std::to_string(id) + ".");
    }
    std::string& place = data.tokens[static_cast<std::size_t>(id)];
    if (!place.empty() && place != text) {
        refuse(data, ErrorKind::FileCorrupt, "two tokens have the id " + std::to_string(id) + ".");
    }
    place = text;
    data.kinds[static_cast<std::size_t>(id)] = kind;
}

void readTokens(const Json& root, const Json& model, TokenizerData& data)
{
    const Json& vocab = model.at("vocab");
    const Json* added = find(root, "added_tokens");
    std::size_t count = vocab.size();
    if (added != nullptr) {
        for (const Json& token : *added) {
            count += vocab.contains(token.at("content").get<std::string>()) ? 0 : 1;
        }
    }
    data.tokens.resize(count);
    data.kinds.resize(count, TokenKind::Normal);
    const bool hasByteFallback = isTrue(model, "byte_fallback");
    for (const auto& [text, id] : vocab.items()) {
        const bool isByte = hasByteFallback && byteOfByteToken(text);
        putToken(data, text, id.get<std::int64_t>(), isByte ? TokenKind::Byte : TokenKind::Normal);
    }
    for (const Json& token : added != nullptr ? *added : Json::array()) {
        const auto id = token.at("id").get<std::int64_t>();
        if (isTrue(token, "single_word")) {
            refuseComponent(data, "added token", "single_word");
        }
        putToken(data, token.at("content").get<std::string>(), id,
            isTrue(token, "special") ? TokenKind::Control : TokenKind::UserDefined);
        if (isTrue(token, "lstrip")) {
            data.stripsLeft.insert(static_cast<TokenId>(id));
        }
        if (isTrue(token, "rstrip")) {
            data.stripsRight.insert(static_cast<TokenId>(id));
        }
    }
}

void readMerges(const Json& model, TokenizerData& data)
{
    for (const Json& merge : model.at("merges")) {
        if (merge.is_array()) {
            data.merges.emplace_back(merge.at(0).get<std::string>(), merge.at(1).get<std::string>());
            continue;
        }
        const std::string line = merge.get<std::string>();
        const std::size_t space = line.find(' ');
        if (space == std::string::npos) {
            refuse(data, ErrorKind::FileCorrupt, "a merge is not two texts with a space between them.");
        }
        data.merges.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
}

void readModel(const Json& root, TokenizerData& data)
{
    const Json& model = root.at("model");
    const std::string type = textAt(model, "type");
    if (type != "BPE" && !(type.empty() && model.contains("merges"))) { // the oldest files do not say BPE
        refuseComponent(data, "model", type);
    }
    for (const char* key : { "dropout", "continuing_subword_prefix", "end_of_word_suffix" }) {
        const Json* value = find(model, key);
        if (value != nullptr && *value != "" && *value != 0.0) {
            refuseComponent(data, "model", key);
        }
    }
    data.ignoresMerges = isTrue(model, "ignore_merges");
    data.algorithm = isTrue(model, "byte_fallback") ? TokenizerData::Algorithm::SentencePieceBpe
                                                    : TokenizerData::Algorithm::ByteLevelBpe;
    readTokens(root, model, data);
    readMerges(model, data);
}

/// Byte-level: one way to cut, then `ByteLevel`, which may do GPT-2's cut itself.
void readByteLevelSteps(const Json& root, TokenizerData& data)
{
    for (const Json& step : parts(find(root, "normalizer"), "normalizers")) {
        if (textAt(step, "type") != "NFC") {
            refuseComponent(data, "normalizer", textAt(step, "type"));
        }
        data.isNfc = true;
    }
    std::string cuts; // the known sequences are few enough to be told by name
    for (const Json& step : parts(find(root, "pre_tokenizer"), "pretokenizers")) {
        const std::string type = textAt(step, "type");
        if (type == "Digits" && isTrue(step, "individual_digits")) {
            cuts += "digits ";
        } else if (type == "Split" && textAt(step, "behavior") == "Isolated" && !isTrue(step, "invert")) {
            const std::string pattern = textAt(step.at("pattern"), "Regex");
            const std::optional<PreTokenizerKind> kind = preTokenizerOfPattern(pattern);
            if (!kind) {
                refuseComponent(data, "split pattern", pattern);
            }
            data.preTokenizer = *kind;
            cuts += "split ";
        } else if (type == "ByteLevel" && !isTrue(step, "add_prefix_space", true)) {
            cuts += isTrue(step, "use_regex", true) ? "gpt2 " : "bytes ";
        } else {
            refuseComponent(data, "pre-tokeniser", type);
        }
    }
    if (cuts == "digits gpt2 ") {
        data.preTokenizer = PreTokenizerKind::SmolLm;
    } else if (cuts == "gpt2 ") {
        data.preTokenizer = PreTokenizerKind::Gpt2;
    } else if (cuts != "split bytes ") {
        refuseComponent(data, "pre-tokeniser", "the sequence " + cuts);
    }
}

/// SentencePiece: spaces become `▁`, either in the normalizer (Llama 2, Mistral) or in the pre-tokeniser (newer files).
void readSentencePieceSteps(const Json& root, TokenizerData& data)
{
    bool marksSpaces = false;
    for (const Json& step : parts(find(root, "normalizer"), "normalizers")) {
        const std::string type = textAt(step, "type");
        if (type == "Prepend" && textAt(step, "prepend") == spaceMark && !marksSpaces) {
            data.spacePrefix = SpacePrefix::EverySection;
        } else if (type == "Replace" && textAt(step.at("pattern"), "String") == " "
            && textAt(step, "content") == spaceMark) {
            marksSpaces = true;
        } else {
            refuseComponent(data, "normalizer", type);
        }
    }
    for (const Json& step : parts(find(root, "pre_tokenizer"), "pretokenizers")) {
        const std::string type = textAt(step, "type");
        const std::string scheme = textAt(step, "prepend_scheme");
        if (type != "Metaspace" || textAt(step, "replacement") != spaceMark || isTrue(step, "split", true)
            || marksSpaces) {
            refuseComponent(data, "pre-tokeniser", type);
        }
        if (scheme != "never" && scheme != "first" && scheme != "always") {
            refuseComponent(data, "space prefix", scheme);
        }
        marksSpaces = true;
        data.spacePrefix = scheme == "never" ? SpacePrefix::None
            : scheme == "first"              ? SpacePrefix::FirstSectionUnlessSpaced
                                             : SpacePrefix::EverySectionUnlessSpaced;
    }
    if (!marksSpaces) {
        refuseComponent(data, "normalizer", "none that writes spaces as U+2581");
    }
}

std::optional<TokenId> idOf(const TokenizerData& data, const std::string& text)
{
    for (std::size_t id = 0; id < data.tokens.size(); ++id) {
        if (!text.empty() && data.tokens[id] == text) {
            return static_cast<TokenId>(id);
        }
    }
    return std::nullopt;
}

/// A special token's text, which stands there alone or as an object's "content".
std::string namedToken(const Json& config, const char* key)
{
    const Json* token = find(config, key);
    return token == nullptr  ? std::string()
        : token->is_object() ? textAt(*token, "content")
                             : token->get<std::string>();
}

/// Whether the post-processor, or else the configuration, puts the bos token first.
bool putsBosFirst(const Json& root, const Json& config, const std::string& bosText)
{
    for (const Json& step : parts(find(root, "post_processor"), "processors")) {
        const Json* single = textAt(step, "type") == "TemplateProcessing" ? find(step, "single") : nullptr;
        if (single != nullptr && !single->empty() && single->front().contains("SpecialToken")) {
            return textAt(single->front().at("SpecialToken"), "id") == bosText;
        }
    }
    return isTrue(config, "add_bos_token");
}

void readSpecialTokens(const Json& root, const std::filesystem::path& configPath, TokenizerData& data)
{
    const Json config = std::filesystem::exists(configPath) ? parseFile(configPath) : Json::object();
    const std::string bosText = namedToken(config, "bos_token");
    data.bos = idOf(data, bosText);
    data.eos = idOf(data, namedToken(config, "eos_token"));
    for (const char* wellKnown : { "</s>", "<|end_of_text|>", "<|endoftext|>" }) {
        data.eos = data.eos ? data.eos : idOf(data, wellKnown); // a tokenizer.json alone names no eos
    }
    data.addsBos = data.bos && putsBosFirst(root, config, bosText);
}

} // namespace

Tokenizer Tokenizer::fromJson(const std::filesystem::path& path)
{
    const Json root = parseFile(path);
    TokenizerData data;
    data.source = path.string();
    try {
        readModel(root, data);
        if (data.algorithm == TokenizerData::Algorithm::ByteLevelBpe) {
            readByteLevelSteps(root, data);
        } else {
            readSentencePieceSteps(root, data);
        }
        readSpecialTokens(root, path.parent_path() / "tokenizer_config.json", data);
    } catch (const Json::exception& error) {
        refuse(data, ErrorKind::FileCorrupt,
            std::string("something in it is absent or of the wrong type (") + error.what() + ").");
    }
    return fromData(std::move(data));
}

} // namespace amend
