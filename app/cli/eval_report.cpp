// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eval_report.h"

#include <array>
#include <iomanip>
#include <sstream>
#include <utility>

namespace amend {

namespace {

/// Those that a run has are shown.
constexpr std::array<std::pair<const char*, const char*>, 15> textColumns { {
    { "lessons", "lessons" },
    { "learned", "learned" },
    { "fixed", "fixed" },
    { "fixed_contains", "contains" },
    { "rephrased_contains", "rephrased" },
    { "kept", "kept" },
    { "changed", "changed" },
    { "fluent", "fluent" },
    { "style", "in style" },
    { "style_words_ratio", "length" },
    { "style_fluent", "fluent" },
    { "untouched_identical", "identical" },
    { "untouched_agreement", "agreement" },
    { "perplexity_ratio", "perplexity" },
    { "near_leaks", "leaks" },
} };
constexpr int columnWidth = 11;

} // namespace

std::string rowsAsCsv(const Json& rows)
{
    std::string csv;
    for (const Json& row : rows) {
        std::string names;
        std::string values;
        for (const auto& [name, value] : row.items()) {
            names += (names.empty() ? "" : ",") + name;
            values += (values.empty() ? "" : ",") + (value.is_null() ? std::string() : value.dump());
        }
        csv += csv.empty() ? names + '\n' : "";
        csv += values + '\n';
    }
    return csv;
}

std::string evaluationAsText(const Json& result)
{
    std::ostringstream text;
    const Json& rows = result["rows"];
    const auto isShown = [&](const char* key) { return !rows.empty() && rows.front().contains(key); };
    for (const auto& [key, title] : textColumns) {
        if (isShown(key)) {
            text << std::setw(columnWidth) << title;
        }
    }
    text << std::setprecision(4);
    for (const Json& row : rows) {
        text << '\n';
        for (const auto& [key, title] : textColumns) {
            if (!isShown(key)) {
                continue;
            }
            if (row[key].is_null()) {
                text << std::setw(columnWidth) << "-";
            } else {
                text << std::setw(columnWidth) << row[key].get<double>();
            }
        }
    }
    const Json& seconds = result["seconds"];
    text << "\nseconds a lesson: median " << seconds["median"] << ", 95 % " << seconds["p95"] << ", first ten "
         << seconds["first_ten"] << ", last ten " << seconds["last_ten"];
    return text.str();
}

} // namespace amend
