// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/json_config.h"

#include "core/base/error.h"
#include "core/base/quoted_name.h"
#include "core/store/foreign_file.h"
#include "core/store/mapped_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <unordered_set>
#include <utility>

namespace amend {

using Json = nlohmann::json;

namespace {

[[noreturn]] void corrupt(const std::string& origin, const std::string& cause)
{
    throw Error(ErrorKind::FileCorrupt, origin + " is damaged: " + cause + ". Download the file again.");
}

} // namespace

struct JsonConfig::Contents {
    Json root;
    std::string origin;

    /// Null if absent or null.
    const Json* find(std::string_view keyPath) const
    {
        const Json* value = &root;
        while (value->is_object()) {
            const std::size_t dot = keyPath.find('.');
            const auto found = value->find(std::string(keyPath.substr(0, dot)));
            if (found == value->end() || found->is_null()) {
                return nullptr;
            }
            value = &*found;
            if (dot == std::string_view::npos) {
                return value;
            }
            keyPath.remove_prefix(dot + 1);
        }
        return nullptr;
    }

    [[noreturn]] void wrongType(std::string_view keyPath, const char* expected) const
    {
        corrupt(origin, "the value of " + quotedName(keyPath) + " is not " + expected);
    }
};

namespace {

constexpr std::size_t longestText = 64U << 20U;
constexpr int deepestNesting = 64;

/// Refuses what the JSON library would let pass: a second value for a key, which would silently replace the first, and
/// deep nesting.
class StrictObserver final {
public:
    explicit StrictObserver(const std::string& origin)
        : m_origin(origin)
    {
    }

    bool operator()(int depth, Json::parse_event_t event, const Json& parsed)
    {
        if (depth > deepestNesting) {
            corrupt(m_origin, "it is nested deeper than " + std::to_string(deepestNesting) + " levels");
        }
        if (event == Json::parse_event_t::object_start) {
            m_keys.emplace_back();
        } else if (event == Json::parse_event_t::object_end) {
            m_keys.pop_back();
        } else if (event == Json::parse_event_t::key) {
            const auto& key = parsed.get_ref<const std::string&>();
            if (!m_keys.back().insert(key).second) {
                corrupt(m_origin, "the key " + quotedName(key) + " occurs twice in one object");
            }
        }
        return true;
    }

private:
    const std::string& m_origin;
    std::vector<std::unordered_set<std::string>> m_keys; ///< of each object that is open
};

template <typename Value>
Value required(std::optional<Value> value, std::string_view keyPath, const std::string& origin)
{
    if (!value) {
        throw Error(ErrorKind::FileCorrupt,
            origin + " is incomplete: the key " + quotedName(keyPath) + " is missing. Download the file again.");
    }
    return *std::move(value);
}

bool fitsInt(const Json& value)
{
    return value.is_number_integer()
        && (!value.is_number_unsigned() || std::in_range<std::int64_t>(value.get<std::uint64_t>()));
}

} // namespace

JsonConfig JsonConfig::open(const std::filesystem::path& path)
{
    const MappedFile file = MappedFile::open(path);
    rejectForeignFile(file.bytes(), path.string());
    const std::span<const std::byte> bytes = file.bytes();
    return fromText({ reinterpret_cast<const char*>(bytes.data()), bytes.size() }, path.string());
}

JsonConfig JsonConfig::fromText(std::string_view text, const std::string& origin)
{
    auto contents = std::make_unique<Contents>(Contents { .root = {}, .origin = origin });
    if (text.size() > longestText) {
        corrupt(origin, "it is longer than 64 MiB");
    }
    if (text.find('\0') != std::string_view::npos) {
        // The JSON parser takes this byte for the end of the text and would not see what follows.
        corrupt(origin, "it has a NUL byte in it");
    }
    try {
        StrictObserver observer(origin);
        contents->root = Json::parse(text, std::ref(observer));
    } catch (const Json::parse_error& error) {
        corrupt(origin, "it is not valid JSON near byte " + std::to_string(error.byte));
    } catch (const Json::exception&) {
        corrupt(origin, "it has a number that is too large");
    }
    if (!contents->root.is_object()) {
        corrupt(origin, "it is not a JSON object");
    }
    return JsonConfig(std::move(contents));
}

JsonConfig::JsonConfig(std::unique_ptr<const Contents> contents)
    : m_contents(std::move(contents))
{
}

JsonConfig::JsonConfig(JsonConfig&&) noexcept = default;
JsonConfig& JsonConfig::operator=(JsonConfig&&) noexcept = default;
JsonConfig::~JsonConfig() = default;

bool JsonConfig::has(std::string_view keyPath) const
{
    return m_contents->find(keyPath) != nullptr;
}

std::int64_t JsonConfig::requireInt(std::string_view keyPath) const
{
    return required(findInt(keyPath), keyPath, m_contents->origin);
}

double JsonConfig::requireFloat(std::string_view keyPath) const
{
    return required(findFloat(keyPath), keyPath, m_contents->origin);
}

std::string JsonConfig::requireString(std::string_view keyPath) const
{
    return required(findString(keyPath), keyPath, m_contents->origin);
}

std::optional<std::int64_t> JsonConfig::findInt(std::string_view keyPath) const
{
    const Json* value = m_contents->find(keyPath);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!fitsInt(*value)) {
        m_contents->wrongType(keyPath, "an integer");
    }
    return value->get<std::int64_t>();
}

std::optional<double> JsonConfig::findFloat(std::string_view keyPath) const
{
    const Json* value = m_contents->find(keyPath);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_number()) {
        m_contents->wrongType(keyPath, "a number");
    }
    return value->get<double>();
}

std::optional<bool> JsonConfig::findBool(std::string_view keyPath) const
{
    const Json* value = m_contents->find(keyPath);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_boolean()) {
        m_contents->wrongType(keyPath, "true or false");
    }
    return value->get<bool>();
}

std::optional<std::string> JsonConfig::findString(std::string_view keyPath) const
{
    const Json* value = m_contents->find(keyPath);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        m_contents->wrongType(keyPath, "a text");
    }
    return value->get<std::string>();
}

std::optional<std::vector<std::string>> JsonConfig::findStrings(std::string_view keyPath) const
{
    const Json* value = m_contents->find(keyPath);
    if (value == nullptr) {
        return std::nullopt;
    }
    const bool isListOfTexts = value->is_array()
        && std::all_of(value->begin(), value->end(), [](const Json& element) { return element.is_string(); });
    if (!isListOfTexts) {
        m_contents->wrongType(keyPath, "a list of texts");
    }
    return value->get<std::vector<std::string>>();
}

std::optional<std::vector<std::int64_t>> JsonConfig::findInts(std::string_view keyPath) const
{
    const Json* value = m_contents->find(keyPath);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (fitsInt(*value)) {
        return std::vector { value->get<std::int64_t>() };
    }
    if (!value->is_array() || !std::all_of(value->begin(), value->end(), fitsInt)) {
        m_contents->wrongType(keyPath, "a list of integers");
    }
    return value->get<std::vector<std::int64_t>>();
}

std::optional<std::map<std::string, std::string>> JsonConfig::findStringMap(std::string_view keyPath) const
{
    const Json* value = m_contents->find(keyPath);
    if (value == nullptr) {
        return std::nullopt;
    }
    const bool isObjectOfTexts = value->is_object()
        && std::all_of(value->begin(), value->end(), [](const Json& element) { return element.is_string(); });
    if (!isObjectOfTexts) {
        m_contents->wrongType(keyPath, "an object of texts");
    }
    return value->get<std::map<std::string, std::string>>();
}

} // namespace amend
