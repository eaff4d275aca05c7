// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Questions to keys, by the lower third of the base model alone: no adapter can change how a question is read.
// Shapes: r directions, d hidden size.
#pragma once

#include "core/model/model.h"
#include "core/route/question_groups.h"
#include "core/route/question_key.h"

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace amend {

/// What is common at one depth, and is to count little: y = (C + damping I)^-1/2 (x - mean), damping a share of C's
/// mean eigenvalue. C has rank r at most, so it is kept as its eigenvectors.
struct Whitening {
    at::Tensor mean; ///< [d]
    at::Tensor directions; ///< [r, d], orthonormal
    at::Tensor shrink; ///< [r], what a direction is multiplied with, relative to one that C lacks
    double scale = 1; ///< of the latter

    at::Tensor applied(const at::Tensor& states) const; ///< [n, d]
};

/// The scales of one depth.
struct QuestionScales {
    Whitening tokens; ///< of what ordinary questions show, token by token
    /// Of how the mean state of a question differs from that of its rewording, and from that of a near question. As in
    /// linear discriminant analysis, but with the near questions in place of everything else.
    Whitening reworded;
    Whitening near;
};

/// Any thread may use it: constant after construction, but for what it remembers of the last questions it read.
class QuestionReader final {
public:
    /// `scales`: after the first block, after a third of the blocks.
    QuestionReader(std::shared_ptr<const Model> model, std::array<QuestionScales, 2> scales);

    const std::shared_ptr<const Model>& model() const { return m_model; }
    const std::array<QuestionScales, 2>& scales() const { return m_scales; } ///< wording, meaning

    /// A question longer than the model's context, or than `longestQuestion` tokens, is read from its end.
    std::vector<QuestionKey> read(std::span<const std::string> questions) const;

private:
    std::vector<QuestionKey> readAnew(std::span<const std::string> questions) const;

    struct Lately {
        std::mutex mutex;
        std::unordered_map<std::string, QuestionKey> keys;
        std::deque<std::string> order; ///< oldest first
    };

    std::shared_ptr<const Model> m_model;
    std::array<QuestionScales, 2> m_scales;
    std::unique_ptr<Lately> m_lately = std::make_unique<Lately>();
};

/// Learns what is common from ordinary questions and groups of them: some ten seconds on the default model.
class QuestionReaderBuilder final {
public:
    /// Neither list may be empty.
    QuestionReaderBuilder(
        std::shared_ptr<const Model> model, std::vector<std::string> ordinary, std::vector<QuestionGroup> groups);

    /// Reads some of them; the reader when all are read. Errors: Cancelled.
    std::shared_ptr<const QuestionReader> step(std::stop_token stop);
    double share() const; ///< done, 0 to 1

private:
    std::shared_ptr<const Model> m_model;
    std::vector<std::string> m_questions; ///< the ordinary ones first, then group by group
    std::size_t m_ordinary;
    std::vector<QuestionGroup> m_groups;
    std::size_t m_read = 0;
    std::array<std::vector<at::Tensor>, 2> m_tokens; ///< per pass, [t, d] of ordinary questions
    std::array<std::vector<at::Tensor>, 2> m_means; ///< [d] of every question
};

/// All of it at once.
std::shared_ptr<const QuestionReader> makeQuestionReader(
    std::shared_ptr<const Model> model, std::vector<std::string> ordinary, std::vector<QuestionGroup> groups);

/// For the cache folder. Errors of the readers: FileCorrupt, if it is of another model or list.
std::vector<std::byte> questionReaderBytes(const QuestionReader& reader, const std::string& listSha256);
std::shared_ptr<const QuestionReader> questionReaderFromBytes(std::span<const std::byte> bytes,
    std::shared_ptr<const Model> model, const std::string& listSha256, const std::string& origin);

std::vector<std::byte> questionKeyBytes(const QuestionKey& key, const std::string& listSha256);
QuestionKey questionKeyFromBytes(
    std::span<const std::byte> bytes, const std::string& listSha256, const std::string& origin);

} // namespace amend
