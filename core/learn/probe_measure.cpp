// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/probe_measure.h"

#include "core/learn/scored_text.h"
#include "core/learn/served.h"
#include "core/text/wording.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <memory>

namespace amend {

namespace {

std::vector<ReferenceLogProbs> referencesOf(const std::vector<Anchor>& anchors)
{
    std::vector<ReferenceLogProbs> references;
    for (const Anchor& anchor : anchors) {
        references.push_back(anchor.reference);
    }
    return references;
}

double textNatsUnder(const Model& model, const Adapter& adapter, const std::vector<Anchor>& anchors)
{
    const std::vector<at::Tensor> logits = logitsPerText(model, &adapter, textsOf(anchors));
    double sum = 0;
    std::int64_t tokens = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        sum -= targetLogProbs(logits[i], targetsOf(anchors[i].text, model.device)).sum().item<double>();
        tokens += logits[i].size(0);
    }
    return sum / static_cast<double>(tokens);
}

} // namespace

double agreement(const at::Tensor& logits, const ScoredText& text)
{
    return logits.argmax(1).eq(targetsOf(text, logits.device())).to(at::kDouble).mean().item<double>();
}

bool saysItsFact(const Model& model, const Anchor& probe, const std::string& reply)
{
    const std::vector<std::string> claimed = claimWords(probe.context.back().text, replyOf(model, probe));
    const std::vector<std::string> said = normalisedWords(reply);
    return claimed.empty() || std::any_of(claimed.begin(), claimed.end(), [&](const std::string& word) {
        return std::find(said.begin(), said.end(), word) != said.end();
    });
}

double textNatsOfBase(const std::vector<Anchor>& texts)
{
    double sum = 0;
    int tokens = 0;
    for (const Anchor& text : texts) {
        sum += text.nats * text.text.scoredCount();
        tokens += text.text.scoredCount();
    }
    return sum / tokens;
}

ProbeMeasure measureProbes(
    const Model& model, const LessonAdapters& adapters, const AnchorSet& anchors, const ProbeMeasure* parent)
{
    const at::NoGradGuard noGrad;
    const std::vector<Anchor>& probes = anchors.probes;
    ProbeMeasure measure;
    measure.asBase.assign(probes.size(), true);
    measure.references = referencesOf(probes);
    double fromBase = 0;
    double fromParent = 0;
    std::int64_t tokens = 0;
    for (const RoutedGroup& group : adapters.groupsOf(routedQuestions(probes))) {
        std::vector<const ScoredText*> texts;
        for (const std::size_t probe : group.members) {
            texts.push_back(&probes[probe].text);
            tokens += probes[probe].text.scoredCount();
        }
        const std::shared_ptr<const Adapter> weights = adapters.weightsOf(group.route);
        if (!weights) {
            continue; // what the base answers needs no pass: its log-probabilities are the references
        }
        const std::vector<at::Tensor> logits = logitsPerText(model, weights.get(), texts);
        for (std::size_t i = 0; i < group.members.size(); ++i) {
            const std::size_t probe = group.members[i];
            fromBase += klFromReference(probes[probe].reference, logits[i]).sum().item<double>();
            if (parent != nullptr) {
                fromParent += klFromReference(parent->references[probe], logits[i]).sum().item<double>();
            }
            measure.asBase[probe] = agreement(logits[i], probes[probe].text) >= sameAnswerAgreement;
            measure.references[probe] = referenceOf(logits[i]);
        }
    }
    measure.klFromBaseNats = fromBase / static_cast<double>(tokens);
    measure.klFromParentNats = fromParent / static_cast<double>(tokens);
    measure.textNats = adapters.always() ? textNatsUnder(model, *adapters.always(), anchors.probeTexts)
                                         : textNatsOfBase(anchors.probeTexts);
    return measure;
}

} // namespace amend
