// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eval_folder.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"

#include <fstream>
#include <span>
#include <sstream>

namespace amend {

namespace {

constexpr const char* runFile = "run.json";
constexpr const char* baseFile = "base.json";
constexpr const char* lessonsFile = "lessons.jsonl";
constexpr const char* rowsFile = "rows.jsonl";

void save(const std::filesystem::path& file, const std::string& text)
{
    writeFileAtomically(file, std::as_bytes(std::span(text.data(), text.size())));
}

std::string textOf(const std::filesystem::path& file)
{
    const std::vector<std::byte> bytes = readFile(file);
    return { reinterpret_cast<const char*>(bytes.data()), bytes.size() };
}

Json parsed(const std::string& text, const std::filesystem::path& file)
{
    try {
        return Json::parse(text);
    } catch (const Json::parse_error&) {
        throw Error(ErrorKind::FileCorrupt, file.string() + " is damaged. Choose another --out folder.");
    }
}

/// The file's whole lines. A last line that was cut off by the end of the program is taken away.
std::vector<Json> wholeLines(const std::filesystem::path& file)
{
    std::vector<Json> lines;
    if (!std::filesystem::exists(file)) {
        return lines;
    }
    std::string text = textOf(file);
    const std::size_t whole = text.rfind('\n') + 1; // npos + 1 is 0
    if (whole < text.size()) {
        text.resize(whole);
        save(file, text);
    }
    std::istringstream content(text);
    for (std::string line; std::getline(content, line);) {
        lines.push_back(parsed(line, file));
    }
    return lines;
}

void append(const std::filesystem::path& file, const Json& line)
{
    std::ofstream stream(file, std::ios::app);
    stream << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n' << std::flush;
    if (!stream) {
        throw Error(ErrorKind::StorageTrouble, "Cannot write to " + file.string() + ".");
    }
}

} // namespace

EvalFolder::EvalFolder(std::filesystem::path folder, const Json& run)
    : m_folder(std::move(folder))
{
    std::filesystem::create_directories(m_folder);
    const std::filesystem::path file = m_folder / runFile;
    if (!std::filesystem::exists(file)) {
        save(file, run.dump(2) + '\n');
    } else if (parsed(textOf(file), file) != run) {
        throw Error(ErrorKind::BadInput,
            m_folder.string() + " holds a run with other files, options or another model; " + file.string()
                + " says which. Choose another --out folder.");
    }
    m_lessons = wholeLines(m_folder / lessonsFile);
    m_rows = wholeLines(m_folder / rowsFile);
}

std::optional<Json> EvalFolder::base() const
{
    const std::filesystem::path file = m_folder / baseFile;
    return std::filesystem::exists(file) ? std::optional(parsed(textOf(file), file)) : std::nullopt;
}

void EvalFolder::saveBase(const Json& base)
{
    save(m_folder / baseFile, base.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
}

void EvalFolder::addLesson(Json lesson)
{
    append(m_folder / lessonsFile, lesson);
    m_lessons.push_back(std::move(lesson));
}

void EvalFolder::addRow(Json row)
{
    append(m_folder / rowsFile, row);
    m_rows.push_back(std::move(row));
}

void EvalFolder::saveResults(const Json& results, const std::string& csv)
{
    save(m_folder / "results.json", results.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
    save(m_folder / "rows.csv", csv);
}

} // namespace amend
