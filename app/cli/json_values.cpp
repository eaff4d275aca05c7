// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_values.h"

#include "core/store/stored_words.h"

#include <cmath>

namespace amend {

namespace {

/// JSON has no NaN and no infinity: they become null.
Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

template <class T> Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

template <class Tag> Json orNull(const std::optional<Id<Tag>>& id)
{
    return id ? Json(id->value) : Json(nullptr);
}

Json asJson(const std::vector<TokenMeasure>& tokens)
{
    Json array = Json::array();
    for (const TokenMeasure& token : tokens) {
        array.push_back({ { "text", token.text }, { "logp", number(token.logProbability) }, { "rank", token.rank } });
    }
    return array;
}

Json asJson(const ReplyMeasure& measure)
{
    return { { "reply", measure.reply }, { "logp_wanted", orNull(measure.logpWanted) },
        { "logp_bad", orNull(measure.logpBad) }, { "wanted_tokens", asJson(measure.wantedTokens) },
        { "bad_tokens", asJson(measure.badTokens) } };
}

/// One array per layer.
Json rowsOf(const std::vector<double>& values, std::size_t columns)
{
    Json rows = Json::array();
    for (std::size_t layer = 0; columns > 0 && layer < values.size() / columns; ++layer) {
        Json row = Json::array();
        for (std::size_t column = 0; column < columns; ++column) {
            row.push_back(number(values[layer * columns + column]));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Json asJson(const GateCheck& check)
{
    return { { "name", check.name }, { "value", number(check.value) }, { "limit", number(check.limit) },
        { "ok", check.ok }, { "measured", check.measured } };
}

} // namespace

const char* word(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Learned:
        return "learned";
    case Verdict::Rejected:
        return "rejected";
    case Verdict::NoEffect:
    case Verdict::NeedsWantedReply:
        return "no_effect";
    case Verdict::Cancelled:
        return "cancelled";
    case Verdict::Kept:
        return "kept";
    }
    return "";
}

Json asJson(const ModelInfo& info)
{
    return { { "name", info.name }, { "path", info.path }, { "family", info.family },
        { "quantisation", info.quantisation }, { "sha256", info.sha256 }, { "parameters", info.parameters },
        { "size_bytes", info.sizeBytes }, { "layers", info.layers }, { "context_length", info.contextLength },
        { "vocabulary_size", info.vocabularySize }, { "device", info.device }, { "threads", info.threads },
        { "instruction_set", info.instructionSet }, { "fingerprint", info.fingerprint } };
}

Json asJson(const Message& reply)
{
    return { { "reply", reply.text }, { "tokens", reply.stats.replyTokens },
        { "prompt_tokens", reply.stats.promptTokens }, { "tok_per_s", number(reply.stats.tokensPerSecond) },
        { "ttft_ms", number(reply.stats.timeToFirstTokenMs) }, { "checkpoint", reply.checkpoint.value },
        { "prompt_tok_per_s", number(reply.stats.promptTokensPerSecond) },
        { "hit_token_limit", reply.stats.hitTokenLimit }, { "chat", reply.chat.value }, { "message", reply.id.value } };
}

Json asJson(const LossPoint& point)
{
    return { { "step", point.step }, { "strength", point.strength }, { "lesson", number(point.lessonNats) },
        { "margin", number(point.marginNats) }, { "anchors", number(point.anchorsNats) },
        { "near", number(point.nearNats) }, { "replay", number(point.replayNats) },
        { "total", number(point.totalNats) }, { "gradient_norm", number(point.gradientNorm) },
        { "gradient_cosine", point.gradientCosine ? number(*point.gradientCosine) : Json(nullptr) },
        { "learning_rate", point.learningRate }, { "elapsed_ms", number(point.elapsedMs) } };
}

Json asJson(const DriftMap& drift)
{
    return { { "total", number(drift.total) }, { "projections", drift.projections },
        { "layers", rowsOf(drift.relativeChange, drift.projections.size()) },
        { "effective_rank", rowsOf(drift.effectiveRank, drift.projections.size()) } };
}

Json asJson(const LessonReceipt& receipt)
{
    Json losses = Json::array();
    for (const LossPoint& point : receipt.losses) {
        losses.push_back(asJson(point));
    }
    Json gate = Json::array();
    for (const GateCheck& check : receipt.gate) {
        gate.push_back(asJson(check));
    }
    return { { "lesson", receipt.lesson.value }, { "verdict", word(receipt.verdict) }, { "reason", receipt.reason },
        { "wanted", receipt.wantedReply }, { "remark_gap", orNull(receipt.remarkGapNats) },
        { "checkpoint", orNull(receipt.checkpoint) }, { "parent", receipt.parent.value },
        { "seconds", number(receipt.seconds) }, { "steps", receipt.steps }, { "tries", receipt.tries },
        { "strength", receipt.strength }, { "loss", std::move(losses) }, { "before", asJson(receipt.before) },
        { "after", asJson(receipt.after) }, { "gate", std::move(gate) }, { "drift", asJson(receipt.driftOfLesson) },
        { "drift_from_base", asJson(receipt.driftFromBase) }, { "seed", receipt.seed },
        { "adapter_sha256", receipt.adapterSha256 }, { "fingerprint", receipt.fingerprint } };
}

Json asJson(const CheckpointRow& row)
{
    return { { "sequence", row.sequence }, { "kind", storedWord(row.kind) }, { "checkpoint", orNull(row.checkpoint) },
        { "target", orNull(row.target) }, { "parent", orNull(row.parent) }, { "lesson", orNull(row.lesson) },
        { "verdict", row.verdict ? Json(word(*row.verdict)) : Json() }, { "title", row.title }, { "name", row.name },
        { "pinned", row.pinned }, { "damaged", row.damaged }, { "serving", row.serving },
        { "superseded", row.superseded }, { "reason", row.reason }, { "loss_before", orNull(row.lossBefore) },
        { "loss_after", orNull(row.lossAfter) }, { "created_ms", row.createdMs }, { "size_bytes", row.sizeBytes },
        { "adapter_sha256", row.adapterSha256 }, { "chain_hash", row.chainHash } };
}

Json asJson(const MemoryMap& map)
{
    Json checkpoints = Json::array();
    for (const CheckpointId checkpoint : map.checkpoints) {
        checkpoints.push_back(checkpoint.value);
    }
    Json lessons = Json::array();
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        Json cells = Json::array();
        for (std::size_t column = 0; column < map.checkpoints.size(); ++column) {
            if (map.cell(row, column) == MemoryMap::notTaught) {
                continue;
            }
            const Recall* recall = map.recall(row, column);
            cells.push_back({ { "checkpoint", map.checkpoints[column].value },
                { "state", recall != nullptr ? storedWord(recall->state) : "not_measured" },
                { "reply", recall != nullptr ? Json(recall->reply) : Json() },
                { "logp_per_token", recall != nullptr ? number(recall->logProbability) : Json() } });
        }
        lessons.push_back({ { "lesson", map.rows[row].lesson.value }, { "title", map.rows[row].title },
            { "reply", map.rows[row].reply }, { "refused", map.rows[row].isRefused }, { "cells", std::move(cells) } });
    }
    return { { "checkpoints", std::move(checkpoints) }, { "lessons", std::move(lessons) } };
}

Json asJson(const VerifyReport& report)
{
    return { { "ok", report.problems.empty() }, { "entries", report.entries }, { "blobs", report.blobs },
        { "problems", report.problems }, { "head", report.headHash } };
}

Json asJson(const Failure& failure)
{
    return { { "error", { { "kind", name(failure.kind) }, { "detail", failure.detail } } } };
}

} // namespace amend
