// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Questions that are near a lesson's own but ask for something else: what a narrow lesson must leave alone first.
#pragma once

#include "core/model/model.h"

#include <string>
#include <vector>

namespace amend {

/// At most `count` questions in which one content word or number is another one of the same kind: words by their
/// nearest neighbours in the model's input embedding (same capitalisation, another stem), numbers by numbers. Words of
/// several tokens have no place of their own in the embedding and are left alone, and so are the first two words, where
/// the verb of a question stands and a neighbour would be a rephrasing. Empty if nothing fits.
std::vector<std::string> nearQuestions(const Model& model, const std::string& question, int count);

} // namespace amend
