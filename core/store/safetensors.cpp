// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/safetensors.h"

#include "core/base/checked_math.h"
#include "core/base/error.h"
#include "core/base/quoted_name.h"
#include "core/store/byte_reader.h"
#include "core/store/foreign_file.h"
#include "core/store/mapped_file.h"
#include "core/store/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>

namespace amend {

struct SafetensorsFile::Contents {
    std::variant<MappedFile, std::vector<std::byte>> source; ///< keeps the bytes alive
    std::span<const std::byte> bytes;
    std::vector<NamedTensor> tensors;
    std::unordered_map<std::string_view, const NamedTensor*> tensorsByName;
    std::map<std::string, std::string> metadata;
};

namespace {

constexpr std::uint64_t headerLengthBytes = 8;
constexpr std::uint64_t largestHeader = 100'000'000;
constexpr std::uint64_t largestInt = std::numeric_limits<std::int64_t>::max();
constexpr std::array<TensorType, 3> writableTypes { TensorType::F32, TensorType::F16, TensorType::BF16 };

/// Turns one entry of the header into a tensor, once its claims are proven.
class EntryChecker final {
public:
    EntryChecker(const SafetensorsHeader::Entry& entry, const std::string& origin)
        : m_entry(entry)
        , m_origin(origin)
    {
    }

    /// `begin` is where the tensor before this one ended.
    NamedTensor check(std::span<const std::byte> data, std::uint64_t begin) const
    {
        const std::uint64_t size = sizeBytes();
        if (m_entry.dataOffsets[0] != begin) {
            corrupt("begins at " + std::to_string(m_entry.dataOffsets[0]) + " of the data instead of "
                + std::to_string(begin) + ", where the one before it ends");
        }
        if (m_entry.dataOffsets[1] < begin || m_entry.dataOffsets[1] - begin != size) {
            corrupt("has data offsets that do not enclose the " + std::to_string(size) + " bytes of its shape");
        }
        if (data.size() - begin < size) {
            corrupt("goes on after the end of the file");
        }
        return { .name = m_entry.name,
            .type = type(),
            .shape = { m_entry.shape.begin(), m_entry.shape.end() },
            .bytes = data.subspan(begin, size) };
    }

private:
    TensorType type() const
    {
        for (const TensorType candidate : writableTypes) {
            if (m_entry.dtype == quantType(candidate).name) {
                return candidate;
            }
        }
        throw Error(ErrorKind::FormatUnsupported,
            m_origin + " has the tensor " + quotedName(m_entry.name) + " in the type " + quotedName(m_entry.dtype)
                + ", which Amend does not read. Choose a file of the model in F32, F16 or BF16.");
    }

    std::uint64_t sizeBytes() const
    {
        std::optional<std::uint64_t> size = static_cast<std::uint64_t>(quantType(type()).bytesPerBlock);
        for (const std::uint64_t dimension : m_entry.shape) {
            size = checkedMultiply(*size, dimension);
            if (!size || *size > largestInt || dimension > largestInt) {
                corrupt("claims more bytes than there can be");
            }
        }
        return *size;
    }

    [[noreturn]] void corrupt(const std::string& cause) const
    {
        throw Error(ErrorKind::FileCorrupt,
            m_origin + " is damaged: the tensor " + quotedName(m_entry.name) + " " + cause
                + ". Download the file again.");
    }

    const SafetensorsHeader::Entry& m_entry;
    const std::string& m_origin;
};

struct HeaderText {
    std::string_view json;
    std::span<const std::byte> data; ///< what comes after it
};

HeaderText splitHeader(std::span<const std::byte> bytes, const std::string& origin)
{
    rejectForeignFile(bytes, origin);
    ByteReader reader(bytes, origin);
    const auto length = reader.read<std::uint64_t>("the header's length");
    if (length > largestHeader) {
        reader.corrupt("it claims a header of " + std::to_string(length) + " bytes, more than the allowed "
            + std::to_string(largestHeader) + ", so it is no safetensors file");
    }
    if (length > reader.remaining()) {
        reader.corrupt("the file ends inside the header");
    }
    const std::string_view json(reinterpret_cast<const char*>(bytes.data()) + headerLengthBytes, length);
    if (!json.starts_with('{')) {
        reader.corrupt("its header does not begin with '{'");
    }
    if (json.find('\0') != std::string_view::npos) {
        // The JSON parser takes this byte for the end of the text and would not see what follows.
        reader.corrupt("its header has a NUL byte in it");
    }
    return { .json = json, .data = bytes.subspan(headerLengthBytes + length) };
}

std::vector<NamedTensor> placeTensors(
    std::vector<SafetensorsHeader::Entry> entries, std::span<const std::byte> data, const std::string& origin)
{
    std::sort(
        entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.dataOffsets < b.dataOffsets; });
    std::vector<NamedTensor> tensors;
    tensors.reserve(entries.size());
    std::uint64_t end = 0;
    for (const SafetensorsHeader::Entry& entry : entries) {
        tensors.push_back(EntryChecker(entry, origin).check(data, end));
        end += tensors.back().bytes.size();
    }
    if (end != data.size()) {
        throw Error(ErrorKind::FileCorrupt,
            origin + " is damaged: its tensors end after " + std::to_string(end) + " bytes of data, but there are "
                + std::to_string(data.size()) + ". Download the file again.");
    }
    return tensors;
}

void requireWritable(std::span<const NamedTensor> tensors)
{
    std::unordered_set<std::string_view> names;
    for (const NamedTensor& tensor : tensors) {
        const bool isKnown = std::find(writableTypes.begin(), writableTypes.end(), tensor.type) != writableTypes.end();
        const auto size = static_cast<std::size_t>(elementCount(tensor) * quantType(tensor.type).bytesPerBlock);
        if (!isKnown || tensor.bytes.size() != size || !names.insert(tensor.name).second) {
            throw Error(ErrorKind::Internal,
                "The tensor " + quotedName(tensor.name)
                    + " cannot be written as safetensors: its type, size or name is wrong.");
        }
    }
}

} // namespace

SafetensorsFile SafetensorsFile::open(const std::filesystem::path& path)
{
    MappedFile file = MappedFile::open(path);
    const std::span<const std::byte> bytes = file.bytes();
    SafetensorsFile opened = parse(
        std::make_unique<Contents>(
            Contents { .source = std::move(file), .bytes = bytes, .tensors = {}, .tensorsByName = {}, .metadata = {} }),
        path.string());
    opened.checkUnchanged(); // a download in progress would change under our hands
    return opened;
}

SafetensorsFile SafetensorsFile::fromBytes(std::vector<std::byte> bytes, const std::string& origin)
{
    auto contents = std::make_unique<Contents>(
        Contents { .source = std::move(bytes), .bytes = {}, .tensors = {}, .tensorsByName = {}, .metadata = {} });
    contents->bytes = std::get<std::vector<std::byte>>(contents->source);
    return parse(std::move(contents), origin);
}

SafetensorsFile SafetensorsFile::parse(std::unique_ptr<Contents> contents, const std::string& origin)
{
    const HeaderText text = splitHeader(contents->bytes, origin);
    SafetensorsHeader header = parseSafetensorsHeader(text.json, origin);
    contents->metadata = std::move(header.metadata);
    contents->tensors = placeTensors(std::move(header.entries), text.data, origin);
    for (const NamedTensor& tensor : contents->tensors) {
        contents->tensorsByName.emplace(tensor.name, &tensor);
    }
    return SafetensorsFile(std::move(contents));
}

SafetensorsFile::SafetensorsFile(std::unique_ptr<Contents> contents)
    : m_contents(std::move(contents))
{
}

SafetensorsFile::SafetensorsFile(SafetensorsFile&&) noexcept = default;
SafetensorsFile& SafetensorsFile::operator=(SafetensorsFile&&) noexcept = default;
SafetensorsFile::~SafetensorsFile() = default;

const std::vector<NamedTensor>& SafetensorsFile::tensors() const
{
    return m_contents->tensors;
}

const NamedTensor* SafetensorsFile::findTensor(std::string_view name) const
{
    const auto found = m_contents->tensorsByName.find(name);
    return found == m_contents->tensorsByName.end() ? nullptr : found->second;
}

const std::map<std::string, std::string>& SafetensorsFile::metadata() const
{
    return m_contents->metadata;
}

std::span<const std::byte> SafetensorsFile::bytes() const
{
    return m_contents->bytes;
}

void SafetensorsFile::checkUnchanged() const
{
    if (const auto* file = std::get_if<MappedFile>(&m_contents->source)) {
        file->checkUnchanged();
    }
}

std::vector<std::byte> safetensorsBytes(
    std::span<const NamedTensor> tensors, const std::map<std::string, std::string>& metadata)
{
    requireWritable(tensors);
    nlohmann::ordered_json header;
    if (!metadata.empty()) {
        header["__metadata__"] = metadata;
    }
    std::size_t end = 0;
    for (const NamedTensor& tensor : tensors) {
        const std::size_t begin = std::exchange(end, end + tensor.bytes.size());
        header[tensor.name] = { { "dtype", quantType(tensor.type).name }, { "shape", tensor.shape },
            { "data_offsets", { begin, end } } };
    }
    std::string json = header.empty() ? "{}" : header.dump();
    json.resize((json.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = json.size();

    std::vector<std::byte> bytes(headerLengthBytes + json.size() + end);
    auto place = bytes.begin();
    const auto append
        = [&place](std::span<const std::byte> part) { place = std::copy(part.begin(), part.end(), place); };
    append(std::as_bytes(std::span(&length, 1)));
    append(std::as_bytes(std::span(json)));
    for (const NamedTensor& tensor : tensors) {
        append(tensor.bytes);
    }
    return bytes;
}

} // namespace amend
