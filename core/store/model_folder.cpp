// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/model_folder.h"

#include "core/base/error.h"
#include "core/base/quoted_name.h"
#include "core/base/sha256.h"
#include "core/store/safetensors.h"

#include <map>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace amend {

struct ModelFolder::Contents {
    std::filesystem::path path;
    JsonConfig config;
    std::map<std::string, SafetensorsFile> files; ///< by file name
    std::vector<NamedTensor> tensors;
    std::unordered_map<std::string_view, const NamedTensor*> tensorsByName;
};

namespace {

namespace fs = std::filesystem;

constexpr const char* singleFile = "model.safetensors";
constexpr const char* indexFile = "model.safetensors.index.json";

/// Which file holds which tensor, as model.safetensors.index.json says.
using WeightMap = std::map<std::string, std::string>;

[[noreturn]] void corrupt(const fs::path& file, const std::string& cause)
{
    throw Error(ErrorKind::FileCorrupt, file.string() + " is damaged: " + cause + ". Download the model again.");
}

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

void requireWeights(const fs::path& folder)
{
    if (isThere(folder / singleFile) || isThere(folder / indexFile)) {
        return;
    }
    for (const char* pickle : { "pytorch_model.bin", "pytorch_model.bin.index.json" }) {
        if (isThere(folder / pickle)) {
            throw Error(ErrorKind::FormatUnsupported,
                folder.string() + " has its weights only as a Python pickle (" + pickle
                    + "), which can run code when opened. Choose a model with safetensors files.");
        }
    }
    throw Error(ErrorKind::FileMissing,
        folder.string() + " has neither " + singleFile + " nor " + indexFile
            + ". Choose a folder with a whole model, or a .gguf file.");
}

/// A name in the index must be a file right in the folder: the index comes from a stranger and could point anywhere.
void requireInside(const fs::path& folder, const std::string& name)
{
    using namespace std::string_view_literals;
    if (name.find_first_of("/\\\0"sv) != std::string::npos || !name.ends_with(".safetensors")) {
        corrupt(folder / indexFile,
            "it names the file " + quotedName(name) + ", which is no safetensors file in this folder");
    }
    std::error_code unknown;
    const fs::path target = fs::canonical(folder / name, unknown);
    if (!unknown && target.parent_path() != fs::canonical(folder)) {
        throw Error(ErrorKind::FileCorrupt,
            (folder / name).string() + " is a link to a file outside of the model's folder. Copy the model with the "
                + "files themselves in place of links (cp -rL) and open the copy.");
    }
}

WeightMap readWeightMap(const fs::path& folder)
{
    const JsonConfig index = JsonConfig::open(folder / indexFile);
    std::optional<WeightMap> weightMap = index.findStringMap("weight_map");
    if (!weightMap || weightMap->empty()) {
        corrupt(folder / indexFile, "it has no weight_map");
    }
    return *std::move(weightMap);
}

std::map<std::string, SafetensorsFile> openShards(const fs::path& folder, const WeightMap& weightMap)
{
    std::map<std::string, SafetensorsFile> files;
    for (const auto& [tensor, file] : weightMap) {
        if (!files.contains(file)) {
            requireInside(folder, file);
            files.emplace(file, SafetensorsFile::open(folder / file));
        }
        if (files.at(file).findTensor(tensor) == nullptr) {
            corrupt(folder / file, "it lacks the tensor " + quotedName(tensor) + " that the index promises");
        }
    }
    for (const auto& [name, file] : files) {
        for (const NamedTensor& tensor : file.tensors()) {
            const auto promised = weightMap.find(tensor.name);
            if (promised == weightMap.end() || promised->second != name) {
                corrupt(folder / name,
                    "it has the tensor " + quotedName(tensor.name) + ", which the index does not expect there");
            }
        }
    }
    return files;
}

} // namespace

ModelFolder ModelFolder::open(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        throw Error(ErrorKind::FileMissing,
            folder.string() + " is not a folder, or it may not be read. Choose the folder of a model.");
    }
    requireWeights(folder);
    auto contents = std::make_unique<Contents>(Contents { .path = folder,
        .config = JsonConfig::open(folder / "config.json"),
        .files = {},
        .tensors = {},
        .tensorsByName = {} });
    if (isThere(folder / singleFile)) {
        contents->files.emplace(singleFile, SafetensorsFile::open(folder / singleFile));
    } else {
        contents->files = openShards(folder, readWeightMap(folder));
    }
    for (const auto& [name, file] : contents->files) {
        contents->tensors.insert(contents->tensors.end(), file.tensors().begin(), file.tensors().end());
    }
    for (const NamedTensor& tensor : contents->tensors) {
        contents->tensorsByName.emplace(tensor.name, &tensor);
    }
    return ModelFolder(std::move(contents));
}

ModelFolder::ModelFolder(std::unique_ptr<Contents> contents)
    : m_contents(std::move(contents))
{
}

ModelFolder::ModelFolder(ModelFolder&&) noexcept = default;
ModelFolder& ModelFolder::operator=(ModelFolder&&) noexcept = default;
ModelFolder::~ModelFolder() = default;

const fs::path& ModelFolder::path() const
{
    return m_contents->path;
}

const JsonConfig& ModelFolder::config() const
{
    return m_contents->config;
}

const std::vector<NamedTensor>& ModelFolder::tensors() const
{
    return m_contents->tensors;
}

const NamedTensor* ModelFolder::findTensor(std::string_view name) const
{
    const auto found = m_contents->tensorsByName.find(name);
    return found == m_contents->tensorsByName.end() ? nullptr : found->second;
}

std::int64_t ModelFolder::sizeBytes() const
{
    std::int64_t sum = 0;
    for (const auto& [name, file] : m_contents->files) {
        sum += static_cast<std::int64_t>(file.bytes().size());
    }
    return sum;
}

std::string ModelFolder::sha256() const
{
    Sha256 hash;
    for (const auto& [name, file] : m_contents->files) {
        hash.add(file.bytes());
    }
    return hash.hex();
}

void ModelFolder::checkUnchanged() const
{
    for (const auto& [name, file] : m_contents->files) {
        file.checkUnchanged();
    }
}

} // namespace amend
