// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/model/families/common_config.h"
#include "core/model/families/family.h"
#include "core/model/gguf_tokenizer.h"
#include "core/model/kernels/decode_kernels.h"
#include "core/model/weight_loader.h"
#include "core/store/gguf.h"
#include "core/store/json_config.h"
#include "core/store/model_folder.h"
#include "core/store/quant_types.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>

namespace amend {

namespace {

/// For a model without a chat template and without ChatML's tokens: a base model, which goes on with such a text.
constexpr const char* plainTemplate = "{{ bos_token }}{% for message in messages %}"
                                      "{{ message['role'].capitalize() + ': ' + message['content'] + '\\n' }}"
                                      "{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}";

ChatTemplate chatTemplateFor(const std::optional<std::string>& source, const Tokenizer& tokenizer)
{
    if (source) {
        return ChatTemplate::parse(*source);
    }
    if (tokenizer.findSpecial("<|im_start|>") && tokenizer.findSpecial("<|im_end|>")) {
        return ChatTemplate::chatMl();
    }
    log(LogLevel::Warning, "The model brings no chat template; turns are written as \"User: …\" and \"Assistant: …\".");
    return ChatTemplate::parse(plainTemplate);
}

/// The type that holds most of the values.
std::string mainType(const std::vector<NamedTensor>& tensors)
{
    std::map<TensorType, std::int64_t> values;
    for (const NamedTensor& tensor : tensors) {
        values[tensor.type] += elementCount(tensor);
    }
    const auto most = std::max_element(
        values.begin(), values.end(), [](const auto& one, const auto& other) { return one.second < other.second; });
    return most == values.end() ? "" : quantType(most->first).name;
}

std::int64_t valueCount(const std::vector<NamedTensor>& tensors)
{
    std::int64_t count = 0;
    for (const NamedTensor& tensor : tensors) {
        count += elementCount(tensor);
    }
    return count;
}

/// What both kinds of files give, read and checked.
struct Parts {
    ModelConfig config;
    WeightSource source;
    Tokenizer tokenizer;
    ChatTemplate chatTemplate;
    ModelInfo info; ///< what the file says of itself
};

ModelInfo describe(const std::string& name, const std::vector<NamedTensor>& tensors, std::int64_t sizeBytes)
{
    ModelInfo info;
    info.name = name;
    info.quantisation = mainType(tensors);
    info.parameters = valueCount(tensors);
    info.sizeBytes = sizeBytes;
    return info;
}

/// The file's name as its publisher wrote it, less the type of its weights: "SmolLM2-135M-Instruct" of
/// "SmolLM2-135M-Instruct.Q4_1.gguf". Metadata name the training run as often as the model.
std::string nameWithoutQuantisation(const std::filesystem::path& file)
{
    const std::string stem = file.stem().string();
    const std::size_t cut = stem.find_last_of(".-");
    if (cut == std::string::npos || cut == 0) {
        return stem;
    }
    const std::string last = stem.substr(cut + 1);
    for (const QuantType& type : quantTypes) {
        const std::string name = type.name; // "Q4_K" also names the mixtures "Q4_K_M" and "Q4_K_S"
        if (last == name || last.starts_with(name + "_")) {
            return stem.substr(0, cut);
        }
    }
    return stem;
}

Parts partsOf(const GgufFile& file)
{
    const std::string origin = file.path().string();
    const Family& family = familyOf(file);
    const ModelConfig config = family.configFromGguf(file);
    requirePossible(config, origin);
    Tokenizer tokenizer = tokenizerFromGguf(file);
    const std::string* templateText = file.findString("tokenizer.chat_template");
    ChatTemplate chatTemplate
        = chatTemplateFor(templateText != nullptr ? std::optional(*templateText) : std::nullopt, tokenizer);
    ModelInfo info = describe(nameWithoutQuantisation(file.path()), file.tensors(), file.sizeBytes());
    file.checkUnchanged();
    info.sha256 = sha256HexOfFile(file.path());
    return { config,
        { origin, ggufNames, family.interleavedInGguf,
            [&file](std::string_view wanted) { return file.findTensor(wanted); } },
        std::move(tokenizer), std::move(chatTemplate), std::move(info) };
}

/// The template of a folder: a file of its own in newer ones, a value of tokenizer_config.json in older ones.
std::optional<std::string> templateTextOf(const std::filesystem::path& folder)
{
    if (std::ifstream file(folder / "chat_template.jinja", std::ios::binary); file) {
        return std::string(std::istreambuf_iterator<char>(file), {});
    }
    const std::filesystem::path settings = folder / "tokenizer_config.json";
    return std::filesystem::exists(settings) ? JsonConfig::open(settings).findString("chat_template") : std::nullopt;
}

Parts partsOf(const ModelFolder& folder)
{
    const std::string origin = folder.path().string();
    const std::string configOrigin = (folder.path() / "config.json").string();
    const Family& family = familyOf(folder.config(), configOrigin);
    const ModelConfig config = family.configFromJson(folder.config(), configOrigin);
    requirePossible(config, configOrigin);
    Tokenizer tokenizer = Tokenizer::fromJson(folder.path() / "tokenizer.json");
    ChatTemplate chatTemplate = chatTemplateFor(templateTextOf(folder.path()), tokenizer);
    const std::filesystem::path named = folder.path().has_filename() ? folder.path() : folder.path().parent_path();
    ModelInfo info = describe(named.filename().string(), folder.tensors(), folder.sizeBytes());
    folder.checkUnchanged();
    info.sha256 = folder.sha256();
    return { config,
        { origin, transformersNames, false, [&folder](std::string_view wanted) { return folder.findTensor(wanted); } },
        std::move(tokenizer), std::move(chatTemplate), std::move(info) };
}

/// Of the forward pass; all else is fp32, but for the keys and values of a cache, which are fp16.
std::string precisionOf(const Weights& weights)
{
    const auto isQuantised = [](const LinearWeight& linear) { return linear.isQuantised(); };
    const bool hasQuantised = weights.head.isQuantised()
        || std::any_of(weights.layers.begin(), weights.layers.end(), [&](const LayerWeights& layer) {
               return std::any_of(layer.linear.begin(), layer.linear.end(), isQuantised);
           });
    return decodeKernelsInUse().inWholeNumbers && hasQuantised ? "fp32, int16 forward" : "fp32";
}

std::shared_ptr<const Model> assemble(
    Parts parts, const LoadOptions& options, const std::function<void(double)>& progress, const std::stop_token& stop)
{
    if (parts.tokenizer.size() > parts.config.vocabularySize) {
        throw Error(ErrorKind::FileCorrupt,
            parts.source.origin + ": its tokenizer has " + std::to_string(parts.tokenizer.size())
                + " tokens, but its embedding only " + std::to_string(parts.config.vocabularySize)
                + ". The parts belong to different models; fetch it again.");
    }
    const int threads = useThreads(options.threads);
    const ChosenDevice chosen = chooseDevice(options.device);
    if (!chosen.reason.empty()) {
        log(LogLevel::Info, "Computing on the CPU: " + chosen.reason);
    }
    Weights weights = loadWeights(parts.config, parts.source, chosen.device, threads, progress, stop);
    ModelInfo& info = parts.info;
    info.path = parts.source.origin;
    info.family = parts.config.family;
    info.layers = parts.config.layers;
    info.contextLength = parts.config.contextLength;
    info.vocabularySize = parts.config.vocabularySize;
    info.device = chosen.name;
    info.threads = threads;
    info.instructionSet = instructionSet();
    info.fingerprint = machineFingerprint(chosen, threads, precisionOf(weights));
    return std::make_shared<const Model>(Model { parts.config, std::move(weights), std::move(parts.tokenizer),
        std::move(parts.chatTemplate), std::move(info), chosen.device });
}

} // namespace

std::shared_ptr<const Model> loadModel(const std::filesystem::path& path, const LoadOptions& options,
    const std::function<void(double)>& progress, std::stop_token stop)
{
    if (std::filesystem::is_directory(path)) {
        const ModelFolder folder = ModelFolder::open(path);
        return assemble(partsOf(folder), options, progress, stop);
    }
    const GgufFile file = GgufFile::open(path);
    return assemble(partsOf(file), options, progress, stop);
}

std::vector<TokenId> promptTokens(const Model& model, const std::vector<ChatTurn>& turns, bool openReply)
{
    const Tokenizer& tokenizer = model.tokenizer;
    const auto pieces = model.chatTemplate.renderPieces(turns, { tokenizer.bosText(), tokenizer.eosText(), openReply });
    std::vector<TokenId> tokens = tokenizer.encodePieces(pieces);
    if (tokenizer.addsBos() && tokenizer.bos() && (tokens.empty() || tokens.front() != *tokenizer.bos())) {
        tokens.insert(tokens.begin(), *tokenizer.bos());
    }
    return tokens;
}

} // namespace amend
