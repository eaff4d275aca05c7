// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/gate_result.h"

#include "core/base/short_title.h"

#include <algorithm>
#include <array>

namespace amend {

namespace {

constexpr const char* fixed = "fixed";
constexpr const char* nearUnchanged = "near_unchanged";
constexpr const char* pinned = "pinned";

struct CheckWords {
    const char* name;
    const char* failed; ///< plain English
};

constexpr std::array<CheckWords, 15> checkWords { {
    { "finite", "The update broke the numbers." },
    { "drift", "The weights would move too far from the base." },
    { fixed, "The model's own answer did not become the wanted one." },
    { "samples", "Sampled as in a chat, the lesson would not hold." },
    { "rephrased", "Asked in other words, the model did not give the wanted answer." },
    { "changed", "The model would still give the refused answer." },
    { "fluent", "The model's new answer is not fluent." },
    { nearUnchanged, "Too many similar questions would get this lesson's answer." },
    { "kl", "Answers to unrelated questions would change too much." },
    { "kl_in_all", "All lessons together would change unrelated answers too much." },
    { "probes", "Too many protected questions would be answered differently." },
    { "perplexity_ratio", "The model would become worse at ordinary text." },
    { "perplexity_in_all", "All lessons together would make the model worse at ordinary text." },
    { "earlier_lessons", "Earlier lessons would be lost." },
    { pinned, "A reply that you asked to keep would change:" },
} };

} // namespace

bool GateResult::passed() const
{
    return lessonHolds && std::all_of(checks.begin(), checks.end(), [](const GateCheck& check) { return check.ok; });
}

bool GateResult::reachesNear() const
{
    return std::any_of(
        checks.begin(), checks.end(), [](const GateCheck& check) { return check.name == nearUnchanged && !check.ok; });
}

std::string GateResult::reason() const
{
    std::string text;
    for (const GateCheck& check : checks) {
        const auto words = std::find_if(
            checkWords.begin(), checkWords.end(), [&](const CheckWords& row) { return check.name == row.name; });
        if (!check.ok && words != checkWords.end()) {
            const bool isOfForm = check.name == fixed && !missedForm.empty();
            text += (text.empty() ? "" : " ") + (isOfForm ? missedForm : std::string(words->failed));
            text += check.name == pinned ? " \"" + shortTitle(lostPinned) + "\"." : "";
        }
    }
    return text;
}

} // namespace amend
