// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/adapter_shelf.h"

#include <algorithm>

namespace amend {

namespace {

constexpr std::size_t adaptersHeld = 8;

} // namespace

AdapterShelf::AdapterShelf(BlobStore blobs, std::shared_ptr<const Model> model)
    : m_blobs(std::move(blobs))
    , m_model(std::move(model))
{
}

LessonWeights AdapterShelf::weights(const std::string& sha256) const
{
    return LessonWeights([shelf = shared_from_this(), sha256] { return shelf->adapter(sha256); });
}

std::shared_ptr<const Adapter> AdapterShelf::adapter(const std::string& sha256) const
{
    std::shared_ptr<const Adapter> adapter = found(sha256);
    if (!adapter) { // read outside the lock: a reply does not wait for a lesson's reading
        adapter
            = adapterFromBytes(m_blobs.read(sha256), m_model->config, m_model->device, m_blobs.pathOf(sha256).string());
    }
    put(sha256, adapter);
    return adapter;
}

std::shared_ptr<const Adapter> AdapterShelf::found(const std::string& sha256) const
{
    const std::lock_guard lock(m_mutex);
    const auto inUse = m_inUse.find(sha256);
    return inUse == m_inUse.end() ? nullptr : inUse->second.lock();
}

void AdapterShelf::put(const std::string& sha256, std::shared_ptr<const Adapter> adapter) const
{
    const std::lock_guard lock(m_mutex);
    m_inUse[sha256] = adapter;
    const auto held
        = std::find_if(m_latest.begin(), m_latest.end(), [&](const auto& one) { return one.first == sha256; });
    if (held != m_latest.end()) {
        m_latest.erase(held);
    }
    m_latest.emplace_front(sha256, std::move(adapter));
    if (m_latest.size() > adaptersHeld) {
        m_latest.pop_back();
    }
}

} // namespace amend
