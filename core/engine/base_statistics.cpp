// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/base_statistics.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/log.h"
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

/// What the reader learns from.
std::string readerListSha256()
{
    return shippedAnchors().sha256 + shippedQuestionGroups().sha256;
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
    try {
        if (const auto bytes = readIfThere(file)) {
            return questionReaderFromBytes(*bytes, model, readerListSha256(), file.string());
        }
    } catch (const Error& error) {
        log(LogLevel::Info, std::string("The cache is made anew: ") + error.what());
    }
    return nullptr;
}

QuestionReaderBuilder readerBuilderFor(const std::shared_ptr<const Model>& model)
{
    return { model, shippedAnchors().questions, shippedQuestionGroups().groups };
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
    QuestionReaderBuilder builder = readerBuilderFor(model);
    std::shared_ptr<const QuestionReader> reader;
    while (!reader) {
        reader = builder.step({});
    }
    saveReader(*reader, cache);
    return reader;
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
        m_readerBuilder = std::make_unique<QuestionReaderBuilder>(readerBuilderFor(m_model));
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
