// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/json_columns.h"

#include "core/base/error.h"
#include "core/store/stored_words.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace amend {

namespace {

using Json = nlohmann::json;

Json number(double value)
{
    if (std::isnan(value)) {
        return "nan";
    }
    if (std::isinf(value)) {
        return value > 0 ? "inf" : "-inf";
    }
    return value; // written with as many digits as bring it back exactly
}

Json number(const std::optional<double>& value)
{
    return value ? number(*value) : Json();
}

double numberFrom(const Json& json)
{
    if (!json.is_string()) {
        return json.get<double>();
    }
    if (json == "nan") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double infinity = std::numeric_limits<double>::infinity();
    return json == "inf" ? infinity : -infinity;
}

std::optional<double> optionalNumberFrom(const Json& json)
{
    return json.is_null() ? std::nullopt : std::optional(numberFrom(json));
}

std::string written(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class Value> Value parsed(const std::string& text, Value (*read)(const Json&))
{
    try {
        return read(Json::parse(text));
    } catch (const Json::exception&) { // its message may quote what a person wrote
        throw Error(
            ErrorKind::FileCorrupt, "A value in the profile's database cannot be read; the database is damaged.");
    }
}

Json json(const LossPoint& loss)
{
    return { { "lesson", loss.lesson.value }, { "step", loss.step }, { "max_steps", loss.maxSteps },
        { "strength", number(loss.strength) }, { "lesson_nats", number(loss.lessonNats) },
        { "margin_nats", number(loss.marginNats) }, { "anchors_nats", number(loss.anchorsNats) },
        { "near_nats", number(loss.nearNats) }, { "replay_nats", number(loss.replayNats) },
        { "total_nats", number(loss.totalNats) }, { "gradient_norm", number(loss.gradientNorm) },
        { "gradient_cosine", number(loss.gradientCosine) }, { "learning_rate", number(loss.learningRate) },
        { "elapsed_ms", number(loss.elapsedMs) } };
}

LossPoint lossPoint(const Json& json)
{
    return { .lesson = LessonId { json.at("lesson") },
        .step = json.at("step"),
        .maxSteps = json.at("max_steps"),
        .strength = numberFrom(json.at("strength")),
        .lessonNats = numberFrom(json.at("lesson_nats")),
        .marginNats = numberFrom(json.at("margin_nats")),
        .anchorsNats = numberFrom(json.at("anchors_nats")),
        .nearNats = numberFrom(json.value("near_nats", Json(0))), // not in receipts of 0.1
        .replayNats = numberFrom(json.at("replay_nats")),
        .totalNats = numberFrom(json.at("total_nats")),
        .gradientNorm = numberFrom(json.at("gradient_norm")),
        .gradientCosine = optionalNumberFrom(json.value("gradient_cosine", Json())), // nor this
        .learningRate = numberFrom(json.at("learning_rate")),
        .elapsedMs = numberFrom(json.at("elapsed_ms")) };
}

Json json(const GateCheck& check)
{
    return { { "name", check.name }, { "value", number(check.value) }, { "limit", number(check.limit) },
        { "upper_limit", check.upperLimit }, { "ok", check.ok }, { "measured", check.measured } };
}

GateCheck gateCheck(const Json& json)
{
    return { .name = json.at("name"),
        .value = numberFrom(json.at("value")),
        .limit = numberFrom(json.at("limit")),
        .upperLimit = json.at("upper_limit"),
        .ok = json.at("ok"),
        .measured = json.at("measured") };
}

Json json(const TokenMeasure& token)
{
    return { { "text", token.text }, { "logp", number(token.logProbability) }, { "rank", token.rank } };
}

TokenMeasure tokenMeasure(const Json& json)
{
    return { .text = json.at("text"), .logProbability = numberFrom(json.at("logp")), .rank = json.at("rank") };
}

Json json(const double& value)
{
    return number(value);
}

Json json(const ChatTurn& turn)
{
    return { { "role", storedWord(turn.role) }, { "text", turn.text } };
}

ChatTurn chatTurn(const Json& json)
{
    return { .role = fromStoredWord<Role>(json.at("role").get<std::string>()), .text = json.at("text") };
}

template <class Value> Json list(const std::vector<Value>& values)
{
    Json array = Json::array();
    for (const Value& value : values) {
        array.push_back(json(value));
    }
    return array;
}

template <class Value> std::vector<Value> listFrom(const Json& array, Value (*read)(const Json&))
{
    std::vector<Value> values;
    for (const Json& item : array) {
        values.push_back(read(item));
    }
    return values;
}

Json json(const ReplyMeasure& measure)
{
    return { { "reply", measure.reply }, { "logp_wanted", number(measure.logpWanted) },
        { "logp_bad", number(measure.logpBad) }, { "wanted_tokens", list(measure.wantedTokens) },
        { "bad_tokens", list(measure.badTokens) } };
}

ReplyMeasure replyMeasure(const Json& json)
{
    return { .reply = json.at("reply"),
        .logpWanted = optionalNumberFrom(json.at("logp_wanted")),
        .logpBad = optionalNumberFrom(json.at("logp_bad")),
        .wantedTokens = listFrom(json.value("wanted_tokens", Json::array()), tokenMeasure), // not in receipts of 0.1
        .badTokens = listFrom(json.value("bad_tokens", Json::array()), tokenMeasure) };
}

Json json(const DriftMap& drift)
{
    return { { "layers", drift.layers }, { "projections", drift.projections },
        { "relative_change", list(drift.relativeChange) }, { "effective_rank", list(drift.effectiveRank) },
        { "total", number(drift.total) } };
}

DriftMap driftMap(const Json& json)
{
    return { .layers = json.at("layers"),
        .projections = json.at("projections").get<std::vector<std::string>>(),
        .relativeChange = listFrom(json.at("relative_change"), numberFrom),
        .effectiveRank = listFrom(json.value("effective_rank", Json::array()), numberFrom), // not in receipts of 0.1
        .total = numberFrom(json.at("total")) };
}

} // namespace

std::string toJson(const GenerationOptions& options)
{
    return written({ { "temperature", number(options.temperature) }, { "top_k", options.topK },
        { "top_p", number(options.topP) }, { "min_p", number(options.minP) },
        { "repetition_penalty", number(options.repetitionPenalty) }, { "repetition_window", options.repetitionWindow },
        { "seed", options.seed }, { "max_tokens", options.maxTokens }, { "stop_strings", options.stopStrings } });
}

GenerationOptions optionsFromJson(const std::string& text)
{
    return parsed<GenerationOptions>(text, [](const Json& json) {
        return GenerationOptions { .temperature = numberFrom(json.at("temperature")),
            .topK = json.at("top_k"),
            .topP = numberFrom(json.at("top_p")),
            .minP = numberFrom(json.at("min_p")),
            .repetitionPenalty = numberFrom(json.at("repetition_penalty")),
            .repetitionWindow = json.at("repetition_window"),
            .seed = json.at("seed"),
            .maxTokens = json.at("max_tokens"),
            .stopStrings = json.at("stop_strings").get<std::vector<std::string>>() };
    });
}

std::string toJson(const ReplyStats& stats)
{
    return written({ { "prompt_tokens", stats.promptTokens }, { "reused_tokens", stats.reusedTokens },
        { "reply_tokens", stats.replyTokens }, { "time_to_first_token_ms", number(stats.timeToFirstTokenMs) },
        { "prompt_tokens_per_second", number(stats.promptTokensPerSecond) },
        { "tokens_per_second", number(stats.tokensPerSecond) }, { "hit_token_limit", stats.hitTokenLimit } });
}

ReplyStats statsFromJson(const std::string& text)
{
    return parsed<ReplyStats>(text, [](const Json& json) {
        return ReplyStats { .promptTokens = json.at("prompt_tokens"),
            .reusedTokens = json.at("reused_tokens"),
            .replyTokens = json.at("reply_tokens"),
            .timeToFirstTokenMs = numberFrom(json.at("time_to_first_token_ms")),
            .promptTokensPerSecond = numberFrom(json.at("prompt_tokens_per_second")),
            .tokensPerSecond = numberFrom(json.at("tokens_per_second")),
            .hitTokenLimit = json.at("hit_token_limit") };
    });
}

std::string toJson(const std::vector<ChatTurn>& turns)
{
    return written(list(turns));
}

std::vector<ChatTurn> turnsFromJson(const std::string& text)
{
    return parsed<std::vector<ChatTurn>>(text, [](const Json& json) { return listFrom(json, chatTurn); });
}

std::string toJson(const LessonReceipt& receipt)
{
    Json body { { "lesson", receipt.lesson.value }, { "verdict", storedWord(receipt.verdict) },
        { "reason", receipt.reason }, { "wanted_reply", receipt.wantedReply },
        { "remark_gap_nats", number(receipt.remarkGapNats) }, { "parent", receipt.parent.value },
        { "checkpoint", receipt.checkpoint ? Json(receipt.checkpoint->value) : Json() },
        { "seconds", number(receipt.seconds) }, { "steps", receipt.steps }, { "tries", receipt.tries },
        { "strength", number(receipt.strength) }, { "losses", list(receipt.losses) },
        { "before", json(receipt.before) }, { "after", json(receipt.after) }, { "gate", list(receipt.gate) },
        { "drift_of_lesson", json(receipt.driftOfLesson) }, { "drift_from_base", json(receipt.driftFromBase) },
        { "seed", receipt.seed }, { "adapter_sha256", receipt.adapterSha256 }, { "fingerprint", receipt.fingerprint } };
    return written(body);
}

LessonReceipt receiptFromJson(const std::string& text)
{
    return parsed<LessonReceipt>(text, [](const Json& json) {
        const Json& checkpoint = json.at("checkpoint");
        return LessonReceipt { .lesson = LessonId { json.at("lesson") },
            .verdict = fromStoredWord<Verdict>(json.at("verdict").get<std::string>()),
            .reason = json.at("reason"),
            .wantedReply = json.at("wanted_reply"),
            .remarkGapNats = optionalNumberFrom(json.value("remark_gap_nats", Json())), // nor this
            .parent = CheckpointId { json.at("parent") },
            .checkpoint = checkpoint.is_null() ? std::nullopt : std::optional(CheckpointId { checkpoint }),
            .seconds = numberFrom(json.at("seconds")),
            .steps = json.at("steps"),
            .tries = json.value("tries", 1), // not in receipts of 0.1
            .strength = numberFrom(json.at("strength")),
            .losses = listFrom(json.at("losses"), lossPoint),
            .before = replyMeasure(json.at("before")),
            .after = replyMeasure(json.at("after")),
            .gate = listFrom(json.at("gate"), gateCheck),
            .driftOfLesson = driftMap(json.at("drift_of_lesson")),
            .driftFromBase = driftMap(json.at("drift_from_base")),
            .seed = json.at("seed"),
            .adapterSha256 = json.at("adapter_sha256"),
            .fingerprint = json.at("fingerprint") };
    });
}

std::string toJson(const GateResults& results)
{
    return written({ { "verdict", results.verdict ? Json(storedWord(*results.verdict)) : Json() },
        { "loss_before", number(results.lossBefore) }, { "loss_after", number(results.lossAfter) },
        { "strength", number(results.strength) }, { "steps", results.steps }, { "gate", list(results.gate) } });
}

GateResults resultsFromJson(const std::string& text)
{
    return parsed<GateResults>(text, [](const Json& json) {
        const Json& verdict = json.at("verdict");
        return GateResults {
            .verdict
            = verdict.is_null() ? std::nullopt : std::optional(fromStoredWord<Verdict>(verdict.get<std::string>())),
            .lossBefore = optionalNumberFrom(json.at("loss_before")),
            .lossAfter = optionalNumberFrom(json.at("loss_after")),
            .strength = numberFrom(json.at("strength")),
            .steps = json.at("steps"),
            .gate = listFrom(json.at("gate"), gateCheck),
        };
    });
}

} // namespace amend
