// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Our values as JSON text, for the columns of the database that hold a whole value.
#pragma once

#include "core/domain/generation_options.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/message.h"

#include <optional>
#include <string>
#include <vector>

namespace amend {

// Numbers come back bit for bit; NaN and the infinities, which JSON lacks, stand as the words "nan", "inf" and "-inf".
// Text that is not UTF-8 comes back with U+FFFD in the wrong places.
std::string toJson(const GenerationOptions& options);
std::string toJson(const ReplyStats& stats);
std::string toJson(const std::vector<ChatTurn>& turns);
std::string toJson(const LessonReceipt& receipt);

// Errors: FileCorrupt.
GenerationOptions optionsFromJson(const std::string& text);
ReplyStats statsFromJson(const std::string& text);
std::vector<ChatTurn> turnsFromJson(const std::string& text);
LessonReceipt receiptFromJson(const std::string& text);

/// What an entry of the ledger keeps of a receipt: the figures, and nothing that anybody wrote.
struct GateResults {
    std::optional<Verdict> verdict; ///< none for entries without a lesson of their own
    std::optional<double> lossBefore; ///< nats per token
    std::optional<double> lossAfter;
    double strength = 1;
    int steps = 0;
    std::vector<GateCheck> gate;
    bool operator==(const GateResults&) const = default;
};

std::string toJson(const GateResults& results);
GateResults resultsFromJson(const std::string& text); ///< Errors: FileCorrupt.

} // namespace amend
