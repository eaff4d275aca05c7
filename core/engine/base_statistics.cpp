// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/base_statistics.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/learn/shipped_anchors.h"

#include <optional>

namespace amend {

namespace {

/// Nothing if there is no file or it cannot be read: then it is made anew.
std::optional<std::vector<std::byte>> readIfThere(const std::filesystem::path& file)
{
    try {
        return readFile(file);
    } catch (const Error&) {
        return std::nullopt;
    }
}

void saveIfPossible(const std::filesystem::path& file, const std::vector<std::byte>& bytes)
{
    try {
        std::filesystem::create_directories(file.parent_path());
        writeFileAtomically(file, bytes);
    } catch (const std::exception& error) {
        log(LogLevel::Warning, std::string("The cache could not be written: ") + error.what());
    }
}

/// What `read` makes of the file's bytes; nothing (what it makes by default) if there is no such file, or it is damaged
/// or of another version: then it is made anew.
template <class Read> auto fromCache(const std::filesystem::path& file, const Read& read)
{
    using Made = decltype(read(std::vector<std::byte> {}));
    try {
        const auto bytes = readIfThere(file);
        return bytes ? read(*bytes) : Made {};
    } catch (const Error& error) {
        log(LogLevel::Info, std::string("The cache is made anew: ") + error.what());
        return Made {};
    }
}

/// What the reader learns from.
const std::string& readerListSha256()
{
    static const std::string sha256 = shippedAnchors().sha256 + shippedQuestionGroups().sha256;
    return sha256;
}

std::filesystem::path readerFile(const Model& model, const std::filesystem::path& cache)
{
    return cache / (model.info.sha256 + ".questions");
}

/// Null if it has to be made.
std::shared_ptr<const QuestionReader> cachedReader(
    const std::shared_ptr<const Model>& model, const std::filesystem::path& cache)
{
    const std::filesystem::path file = readerFile(*model, cache);
    return fromCache(file, [&](const std::vector<std::byte>& bytes) {
        return questionReaderFromBytes(bytes, model, readerListSha256(), file.string());
    });
}

std::filesystem::path keyFile(const Model& model, const std::string& question, const std::filesystem::path& cache)
{
    return cache / (model.info.sha256 + ".keys") / sha256Hex(question);
}

void saveReader(const QuestionReader& reader, const std::filesystem::path& cache)
{
    saveIfPossible(readerFile(*reader.model(), cache), questionReaderBytes(reader, readerListSha256()));
}

} // namespace

std::shared_ptr<const QuestionReader> questionReaderFor(
    const std::shared_ptr<const Model>& model, const std::filesystem::path& cache)
{
    if (auto reader = cachedReader(model, cache)) {
        return reader;
    }
    auto reader = makeQuestionReader(model, shippedAnchors().questions, shippedQuestionGroups().groups);
    saveReader(*reader, cache);
    return reader;
}

std::vector<QuestionKey> keysFor(
    const QuestionReader& reader, const std::vector<std::string>& questions, const std::filesystem::path& cache)
{
    std::vector<QuestionKey> keys(questions.size());
    std::vector<std::size_t> missing;
    std::vector<std::string> unread;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const std::filesystem::path file = keyFile(*reader.model(), questions[i], cache);
        std::optional<QuestionKey> key = fromCache(file, [&](const std::vector<std::byte>& bytes) {
            return std::optional(questionKeyFromBytes(bytes, readerListSha256(), file.string()));
        });
        if (key) {
            keys[i] = std::move(*key);
        } else {
            missing.push_back(i);
            unread.push_back(questions[i]);
        }
    }
    std::vector<QuestionKey> read = reader.read(unread);
    for (std::size_t i = 0; i < read.size(); ++i) {
        keys[missing[i]] = std::move(read[i]);
        saveKey(reader, keys[missing[i]], cache);
    }
    return keys;
}

void saveKey(const QuestionReader& reader, const QuestionKey& key, const std::filesystem::path& cache)
{
    saveIfPossible(keyFile(*reader.model(), key.text, cache), questionKeyBytes(key, readerListSha256()));
}

BaseStatistics::BaseStatistics(std::filesystem::path cache)
    : m_cache(std::move(cache))
{
}

BaseStatistics::~BaseStatistics() = default;

std::filesystem::path BaseStatistics::fileFor(const char* what) const
{
    return m_cache / (m_model->info.sha256 + "." + what);
}

void BaseStatistics::begin(const std::shared_ptr<const Model>& model, double energy)
{
    m_model = model;
    m_anchors.reset();
    m_nullSpace.reset();
    m_reader.reset();
    m_anchorBuilder.reset();
    m_nullSpaceBuilder.reset();
    m_readerBuilder.reset();
    try {
        if (const auto bytes = readIfThere(fileFor("anchors"))) {
            m_anchors = anchorSetFromBytes(*bytes, *m_model, fileFor("anchors").string());
        }
        if (const auto bytes = readIfThere(fileFor("nullspace")); bytes && m_anchors) {
            m_nullSpace = nullSpaceFromBytes(*bytes, *m_model, energy, fileFor("nullspace").string());
        }
    } catch (const Error& error) {
        log(LogLevel::Info, std::string("The cache is made anew: ") + error.what());
    }
}

bool BaseStatistics::prepare(const std::shared_ptr<const Model>& model, double energy, std::stop_token stop)
{
    if (m_model != model) {
        begin(model, energy);
    }
    return prepareAnchors(stop) && prepareNullSpace(energy, stop) && prepareReader(stop);
}

bool BaseStatistics::prepareAnchors(std::stop_token stop)
{
    if (m_anchors) {
        return true;
    }
    if (!m_anchorBuilder) {
        m_anchorBuilder = std::make_unique<AnchorSetBuilder>(m_model);
    }
    m_anchors = m_anchorBuilder->step(stop);
    if (m_anchors) {
        m_anchorBuilder.reset();
        saveIfPossible(fileFor("anchors"), anchorSetBytes(*m_anchors));
    }
    return false;
}

bool BaseStatistics::prepareNullSpace(double energy, std::stop_token stop)
{
    if (m_nullSpace) {
        return true;
    }
    if (!m_nullSpaceBuilder) {
        m_nullSpaceBuilder = std::make_unique<NullSpaceBuilder>(m_model, m_anchors, energy);
    }
    m_nullSpace = m_nullSpaceBuilder->step(stop);
    if (m_nullSpace) {
        m_nullSpaceBuilder.reset();
        saveIfPossible(fileFor("nullspace"), nullSpaceBytes(*m_nullSpace));
    }
    return m_nullSpace != nullptr;
}

bool BaseStatistics::prepareReader(std::stop_token stop)
{
    if (m_reader) {
        return true;
    }
    if (!m_readerBuilder) {
        m_reader = cachedReader(m_model, m_cache);
        if (m_reader) {
            return true;
        }
        m_readerBuilder = std::make_unique<QuestionReaderBuilder>(
            m_model, shippedAnchors().questions, shippedQuestionGroups().groups);
    }
    m_reader = m_readerBuilder->step(stop);
    if (m_reader) {
        m_readerBuilder.reset();
        saveReader(*m_reader, m_cache);
    }
    return m_reader != nullptr;
}

double BaseStatistics::share() const
{
    const double anchors = m_anchors ? 1 : m_anchorBuilder ? m_anchorBuilder->share() : 0;
    const double nullSpace = m_nullSpace ? 1 : m_nullSpaceBuilder ? m_nullSpaceBuilder->share() : 0;
    const double reader = m_reader ? 1 : m_readerBuilder ? m_readerBuilder->share() : 0;
    return (anchors + nullSpace) * 0.4 + reader * 0.2;
}

} // namespace amend
