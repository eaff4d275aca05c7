// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/safetensors_header.h"

#include "core/base/error.h"
#include "core/base/quoted_name.h"

#include <nlohmann/json.hpp>

#include <array>
#include <unordered_set>
#include <utility>

namespace amend {

namespace {

using Json = nlohmann::json;

constexpr std::size_t mostTensors = 100'000;
constexpr std::size_t mostDimensions = 8;

/// Gets the header piece by piece and knows at every moment what may come next, so anything nested deeper or of another
/// type is refused where it stands.
class HeaderReader final : public nlohmann::json_sax<Json> {
public:
    HeaderReader(SafetensorsHeader& header, std::string_view origin)
        : m_header(header)
        , m_origin(origin)
    {
    }

    bool start_object(std::size_t /*elements*/) override
    {
        switch (m_expected) {
        case Expected::File:
            m_expected = Expected::Name;
            return true;
        case Expected::Tensor:
            m_expected = Expected::Field;
            return true;
        case Expected::Metadata:
            m_expected = Expected::MetadataKey;
            return true;
        default:
            unexpected("an object");
        }
    }

    bool end_object() override
    {
        if (m_expected == Expected::Field) {
            finishTensor();
        }
        // Of the three kinds of objects the file itself is the last to end.
        m_expected = Expected::Name;
        return true;
    }

    bool start_array(std::size_t /*elements*/) override
    {
        if (m_expected == Expected::Shape) {
            m_expected = Expected::Size;
        } else if (m_expected == Expected::Offsets) {
            m_expected = Expected::Offset;
        } else {
            unexpected("a list");
        }
        return true;
    }

    bool end_array() override
    {
        m_expected = Expected::Field;
        return true;
    }

    bool key(Json::string_t& text) override
    {
        switch (m_expected) {
        case Expected::Name:
            startEntry(text);
            break;
        case Expected::MetadataKey:
            m_metadataKey = text;
            if (m_header.metadata.contains(text)) {
                corrupt("its metadata has the key " + quotedName(text) + " twice");
            }
            m_expected = Expected::MetadataValue;
            break;
        default: // a tensor's field: inside an object nothing else can have a key
            startField(text);
            break;
        }
        return true;
    }

    bool string(Json::string_t& text) override
    {
        if (m_expected == Expected::Dtype) {
            m_entry.dtype = text;
            m_expected = Expected::Field;
        } else if (m_expected == Expected::MetadataValue) {
            m_header.metadata.emplace(m_metadataKey, text);
            m_expected = Expected::MetadataKey;
        } else {
            unexpected("a text");
        }
        return true;
    }

    bool number_unsigned(Json::number_unsigned_t number) override
    {
        if (m_expected == Expected::Size) {
            if (m_entry.shape.size() == mostDimensions) {
                corrupt("the tensor " + quotedName(m_entry.name) + " has more than 8 dimensions");
            }
            m_entry.shape.push_back(number);
        } else if (m_expected == Expected::Offset) {
            if (m_entry.dataOffsets.size() == 2) {
                corrupt("the tensor " + quotedName(m_entry.name) + " has more than two data offsets");
            }
            m_entry.dataOffsets.push_back(number);
        } else {
            unexpected("a number");
        }
        return true;
    }

    bool null() override { unexpected("null"); }
    bool boolean(bool /*value*/) override { unexpected("a truth value"); }
    bool number_integer(Json::number_integer_t /*number*/) override { unexpected("a negative number"); }
    bool number_float(Json::number_float_t /*number*/, const Json::string_t& /*text*/) override
    {
        unexpected("a fraction or a number beyond 64 bits");
    }
    bool binary(Json::binary_t& /*bytes*/) override { unexpected("bytes"); }
    bool parse_error(
        std::size_t position, const std::string& /*token*/, const nlohmann::detail::exception& /*cause*/) override
    {
        corrupt("its header is not valid JSON near byte " + std::to_string(8 + position));
    }

private:
    enum class Expected {
        File,
        Name,
        Tensor,
        Metadata,
        MetadataKey,
        MetadataValue,
        Field,
        Dtype,
        Shape,
        Size,
        Offsets,
        Offset
    };

    void startEntry(const std::string& name)
    {
        if (!m_names.insert(name).second) {
            corrupt("the tensor " + quotedName(name) + " occurs twice");
        }
        if (name == "__metadata__") {
            m_expected = Expected::Metadata;
            return;
        }
        using namespace std::string_view_literals;
        if (name.empty() || name.find_first_of("\0/\\"sv) != std::string::npos) {
            corrupt("a tensor's name is empty or has a character of file paths in it");
        }
        if (m_header.entries.size() == mostTensors) {
            corrupt("it has more than 100000 tensors");
        }
        m_entry = {};
        m_entry.name = name;
        m_fieldSeen = {};
        m_expected = Expected::Tensor;
    }

    void startField(const std::string& field)
    {
        static constexpr std::array<std::pair<std::string_view, Expected>, 3> fields { { { "dtype", Expected::Dtype },
            { "shape", Expected::Shape }, { "data_offsets", Expected::Offsets } } };
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (field == fields[i].first) {
                if (std::exchange(m_fieldSeen[i], true)) {
                    corrupt(
                        "the tensor " + quotedName(m_entry.name) + " has the field " + quotedName(field) + " twice");
                }
                m_expected = fields[i].second;
                return;
            }
        }
        corrupt("the tensor " + quotedName(m_entry.name) + " has the unknown field " + quotedName(field));
    }

    void finishTensor()
    {
        if (m_fieldSeen != std::array { true, true, true } || m_entry.dataOffsets.size() != 2) {
            corrupt("the tensor " + quotedName(m_entry.name)
                + " lacks its dtype, its shape or one of its two data offsets");
        }
        m_header.entries.push_back(std::exchange(m_entry, {}));
    }

    [[noreturn]] void unexpected(const char* what) const
    {
        corrupt(std::string("its header has ") + what + " where something else belongs"
            + (m_entry.name.empty() ? "" : ", near the tensor " + quotedName(m_entry.name)));
    }

    [[noreturn]] void corrupt(const std::string& cause) const
    {
        throw Error(
            ErrorKind::FileCorrupt, std::string(m_origin) + " is damaged: " + cause + ". Download the file again.");
    }

    SafetensorsHeader& m_header;
    std::string_view m_origin;
    Expected m_expected = Expected::File;
    std::unordered_set<std::string> m_names;
    SafetensorsHeader::Entry m_entry;
    std::array<bool, 3> m_fieldSeen {};
    std::string m_metadataKey;
};

} // namespace

SafetensorsHeader parseSafetensorsHeader(std::string_view json, std::string_view origin)
{
    SafetensorsHeader header;
    HeaderReader reader(header, origin);
    Json::sax_parse(json, &reader);
    return header;
}

} // namespace amend
