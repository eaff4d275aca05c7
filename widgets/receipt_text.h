// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt in words. What is not known is left out.
#pragma once

#include "core/domain/lesson_receipt.h"

#include <QString>

namespace amend {

struct ReceiptText {
    QString title; ///< the outcome
    QString sentence; ///< what was measured
    QString nextStep; ///< what would help; empty when learned
    QString effort; ///< "1.7 s · 5 steps"
};

ReceiptText receiptText(const LessonReceipt& receipt);

/// Where most of the change sits: "layers 18–21, down"; empty without a change.
QString mostChanged(const DriftMap& drift);

} // namespace amend
