// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Writes small GGUF files, sound ones and, as every field can be set, broken ones.
#pragma once

#include "core/store/quant_types.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amend::test {

/// The bytes of a number, little-endian.
template <typename Number> std::string packed(Number number)
{
    std::string bytes(sizeof number, '\0');
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

/// A GGUF string: length and bytes.
inline std::string packedText(std::string_view text)
{
    return packed<std::uint64_t>(text.size()) + std::string(text);
}

struct GgufWriter {
    /// gguf_metadata_value_type
    enum ValueType : std::uint32_t {
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

    struct Key {
        std::string name;
        std::uint32_t type = Uint32;
        std::string value; ///< packed
        std::optional<std::uint64_t> claimedNameLength;
    };
    struct Tensor {
        std::string name;
        std::vector<std::uint64_t> sizes; ///< innermost first, as the file has them
        std::uint32_t type = 0;
        std::string data;
        std::optional<std::uint64_t> claimedOffset;
        std::optional<std::uint32_t> claimedDimensions;
    };

    std::string magic = "GGUF";
    std::uint32_t version = 3;
    std::uint64_t alignment = 32; ///< to write another one, also set the key general.alignment
    std::vector<Key> keys;
    std::vector<Tensor> tensors;
    std::optional<std::uint64_t> claimedKeys;
    std::optional<std::uint64_t> claimedTensors;
    std::string afterTheEnd;

    void add(const std::string& name, ValueType type, const std::string& value)
    {
        keys.push_back({ .name = name, .type = type, .value = value, .claimedNameLength = {} });
    }
    void addText(const std::string& name, std::string_view text) { add(name, String, packedText(text)); }
    void addUint32(const std::string& name, std::uint32_t number) { add(name, Uint32, packed(number)); }
    void addFloat32(const std::string& name, float number) { add(name, Float32, packed(number)); }
    /// `elements` are packed, one after the other.
    void addArray(const std::string& name, std::uint32_t elementType, std::uint64_t count, const std::string& elements)
    {
        add(name, Array, packed(elementType) + packed(count) + elements);
    }
    void addTexts(const std::string& name, const std::vector<std::string>& texts)
    {
        std::string elements;
        for (const std::string& text : texts) {
            elements += packedText(text);
        }
        addArray(name, String, texts.size(), elements);
    }
    /// `shape` is row-major. The data is `bytes`, or zeros of the right size where that is empty.
    void addTensor(
        const std::string& name, const std::vector<std::int64_t>& shape, TensorType type, const std::string& bytes = {})
    {
        const QuantType& row = quantType(type);
        std::uint64_t count = 1;
        for (const std::int64_t size : shape) {
            count *= static_cast<std::uint64_t>(size);
        }
        const std::uint64_t blocks = count / static_cast<std::uint64_t>(row.valuesPerBlock);
        const std::string zeros(blocks * static_cast<std::uint64_t>(row.bytesPerBlock), '\0');
        tensors.push_back({ .name = name,
            .sizes = { shape.rbegin(), shape.rend() },
            .type = row.ggufId,
            .data = bytes.empty() ? zeros : bytes,
            .claimedOffset = {},
            .claimedDimensions = {} });
    }

    std::string bytes() const
    {
        std::string file = magic + packed(version) + packed(claimedTensors.value_or(tensors.size()))
            + packed(claimedKeys.value_or(keys.size()));
        for (const Key& key : keys) {
            file += packed(key.claimedNameLength.value_or(key.name.size())) + key.name + packed(key.type) + key.value;
        }
        std::string data;
        for (const Tensor& tensor : tensors) {
            file += packedText(tensor.name)
                + packed(tensor.claimedDimensions.value_or(static_cast<std::uint32_t>(tensor.sizes.size())));
            for (const std::uint64_t size : tensor.sizes) {
                file += packed(size);
            }
            file += packed(tensor.type) + packed<std::uint64_t>(tensor.claimedOffset.value_or(data.size()));
            data = padded(data + tensor.data);
        }
        return padded(file) + data + afterTheEnd;
    }

private:
    std::string padded(std::string text) const
    {
        text.resize((text.size() + alignment - 1) / alignment * alignment, '\0');
        return text;
    }
};

} // namespace amend::test
