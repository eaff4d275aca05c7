// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine explains itself in a few fixed English sentences; here they get the window's language.
#pragma once

#include <QString>

#include <string>

namespace amend {

/// Why a lesson ended as it did, sentence by sentence. A sentence that is not known stays as it is; that nothing was
/// changed is left out behind another sentence, as the verdict says it.
QString reasonInWords(const std::string& reason);

/// "12 of 12", and what else a check of the gate counts. What is not known stays as it is.
QString measuredInWords(const std::string& measured);

} // namespace amend
