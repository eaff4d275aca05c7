// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of an evaluation: what a rerun goes on from, and what comes out.
//   profile/       the lessons and the weights     base.json     what the base answered
//   run.json       what is evaluated               lessons.jsonl one receipt a line, in the order taught
//   results.json   rows.csv                        rows.jsonl    one measured row a line
#pragma once

#include "app/cli/json_values.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace amend {

class EvalFolder final {
public:
    static std::filesystem::path profileIn(const std::filesystem::path& folder) { return folder / "profile"; }

    /// Takes up what is there. `run` says what is evaluated. Errors: BadInput if the folder holds another run;
    /// FileCorrupt; StorageTrouble, DiskFull.
    EvalFolder(std::filesystem::path folder, const Json& run);

    std::optional<Json> base() const;
    void saveBase(const Json& base);
    const std::vector<Json>& lessons() const { return m_lessons; }
    void addLesson(Json lesson);
    const std::vector<Json>& rows() const { return m_rows; } ///< in the order measured
    void addRow(Json row);
    void saveResults(const Json& results, const std::string& csv);

private:
    std::filesystem::path m_folder;
    std::vector<Json> m_lessons;
    std::vector<Json> m_rows;
};

} // namespace amend
