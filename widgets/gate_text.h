// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A check of the gate in plain words.
#pragma once

#include "core/domain/lesson_receipt.h"

#include <QString>

namespace amend {

/// "correction taken up"; a check we have no words for keeps its own name.
QString gateCheckName(const GateCheck& check);

/// What was measured: for what is counted, the engine's words ("4 of 4"); else the value with its unit.
QString gateMeasured(const GateCheck& check);

/// "≥ 60 %", "≤ 0.010", "all"; empty where the only limit is yes.
QString gateLimit(const GateCheck& check);

/// "passed 8 of 8".
QString gateSummary(const LessonReceipt& receipt);

} // namespace amend
