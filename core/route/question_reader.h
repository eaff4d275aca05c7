// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Questions to keys, by the lower half of the base model alone: no adapter can change how a question is read.
// Shapes: r directions, d hidden size.
#pragma once

#include "core/model/model.h"
#include "core/route/question_key.h"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace amend {

/// What ordinary questions show at one depth: y = (C + damping I)^-1/2 (x - mean), damping a share of C's mean
/// eigenvalue. C has rank r at most, so it is kept as its eigenvectors.
struct Whitening {
    at::Tensor mean; ///< [d]
    at::Tensor directions; ///< [r, d], orthonormal
    at::Tensor shrink; ///< [r], what a direction is multiplied with, relative to one that ordinary questions lack
    double scale = 1; ///< of the latter

    at::Tensor applied(const at::Tensor& states) const; ///< [n, d]
};

/// Constant after construction; any thread may use it.
class QuestionReader final {
public:
    /// Reads `ordinary` questions to learn what is common: about a second on the default model.
    QuestionReader(std::shared_ptr<const Model> model, std::span<const std::string> ordinary);
    QuestionReader(std::shared_ptr<const Model> model, std::array<Whitening, 2> whitening);

    const std::shared_ptr<const Model>& model() const { return m_model; }
    const std::array<Whitening, 2>& whitening() const { return m_whitening; } ///< wording, meaning

    /// A question longer than the model's context, or than `longestQuestion` tokens, is read from its end.
    std::vector<QuestionKey> read(std::span<const std::string> questions) const;

private:
    std::shared_ptr<const Model> m_model;
    std::array<Whitening, 2> m_whitening;
};

/// For the cache folder. Errors of the second: FileCorrupt, if it is of another model or list.
std::vector<std::byte> questionReaderBytes(const QuestionReader& reader, const std::string& listSha256);
std::shared_ptr<const QuestionReader> questionReaderFromBytes(std::span<const std::byte> bytes,
    std::shared_ptr<const Model> model, const std::string& listSha256, const std::string& origin);

} // namespace amend
