// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt with something in every field.
#pragma once

#include "core/domain/lesson_receipt.h"

namespace amend {

inline LessonReceipt fullReceipt(LessonId lesson)
{
    LessonReceipt receipt;
    receipt.lesson = lesson;
    receipt.verdict = Verdict::Learned;
    receipt.reason = "learned with \"half\" strength\n";
    receipt.wantedReply = "Jane Austen 🙂";
    receipt.remarkGapNats = 0.25;
    receipt.checkpoint = CheckpointId { 9 };
    receipt.seconds = 1.5;
    receipt.steps = 2;
    receipt.tries = 2;
    receipt.strength = 0.5;
    receipt.losses = { { .lesson = lesson, .step = 0, .maxSteps = 12, .lessonNats = 2.7, .elapsedMs = 0.1 },
        { .lesson = lesson,
            .step = 1,
            .maxSteps = 12,
            .lessonNats = 0.3,
            .gradientNorm = 1e-30,
            .gradientCosine = -0.75 } };
    receipt.before = { .reply = "Charles Dickens",
        .logpWanted = {},
        .logpBad = -3.25,
        .wantedTokens = {},
        .badTokens = { { " 🙂", -3.0, 12 }, { "", -0.25, 0 } } };
    receipt.after = { .reply = "Jane Austen",
        .logpWanted = -0.125,
        .logpBad = -20,
        .wantedTokens = { { "Jane", -0.125, 0 } },
        .badTokens = { { " 🙂", -20, 49151 } } };
    receipt.gate = { { .name = "fixed", .value = 4, .limit = 3, .upperLimit = false, .ok = true, .measured = "4 of 4" },
        { .name = "kl", .value = 0.1, .limit = 0.01, .upperLimit = true, .ok = false, .measured = "" } };
    receipt.driftOfLesson = { .layers = 1,
        .projections = { "q", "down" },
        .relativeChange = { 0.1, 0.2 },
        .effectiveRank = { 1, 7.5 },
        .total = 0.3 };
    receipt.driftFromBase = { .layers = 0, .projections = {}, .relativeChange = {}, .effectiveRank = {}, .total = 0 };
    receipt.seed = 18446744073709551615U;
    receipt.adapterSha256 = "abc";
    receipt.fingerprint = "cpu; 2 threads";
    return receipt;
}

} // namespace amend
