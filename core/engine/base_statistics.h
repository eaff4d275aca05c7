// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The base's anchors, null space and way of reading questions: made once per model, then read from the cache folder.
#pragma once

#include "core/learn/anchor_set.h"
#include "core/learn/null_space.h"
#include "core/model/model.h"
#include "core/route/question_reader.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

/// Reads questions with this model; from the cache folder, where it is put when it is not there: some ten seconds on
/// the default model then. Any thread.
std::shared_ptr<const QuestionReader> questionReaderFor(
    const std::shared_ptr<const Model>& model, const std::filesystem::path& cache);

/// The questions of lessons as `reader` reads them; from the cache folder, where those are put that are not there, so
/// that hundreds are not read again at every start. Any thread.
std::vector<QuestionKey> keysFor(
    const QuestionReader& reader, const std::vector<std::string>& questions, const std::filesystem::path& cache);
void saveKey(const QuestionReader& reader, const QuestionKey& key, const std::filesystem::path& cache);

/// Owned by the learner thread.
class BaseStatistics final {
public:
    explicit BaseStatistics(std::filesystem::path cache);
    ~BaseStatistics();

    /// One piece of the work for this model. True when all is there. Errors: Cancelled; those of a full disk are logged
    /// only, because the cache is a convenience.
    bool prepare(const std::shared_ptr<const Model>& model, double energy, std::stop_token stop);
    double share() const; ///< done, 0 to 1
    std::shared_ptr<const AnchorSet> anchors() const { return m_anchors; }
    std::shared_ptr<const NullSpace> nullSpace() const { return m_nullSpace; }
    std::shared_ptr<const QuestionReader> reader() const { return m_reader; }

private:
    void begin(const std::shared_ptr<const Model>& model, double energy);
    bool prepareAnchors(std::stop_token stop);
    bool prepareNullSpace(double energy, std::stop_token stop);
    bool prepareReader(std::stop_token stop);
    std::filesystem::path fileFor(const char* what) const;

    std::filesystem::path m_cache;
    std::shared_ptr<const Model> m_model;
    std::unique_ptr<AnchorSetBuilder> m_anchorBuilder;
    std::unique_ptr<NullSpaceBuilder> m_nullSpaceBuilder;
    std::unique_ptr<QuestionReaderBuilder> m_readerBuilder;
    std::shared_ptr<const AnchorSet> m_anchors;
    std::shared_ptr<const NullSpace> m_nullSpace;
    std::shared_ptr<const QuestionReader> m_reader;
};

} // namespace amend
