// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/gguf_parser.h"

#include "core/base/checked_math.h"
#include "core/base/quoted_name.h"
#include "core/base/utf8.h"
#include "core/store/byte_reader.h"
#include "core/store/foreign_file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

namespace amend {

namespace {

constexpr std::uint64_t longestKey = 65'535;
constexpr std::uint64_t longestTensorName = 63;
constexpr std::uint64_t longestText = 1ULL << 30U;
constexpr std::uint64_t longestArray = 1ULL << 30U;
constexpr std::uint64_t defaultAlignment = 32;
constexpr std::uint64_t smallestAlignment = 8;
constexpr std::uint64_t largestAlignment = 65'536;
constexpr std::uint32_t mostDimensions = 4;
constexpr std::uint64_t largestInt = std::numeric_limits<std::int64_t>::max();
// The smallest entries there can be: a key of one letter with one byte of value; a one-letter tensor of one dimension.
constexpr std::uint64_t smallestKeyBytes = 8 + 1 + 4 + 1;
constexpr std::uint64_t smallestTensorBytes = 8 + 1 + 4 + 8 + 4 + 8;

/// gguf_metadata_value_type of the format's specification.
enum class ValueType : std::uint32_t {
    Uint8,
    Int8,
    Uint16,
    Int16,
    Uint32,
    Int32,
    Float32,
    Bool,
    String,
    Array,
    Uint64,
    Int64,
    Float64
};
constexpr std::array<std::uint64_t, 13> smallestValueBytes { 1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8 };

struct UnsupportedType {
    std::uint32_t ggufId;
    const char* name;
};

/// The other ggml types, so that a refusal can name them. Source: enum ggml_type of ggml.h; the ids left out are types
/// that ggml removed.
constexpr std::array<UnsupportedType, 26> unsupportedTypes { { { 9, "Q8_1" }, { 10, "Q2_K" }, { 11, "Q3_K" },
    { 15, "Q8_K" }, { 16, "IQ2_XXS" }, { 17, "IQ2_XS" }, { 18, "IQ3_XXS" }, { 19, "IQ1_S" }, { 20, "IQ4_NL" },
    { 21, "IQ3_S" }, { 22, "IQ2_S" }, { 23, "IQ4_XS" }, { 24, "I8" }, { 25, "I16" }, { 26, "I32" }, { 27, "I64" },
    { 28, "F64" }, { 29, "IQ1_M" }, { 31, "Q4_0_4_4" }, { 32, "Q4_0_4_8" }, { 33, "Q4_0_8_8" }, { 34, "TQ1_0" },
    { 35, "TQ2_0" }, { 39, "MXFP4" }, { 40, "NVFP4" }, { 41, "Q1_0" } } };

std::string unsupportedTypeName(std::uint32_t ggufId)
{
    const auto* row = std::find_if(unsupportedTypes.begin(), unsupportedTypes.end(),
        [ggufId](const UnsupportedType& type) { return type.ggufId == ggufId; });
    return row == unsupportedTypes.end() ? "number " + std::to_string(ggufId) : row->name;
}

std::string supportedTypeNames()
{
    std::string names;
    for (const QuantType& row : quantTypes) {
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    }
    return names;
}

class GgufParser final {
public:
    GgufParser(std::span<const std::byte> bytes, std::string_view origin)
        : m_bytes(bytes)
        , m_origin(origin)
        , m_reader(bytes, origin)
    {
    }

    GgufHeader parse()
    {
        readPreamble();
        readValues();
        readTensors();
        placeTensors();
        return std::move(m_header);
    }

private:
    /// What a tensor says about its data, before that is compared with the file.
    struct Extent {
        std::uint64_t offset = 0;
        std::uint64_t sizeBytes = 0;
    };

    void readPreamble();
    void readValues();
    std::string readKey();
    GgufValue readValue(const std::string& key);
    GgufValue readArray(const std::string& key);
    template <typename Number> std::int64_t readInt(const std::string& what);
    std::int64_t readIntOf(ValueType type, const std::string& what);
    double readFloatOf(ValueType type, const std::string& what);
    bool readBool(const std::string& what);
    std::uint64_t alignment() const;
    void refuseSplitFile() const;
    void readTensors();
    std::string readTensorName();
    void readTensor();
    const QuantType& readTensorType(const std::string& name);
    void placeTensors();
    [[noreturn]] void unsupported(const std::string& causeAndNextStep) const
    {
        throw Error(ErrorKind::FormatUnsupported, std::string(m_origin) + ' ' + causeAndNextStep);
    }

    std::span<const std::byte> m_bytes;
    std::string_view m_origin;
    ByteReader m_reader;
    std::uint64_t m_tensorCount = 0;
    std::uint64_t m_keyCount = 0;
    std::unordered_set<std::string> m_tensorNames;
    std::vector<Extent> m_extents;
    GgufHeader m_header;
};

void GgufParser::readPreamble()
{
    rejectForeignFile(m_bytes, m_origin);
    constexpr std::uint32_t magic = 0x46554747; // "GGUF"
    if (m_reader.read<std::uint32_t>("the magic number") != magic) {
        m_reader.corrupt("it does not begin with 'GGUF', so it is no GGUF file");
    }
    const auto version = m_reader.read<std::uint32_t>("the version");
    if ((version & 0xFFFFU) == 0 && version != 0) {
        unsupported(
            "is a big-endian GGUF file, which Amend does not read. Choose the little-endian file of the model.");
    }
    if (version != 2 && version != 3) {
        unsupported("is GGUF version " + std::to_string(version)
            + "; Amend reads versions 2 and 3. Choose a newer file of the model.");
    }
    m_tensorCount = m_reader.read<std::uint64_t>("the tensor count");
    m_keyCount = m_reader.read<std::uint64_t>("the key count");
    if (m_keyCount > m_reader.remaining() / smallestKeyBytes) {
        m_reader.corrupt("it claims " + std::to_string(m_keyCount) + " keys, more than fit into the file");
    }
    if (m_tensorCount > m_reader.remaining() / smallestTensorBytes) {
        m_reader.corrupt("it claims " + std::to_string(m_tensorCount) + " tensors, more than fit into the file");
    }
}

void GgufParser::readValues()
{
    for (std::uint64_t i = 0; i < m_keyCount; ++i) {
        std::string key = readKey();
        GgufValue value = readValue(key);
        const auto [place, isNew] = m_header.values.try_emplace(std::move(key), std::move(value));
        if (!isNew) {
            m_reader.corrupt("the key " + quotedName(place->first) + " occurs twice");
        }
    }
    refuseSplitFile();
}

std::string GgufParser::readKey()
{
    std::string key(m_reader.readText(longestKey, "a key's name"));
    if (key.empty()) {
        m_reader.corrupt("a key has an empty name");
    }
    if (!isUtf8(key) || key.find('\0') != std::string::npos) {
        m_reader.corrupt("a key's name is not UTF-8 text");
    }
    return key;
}

GgufValue GgufParser::readValue(const std::string& key)
{
    const std::string what = "the value of " + quotedName(key);
    const auto number = m_reader.read<std::uint32_t>(what);
    switch (const auto type = static_cast<ValueType>(number)) {
    case ValueType::Uint8:
    case ValueType::Int8:
    case ValueType::Uint16:
    case ValueType::Int16:
    case ValueType::Uint32:
    case ValueType::Int32:
    case ValueType::Uint64:
    case ValueType::Int64:
        return readIntOf(type, what);
    case ValueType::Float32:
    case ValueType::Float64:
        return readFloatOf(type, what);
    case ValueType::Bool:
        return readBool(what);
    case ValueType::String:
        return std::string(m_reader.readText(longestText, what));
    case ValueType::Array:
        return readArray(key);
    }
    m_reader.corrupt(what + " has the type " + std::to_string(number) + ", which GGUF does not define");
}

GgufValue GgufParser::readArray(const std::string& key)
{
    const std::string what = "the array " + quotedName(key);
    const auto number = m_reader.read<std::uint32_t>(what);
    const auto type = static_cast<ValueType>(number);
    if (type == ValueType::Array) {
        unsupported("holds an array of arrays, " + quotedName(key)
            + ", which Amend does not read. Choose another file of the model.");
    }
    if (number >= smallestValueBytes.size()) {
        m_reader.corrupt(what + " has elements of type " + std::to_string(number) + ", which GGUF does not define");
    }
    const auto count = m_reader.read<std::uint64_t>(what);
    if (count > longestArray || count > m_reader.remaining() / smallestValueBytes[number]) {
        m_reader.corrupt(what + " claims " + std::to_string(count) + " elements, more than fit into the file");
    }
    const auto readAll = [count](auto elements, const auto& readOne) {
        elements.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) {
            elements.push_back(readOne());
        }
        return GgufValue(std::move(elements));
    };
    if (type == ValueType::String) {
        return readAll(std::vector<std::string>(), [&] { return std::string(m_reader.readText(longestText, what)); });
    }
    if (type == ValueType::Bool) {
        return readAll(std::vector<bool>(), [&] { return readBool(what); });
    }
    if (type == ValueType::Float32 || type == ValueType::Float64) {
        return readAll(std::vector<double>(), [&] { return readFloatOf(type, what); });
    }
    return readAll(std::vector<std::int64_t>(), [&] { return readIntOf(type, what); });
}

template <typename Number> std::int64_t GgufParser::readInt(const std::string& what)
{
    const auto number = m_reader.read<Number>(what);
    if (!std::in_range<std::int64_t>(number)) {
        m_reader.corrupt(what + " is " + std::to_string(number) + ", more than any model needs");
    }
    return static_cast<std::int64_t>(number);
}

std::int64_t GgufParser::readIntOf(ValueType type, const std::string& what)
{
    switch (type) {
    case ValueType::Uint8:
        return readInt<std::uint8_t>(what);
    case ValueType::Int8:
        return readInt<std::int8_t>(what);
    case ValueType::Uint16:
        return readInt<std::uint16_t>(what);
    case ValueType::Int16:
        return readInt<std::int16_t>(what);
    case ValueType::Uint32:
        return readInt<std::uint32_t>(what);
    case ValueType::Int32:
        return readInt<std::int32_t>(what);
    case ValueType::Uint64:
        return readInt<std::uint64_t>(what);
    case ValueType::Int64:
    case ValueType::Float32:
    case ValueType::Float64:
    case ValueType::Bool:
    case ValueType::String:
    case ValueType::Array:
        break; // callers pass integer types only, of which one is left
    }
    return readInt<std::int64_t>(what);
}

double GgufParser::readFloatOf(ValueType type, const std::string& what)
{
    return type == ValueType::Float32 ? m_reader.read<float>(what) : m_reader.read<double>(what);
}

bool GgufParser::readBool(const std::string& what)
{
    const auto number = m_reader.read<std::uint8_t>(what);
    if (number > 1) {
        m_reader.corrupt(what + " is " + std::to_string(number) + ", where only 0 and 1 mean something");
    }
    return number == 1;
}

void GgufParser::refuseSplitFile() const
{
    const auto found = m_header.values.find("split.count");
    const auto* parts = found == m_header.values.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    if (parts != nullptr && *parts > 1) {
        unsupported("is one of " + std::to_string(*parts)
            + " parts of a model. Join the parts with 'llama-gguf-split --merge' and choose the result.");
    }
}

std::uint64_t GgufParser::alignment() const
{
    const auto found = m_header.values.find("general.alignment");
    if (found == m_header.values.end()) {
        return defaultAlignment;
    }
    const auto* value = std::get_if<std::int64_t>(&found->second);
    if (value == nullptr || *value < static_cast<std::int64_t>(smallestAlignment)
        || *value > static_cast<std::int64_t>(largestAlignment)
        || !std::has_single_bit(static_cast<std::uint64_t>(*value))) {
        m_reader.corrupt("'general.alignment' is not a power of two from 8 to 65536");
    }
    return static_cast<std::uint64_t>(*value);
}

void GgufParser::readTensors()
{
    // Checked again here: the keys have used up some of what was left of the file.
    if (m_tensorCount > m_reader.remaining() / smallestTensorBytes) {
        m_reader.corrupt("it claims " + std::to_string(m_tensorCount) + " tensors, more than fit into the file");
    }
    m_header.tensors.reserve(m_tensorCount);
    m_extents.reserve(m_tensorCount);
    for (std::uint64_t i = 0; i < m_tensorCount; ++i) {
        readTensor();
    }
}

std::string GgufParser::readTensorName()
{
    std::string name(m_reader.readText(longestTensorName, "a tensor's name"));
    if (name.empty()) {
        m_reader.corrupt("a tensor has an empty name");
    }
    if (!isUtf8(name) || name.find('\0') != std::string::npos) {
        m_reader.corrupt("a tensor's name is not UTF-8 text");
    }
    if (!m_tensorNames.insert(name).second) {
        m_reader.corrupt("the tensor " + quotedName(name) + " occurs twice");
    }
    return name;
}

void GgufParser::readTensor()
{
    NamedTensor tensor;
    tensor.name = readTensorName();
    const std::string what = "the tensor " + quotedName(tensor.name);
    const auto dimensions = m_reader.read<std::uint32_t>(what);
    if (dimensions < 1 || dimensions > mostDimensions) {
        m_reader.corrupt(what + " has " + std::to_string(dimensions) + " dimensions instead of 1 to 4");
    }
    std::uint64_t count = 1;
    for (std::uint32_t i = 0; i < dimensions; ++i) {
        const auto size = m_reader.read<std::uint64_t>(what);
        if (size == 0) {
            m_reader.corrupt(what + " has a dimension of zero");
        }
        const std::optional<std::uint64_t> product = checkedMultiply(count, size);
        if (!product || *product > largestInt) {
            m_reader.corrupt(what + " claims more values than there can be");
        }
        count = *product;
        tensor.shape.push_back(static_cast<std::int64_t>(size));
    }
    const auto rowLength = static_cast<std::uint64_t>(tensor.shape.front());
    std::reverse(tensor.shape.begin(), tensor.shape.end()); // GGUF writes the innermost dimension first
    const QuantType& type = readTensorType(tensor.name);
    tensor.type = type.type;
    const auto blockLength = static_cast<std::uint64_t>(type.valuesPerBlock);
    if (rowLength % blockLength != 0) {
        m_reader.corrupt(what + " has rows of " + std::to_string(rowLength) + " values, not a multiple of " + type.name
            + "'s block of " + std::to_string(blockLength));
    }
    const std::optional<std::uint64_t> sizeBytes
        = checkedMultiply(count / blockLength, static_cast<std::uint64_t>(type.bytesPerBlock));
    if (!sizeBytes) {
        m_reader.corrupt(what + " claims more bytes than there can be");
    }
    m_extents.push_back({ .offset = m_reader.read<std::uint64_t>(what), .sizeBytes = *sizeBytes });
    m_header.tensors.push_back(std::move(tensor));
}

const QuantType& GgufParser::readTensorType(const std::string& name)
{
    const auto ggufId = m_reader.read<std::uint32_t>("the tensor " + quotedName(name));
    const auto* row = std::find_if(
        quantTypes.begin(), quantTypes.end(), [ggufId](const QuantType& type) { return type.ggufId == ggufId; });
    if (row == quantTypes.end()) {
        unsupported("has the tensor " + quotedName(name) + " in the type " + unsupportedTypeName(ggufId)
            + ", which Amend does not read. Choose a file of the model in one of these types: " + supportedTypeNames()
            + ".");
    }
    return *row;
}

void GgufParser::placeTensors()
{
    const std::uint64_t alignmentBytes = alignment();
    const std::optional<std::uint64_t> start = checkedAlignUp(m_reader.position(), alignmentBytes);
    if (!start || *start > m_bytes.size()) {
        if (m_extents.empty() && m_reader.remaining() == 0) {
            return; // a file of keys alone need not be padded
        }
        m_reader.corrupt("the file ends before the tensors' data");
    }
    const std::span<const std::byte> data = m_bytes.subspan(*start);
    std::uint64_t expected = 0; // the running sum of all sizes so far, each padded
    std::uint64_t end = 0; // of the last tensor, not padded
    for (std::size_t i = 0; i < m_extents.size(); ++i) {
        NamedTensor& tensor = m_header.tensors[i];
        const Extent& extent = m_extents[i];
        const std::string what = "the data of the tensor " + quotedName(tensor.name);
        if (extent.offset != expected) {
            m_reader.corrupt(what + " is said to begin at " + std::to_string(extent.offset)
                + " but the tensors before it" + " end at " + std::to_string(expected));
        }
        if (expected > data.size() || data.size() - expected < extent.sizeBytes) {
            m_reader.corrupt("the file ends inside " + what);
        }
        tensor.bytes = data.subspan(expected, extent.sizeBytes);
        end = expected + extent.sizeBytes; // no larger than the file, as just checked
        const std::optional<std::uint64_t> padded = checkedAlignUp(end, alignmentBytes);
        if (!padded) {
            m_reader.corrupt(what + " ends where no file can");
        }
        expected = *padded;
    }
    // Some writers pad the last tensor, some do not.
    if (data.size() != end && data.size() != expected) {
        m_reader.corrupt("the tensors' data should end after " + std::to_string(expected) + " bytes, but there are "
            + std::to_string(data.size()));
    }
}

} // namespace

GgufHeader parseGguf(std::span<const std::byte> bytes, std::string_view origin)
{
    return GgufParser(bytes, origin).parse();
}

} // namespace amend
