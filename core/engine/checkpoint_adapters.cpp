// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoint_adapters.h"

#include "core/base/error.h"
#include "core/engine/base_statistics.h"

#include <string_view>
#include <unordered_map>
#include <utility>

namespace amend {

CheckpointAdapters::CheckpointAdapters(std::shared_ptr<const Model> model, CheckpointStore& checkpoints,
    const BlobStore& blobs, std::filesystem::path cache)
    : m_model(std::move(model))
    , m_checkpoints(checkpoints)
    , m_cache(std::move(cache))
    , m_shelf(std::make_shared<const AdapterShelf>(blobs, m_model))
{
}

std::shared_ptr<const LessonAdapters> CheckpointAdapters::of(CheckpointId checkpoint)
{
    if (const auto found = m_lately.find(checkpoint); found != m_lately.end()) {
        return found->second;
    }
    const CheckpointFile file = m_checkpoints.file(checkpoint);
    std::vector<LessonAdapter> lessons;
    std::vector<std::string> questions;
    for (const CheckpointFile::LessonPart& part : file.lessons) {
        lessons.push_back({ part.adapterSha256, part.question, m_shelf->weights(part.adapterSha256), part.isRefusal });
        questions.push_back(part.question);
    }
    std::shared_ptr<const Adapter> always;
    if (!file.alwaysSha256.empty()) {
        always = adapterFromBytes(m_checkpoints.adapterBytes(checkpoint, file.alwaysSha256), m_model->config,
            m_model->device, "checkpoint #" + std::to_string(checkpoint.value));
    }
    std::vector<QuestionKey> keys;
    if (!lessons.empty()) {
        if (!m_reader) {
            m_reader = questionReaderFor(m_model, m_cache);
        }
        keys = keysOf(questions);
    }
    auto adapters = std::make_shared<const LessonAdapters>(
        m_reader, std::move(always), file.alwaysSha256, std::move(lessons), std::move(keys));
    hold(checkpoint, adapters);
    return adapters;
}

/// Those of the checkpoints held are there already; reading a thousand others takes a third of a second.
std::vector<QuestionKey> CheckpointAdapters::keysOf(const std::vector<std::string>& questions) const
{
    std::unordered_map<std::string_view, const QuestionKey*> held;
    for (const auto& [checkpoint, adapters] : m_lately) {
        for (const QuestionKey& key : adapters->keys()) {
            held.emplace(key.text, &key);
        }
    }
    std::vector<QuestionKey> keys(questions.size());
    std::vector<std::string> others;
    std::vector<std::size_t> places; // of the others
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (const auto known = held.find(questions[i]); known != held.end()) {
            keys[i] = *known->second;
        } else {
            others.push_back(questions[i]);
            places.push_back(i);
        }
    }
    std::vector<QuestionKey> read = keysFor(*m_reader, others, m_cache);
    for (std::size_t i = 0; i < read.size(); ++i) {
        keys[places[i]] = std::move(read[i]);
    }
    return keys;
}

std::shared_ptr<const Adapter> CheckpointAdapters::answering(CheckpointId checkpoint, const std::string& question)
{
    const std::shared_ptr<const LessonAdapters> adapters = of(checkpoint);
    const Route route = adapters->routeFor(question);
    try {
        return adapters->weightsOf(route);
    } catch (const Error& error) {
        if (!route.lesson || (error.kind() != ErrorKind::FileMissing && error.kind() != ErrorKind::FileCorrupt)) {
            throw;
        }
    }
    m_checkpoints.adapterBytes(checkpoint, adapters->lessons()[*route.lesson].sha256); // says and marks what is wrong
    return adapters->weightsOf(route);
}

void CheckpointAdapters::remember(CheckpointId checkpoint, std::shared_ptr<const LessonAdapters> adapters)
{
    if (!adapters->keys().empty()) { // of the newest lesson; what a replay taught besides is read at the next start
        saveKey(*adapters->reader(), adapters->keys().back(), m_cache);
    }
    hold(checkpoint, std::move(adapters));
}

void CheckpointAdapters::hold(CheckpointId checkpoint, std::shared_ptr<const LessonAdapters> adapters)
{
    constexpr std::size_t checkpointsKept = 4; // they share what they have in common
    while (m_lately.size() >= checkpointsKept) {
        m_lately.erase(m_lately.begin());
    }
    if (adapters->reader()) {
        m_reader = adapters->reader();
    }
    m_lately.insert_or_assign(checkpoint, std::move(adapters));
}

} // namespace amend
