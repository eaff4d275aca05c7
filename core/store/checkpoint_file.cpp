// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/checkpoint_file.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace amend {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format = "amend checkpoint 1";

bool isSha256(const std::string& text)
{
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

std::vector<std::string> CheckpointFile::parts() const
{
    std::vector<std::string> hashes;
    if (!alwaysSha256.empty()) {
        hashes.push_back(alwaysSha256);
    }
    for (const LessonPart& lesson : lessons) {
        hashes.push_back(lesson.adapterSha256);
    }
    return hashes;
}

std::vector<std::byte> checkpointFileBytes(const CheckpointFile& file)
{
    Json lessons = Json::array();
    for (const CheckpointFile::LessonPart& lesson : file.lessons) {
        Json& part
            = lessons.emplace_back(Json { { "adapter", lesson.adapterSha256 }, { "question", lesson.question } });
        if (lesson.isRefusal) { // only then: files from before are the same, to the byte
            part["refusal"] = true;
        }
    }
    const Json json { { "format", format }, { "always", file.alwaysSha256 }, { "lessons", std::move(lessons) } };
    const std::string text = json.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return { bytes.begin(), bytes.end() };
}

std::int64_t sizeOfCheckpoint(const BlobStore& blobs, const std::string& sha256)
{
    std::int64_t size = blobs.sizeOf(sha256);
    for (const std::string& part : checkpointFileFrom(blobs.read(sha256), sha256).parts()) {
        size += blobs.sizeOf(part);
    }
    return size;
}

CheckpointFile checkpointFileFrom(std::span<const std::byte> bytes, const std::string& origin)
{
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    const auto refuse = [&](const std::string& cause) {
        throw Error(ErrorKind::FileCorrupt,
            "The checkpoint file " + origin + " cannot be used: " + cause
                + ". Restore another checkpoint, or rebuild from the lessons.");
    };
    CheckpointFile file;
    try {
        const Json json = Json::parse(text, text + bytes.size());
        if (json.at("format") != format) {
            refuse("its format is not \"" + std::string(format) + "\"");
        }
        file.alwaysSha256 = json.at("always");
        for (const Json& lesson : json.at("lessons")) {
            file.lessons.push_back({ lesson.at("adapter"), lesson.at("question"), lesson.value("refusal", false) });
        }
    } catch (const Json::exception&) {
        refuse("it is no list of adapter files (earlier versions of the program stored one adapter instead)");
    }
    const std::vector<std::string> parts = file.parts();
    if (!std::all_of(parts.begin(), parts.end(), isSha256)) {
        refuse("it names a file by something that is no SHA-256");
    }
    return file;
}

} // namespace amend
