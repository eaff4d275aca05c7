// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/cache_bytes.h"

#include "core/base/error.h"
#include "core/base/sha256.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace amend {

namespace {

constexpr std::size_t digestSize = 64; // as hex
constexpr std::int64_t maxDimensions = 4;

} // namespace

void CacheWriter::add(std::int64_t value)
{
    const auto bytes = std::as_bytes(std::span(&value, 1));
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

void CacheWriter::add(double value)
{
    add(std::bit_cast<std::int64_t>(value));
}

void CacheWriter::add(const std::string& text)
{
    add(static_cast<std::int64_t>(text.size()));
    const auto bytes = std::as_bytes(std::span(text));
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

void CacheWriter::add(const at::Tensor& tensor)
{
    const at::Tensor values = tensor.cpu().contiguous();
    add(static_cast<std::int64_t>(values.scalar_type() == at::kLong ? 1 : 0));
    add(static_cast<std::int64_t>(values.dim()));
    for (const std::int64_t size : values.sizes()) {
        add(size);
    }
    const std::span bytes(static_cast<const std::byte*>(values.const_data_ptr()), values.nbytes());
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

std::vector<std::byte> CacheWriter::finish()
{
    const std::string digest = sha256Hex(m_bytes);
    const auto bytes = std::as_bytes(std::span(digest));
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    return std::move(m_bytes);
}

CacheReader::CacheReader(std::span<const std::byte> bytes, const std::string& kind, std::string origin)
    : m_rest(bytes)
    , m_origin(std::move(origin))
{
    if (bytes.size() < digestSize) {
        reject("it is truncated");
    }
    m_rest = bytes.first(bytes.size() - digestSize);
    const std::string digest(reinterpret_cast<const char*>(bytes.last(digestSize).data()), digestSize);
    if (sha256Hex(m_rest) != digest) {
        reject("its bytes do not match their checksum");
    }
    if (nextText() != kind) {
        reject("it is of another kind or version");
    }
}

std::int64_t CacheReader::nextInt()
{
    std::int64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
}

double CacheReader::nextDouble()
{
    return std::bit_cast<double>(nextInt());
}

std::string CacheReader::nextText()
{
    const auto bytes = take(static_cast<std::size_t>(nextInt()));
    return { reinterpret_cast<const char*>(bytes.data()), bytes.size() };
}

at::Tensor CacheReader::nextTensor()
{
    const bool integers = nextInt() == 1;
    const std::int64_t dimensions = nextInt();
    if (dimensions < 0 || dimensions > maxDimensions) {
        reject("it holds an array of " + std::to_string(dimensions) + " dimensions");
    }
    std::vector<std::int64_t> shape;
    std::size_t room = m_rest.size() / (integers ? sizeof(std::int64_t) : sizeof(float));
    for (std::int64_t i = 0; i < dimensions; ++i) {
        shape.push_back(nextInt());
        if (shape.back() < 0 || static_cast<std::size_t>(shape.back()) > room) {
            reject("it holds an array larger than itself");
        }
        room /= std::max<std::size_t>(1, static_cast<std::size_t>(shape.back()));
    }
    at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(integers ? at::kLong : at::kFloat));
    const auto bytes = take(tensor.nbytes());
    if (!bytes.empty()) {
        std::memcpy(tensor.mutable_data_ptr(), bytes.data(), bytes.size());
    }
    return tensor;
}

void CacheReader::reject(const std::string& reason) const
{
    throw Error(ErrorKind::FileCorrupt,
        m_origin + " cannot be used: " + reason + ". It is only a cache; delete it, and it is made again.");
}

std::span<const std::byte> CacheReader::take(std::size_t count)
{
    if (m_rest.size() < count) {
        reject("it is truncated");
    }
    const auto bytes = m_rest.first(count);
    m_rest = m_rest.subspan(count);
    return bytes;
}

} // namespace amend
