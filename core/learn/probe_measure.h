// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What weights do where no lesson is: on the probes, questions whose answers are to stay, and on plain text.
#pragma once

#include "core/learn/anchor_set.h"
#include "core/model/model.h"
#include "core/route/lesson_adapters.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace amend {

/// What the lessons so far do on the probes and the probe texts.
struct ProbeMeasure {
    double klFromBaseNats = 0; ///< mean over the probes' reply tokens
    double klFromParentNats = 0; ///< the same from the parent; 0 if there is none to compare with
    double textNats = 0; ///< mean NLL per token of the probe texts
    /// Per probe: the answer is still the base's. It counts as another one when this model would choose another token
    /// at more than a fifth of the places of the base's reply: long replies may be worded a little differently, short
    /// ones may not.
    std::vector<bool> asBase;
    std::vector<ReferenceLogProbs> references; ///< per probe, for comparisons with this adapter; none of a candidate
};

/// Nothing has to be computed for what the base answers. `parent` may be null.
ProbeMeasure measureProbes(
    const Model& model, const LessonAdapters& adapters, const AnchorSet& anchors, const ProbeMeasure* parent = nullptr);

/// ProbeMeasure::textNats where the base answers.
double textNatsOfBase(const std::vector<Anchor>& texts);

/// Share of the scored tokens that a model of these logits [n, v] would choose as well.
double agreement(const at::Tensor& logits, const ScoredText& text);

/// Whether a reply to a probe's question still says something of what the probe's own reply claims.
bool saysItsFact(const Model& model, const Anchor& probe, const std::string& reply);

/// Tokens of a reply in which its fact is looked for, whatever its form.
inline constexpr int factReplyTokens = 48;

/// Agreement from which on a reply counts as the same answer.
inline constexpr double sameAnswerAgreement = 0.8;

} // namespace amend
