// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_lines.h"

#include "core/base/error.h"

#include <fstream>
#include <sstream>

namespace amend {

namespace {

Json parseOrThrow(const std::string& text, const std::string& where)
{
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        throw Error(ErrorKind::BadInput, where + " is not JSON: " + error.what());
    }
}

std::string textOf(const std::string& path)
{
    std::ifstream file(path);
    if (!file) {
        throw Error(ErrorKind::FileMissing, "Cannot open " + path + ".");
    }
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
}

void addRecord(std::vector<JsonRecord>& records, Json value, const std::string& where)
{
    if (!value.is_object()) {
        throw Error(ErrorKind::BadInput, where + " is not a JSON object.");
    }
    records.push_back({ std::move(value), where });
}

} // namespace

std::string JsonRecord::require(const std::string& key) const
{
    const std::string text = textOr(key, "");
    if (text.empty()) {
        throw Error(ErrorKind::BadInput, where + " has no \"" + key + "\".");
    }
    return text;
}

std::string JsonRecord::textOr(const std::string& key, const std::string& otherwise) const
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) {
        return otherwise;
    }
    if (!found->is_string()) {
        throw Error(ErrorKind::BadInput, where + ": \"" + key + "\" is not text.");
    }
    return found->get<std::string>();
}

Json readJson(const std::string& path)
{
    return parseOrThrow(textOf(path), path);
}

std::vector<JsonRecord> readJsonRecords(const std::string& path)
{
    std::vector<JsonRecord> records;
    const std::string text = textOf(path);
    std::istringstream content(text);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    int number = 0;
    if (first != std::string::npos && text[first] == '[') {
        for (Json& value : parseOrThrow(text, path)) {
            addRecord(records, std::move(value), path + ", entry " + std::to_string(++number));
        }
    } else {
        for (std::string line; std::getline(content, line);) {
            ++number;
            if (line.find_first_not_of(" \t\r") != std::string::npos) {
                const std::string where = path + ", line " + std::to_string(number);
                addRecord(records, parseOrThrow(line, where), where);
            }
        }
    }
    if (records.empty()) {
        throw Error(ErrorKind::BadInput, path + " holds no JSON objects.");
    }
    return records;
}

} // namespace amend
