// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/gguf.h"

#include "core/base/error.h"
#include "core/base/quoted_name.h"
#include "core/store/gguf_parser.h"
#include "core/store/mapped_file.h"

#include <unordered_map>
#include <utility>

namespace amend {

struct GgufFile::Contents {
    MappedFile file;
    GgufHeader header;
    std::unordered_map<std::string_view, const NamedTensor*> tensorsByName;
};

namespace {

constexpr const char* nextStep = ". Choose another file of the model.";

template <typename Value> const char* typeName()
{
    if constexpr (std::is_same_v<Value, bool>) {
        return "a truth value";
    } else if constexpr (std::is_same_v<Value, std::int64_t>) {
        return "an integer";
    } else if constexpr (std::is_same_v<Value, double>) {
        return "a floating-point number";
    } else if constexpr (std::is_same_v<Value, std::string>) {
        return "a text";
    } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
        return "a list of texts";
    } else if constexpr (std::is_same_v<Value, std::vector<std::int64_t>>) {
        return "a list of integers";
    } else {
        static_assert(std::is_same_v<Value, std::vector<double>>);
        return "a list of floating-point numbers";
    }
}

/// Null if the key is absent. Errors: FileCorrupt if it holds something else than a `Value`.
template <typename Value> const Value* findTyped(const GgufFile& file, std::string_view key)
{
    const GgufValue* value = file.find(key);
    if (value == nullptr) {
        return nullptr;
    }
    const auto* typed = std::get_if<Value>(value);
    if (typed == nullptr) {
        throw Error(ErrorKind::FileCorrupt,
            file.path().string() + " is damaged: the value of " + quotedName(key) + " is not " + typeName<Value>()
                + nextStep);
    }
    return typed;
}

template <typename Value> const Value& requireTyped(const GgufFile& file, std::string_view key)
{
    const auto* value = findTyped<Value>(file, key);
    if (value == nullptr) {
        throw Error(ErrorKind::FileCorrupt,
            file.path().string() + " is incomplete: the key " + quotedName(key) + " is missing" + nextStep);
    }
    return *value;
}

template <typename Value> std::optional<Value> copied(const Value* value)
{
    return value == nullptr ? std::nullopt : std::optional<Value>(*value);
}

} // namespace

GgufFile GgufFile::open(const std::filesystem::path& path)
{
    auto contents
        = std::make_unique<Contents>(Contents { .file = MappedFile::open(path), .header = {}, .tensorsByName = {} });
    contents->header = parseGguf(contents->file.bytes(), path.string());
    for (const NamedTensor& tensor : contents->header.tensors) {
        contents->tensorsByName.emplace(tensor.name, &tensor);
    }
    contents->file.checkUnchanged(); // a download in progress would change under our hands
    return GgufFile(std::move(contents));
}

GgufFile::GgufFile(std::unique_ptr<Contents> contents)
    : m_contents(std::move(contents))
{
}

GgufFile::GgufFile(GgufFile&&) noexcept = default;
GgufFile& GgufFile::operator=(GgufFile&&) noexcept = default;
GgufFile::~GgufFile() = default;

const std::filesystem::path& GgufFile::path() const
{
    return m_contents->file.path();
}

std::int64_t GgufFile::sizeBytes() const
{
    return static_cast<std::int64_t>(m_contents->file.bytes().size());
}

void GgufFile::checkUnchanged() const
{
    m_contents->file.checkUnchanged();
}

const std::vector<NamedTensor>& GgufFile::tensors() const
{
    return m_contents->header.tensors;
}

const NamedTensor* GgufFile::findTensor(std::string_view name) const
{
    const auto found = m_contents->tensorsByName.find(name);
    return found == m_contents->tensorsByName.end() ? nullptr : found->second;
}

const GgufValue* GgufFile::find(std::string_view key) const
{
    const auto found = m_contents->header.values.find(key);
    return found == m_contents->header.values.end() ? nullptr : &found->second;
}

std::int64_t GgufFile::requireInt(std::string_view key) const
{
    return requireTyped<std::int64_t>(*this, key);
}

double GgufFile::requireFloat(std::string_view key) const
{
    return requireTyped<double>(*this, key);
}

const std::string& GgufFile::requireString(std::string_view key) const
{
    return requireTyped<std::string>(*this, key);
}

std::optional<std::int64_t> GgufFile::findInt(std::string_view key) const
{
    return copied(findTyped<std::int64_t>(*this, key));
}

std::optional<double> GgufFile::findFloat(std::string_view key) const
{
    return copied(findTyped<double>(*this, key));
}

std::optional<bool> GgufFile::findBool(std::string_view key) const
{
    return copied(findTyped<bool>(*this, key));
}

const std::string* GgufFile::findString(std::string_view key) const
{
    return findTyped<std::string>(*this, key);
}

const std::vector<std::string>* GgufFile::findStrings(std::string_view key) const
{
    return findTyped<std::vector<std::string>>(*this, key);
}

const std::vector<std::int64_t>* GgufFile::findInts(std::string_view key) const
{
    return findTyped<std::vector<std::int64_t>>(*this, key);
}

const std::vector<double>* GgufFile::findFloats(std::string_view key) const
{
    return findTyped<std::vector<double>>(*this, key);
}

} // namespace amend
