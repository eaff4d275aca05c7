// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eval_data.h"

#include "app/cli/json_lines.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/sha256.h"

#include <cctype>
#include <filesystem>
#include <set>

namespace amend {

namespace {

/// A word that can stand in a column's name.
std::string columnName(const std::string& path)
{
    std::string name = std::filesystem::path(path).stem().string();
    for (char& c : name) {
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    return name;
}

/// The cases numbered odd or even from 1, or all.
std::vector<EvalLesson> readCases(const std::string& path, CaseHalf half)
{
    std::vector<EvalLesson> cases;
    int number = 0;
    for (const JsonRecord& record : readJsonRecords(path)) {
        if (!isIn(half, ++number)) {
            continue;
        }
        const std::string target = record.require("target");
        EvalLesson lesson { record.require("prompt"), target, target, {}, {}, {} };
        if (const std::string rephrased = record.textOr("rephrase", ""); !rephrased.empty()) {
            lesson.rephrasings.push_back(rephrased);
        }
        cases.push_back(std::move(lesson));
    }
    return cases;
}

/// The texts of a list of strings or of objects with "prompt".
std::vector<JsonRecord> recordsIn(const JsonRecord& parent, const char* key)
{
    std::vector<JsonRecord> records;
    for (const Json& entry : parent.object.value(key, Json::array())) {
        Json object = entry.is_string() ? Json { { "prompt", entry } } : entry;
        const std::string where = parent.where + ", \"" + key + "\" " + std::to_string(records.size() + 1);
        if (!object.is_object()) {
            throw Error(ErrorKind::BadInput, where + " is neither text nor an object.");
        }
        records.push_back({ std::move(object), where });
    }
    return records;
}

std::vector<std::string> promptsIn(const JsonRecord& parent, const char* key)
{
    std::vector<std::string> prompts;
    for (const JsonRecord& record : recordsIn(parent, key)) {
        prompts.push_back(record.require("prompt"));
    }
    return prompts;
}

std::vector<EvalLesson> lessonsIn(const JsonRecord& file)
{
    std::vector<EvalLesson> lessons;
    for (const JsonRecord& record : recordsIn(file, "lessons")) {
        const std::string wanted = record.require("wanted");
        EvalLesson lesson { record.require("prompt"), wanted, wanted, promptsIn(record, "rephrased"), {}, {} };
        for (const JsonRecord& near : recordsIn(record, "near")) {
            lesson.near.push_back({ near.require("prompt"), near.textOr("leak", wanted) });
        }
        if (!lesson.near.empty()) { // a whole sentence is hardly ever said again word for word
            lesson.claim = lesson.near.front().leak;
        }
        lessons.push_back(std::move(lesson));
    }
    return lessons;
}

QuestionSet readFacts(const std::string& path)
{
    QuestionSet set { .name = columnName(path), .questions = {}, .answers = {} };
    for (const JsonRecord& record : readJsonRecords(path)) {
        set.questions.push_back(record.require("question"));
        set.answers.push_back(record.require("answer"));
    }
    return set;
}

QuestionSet readPrompts(const std::string& path)
{
    QuestionSet set { .name = columnName(path), .questions = {}, .answers = {} };
    for (const JsonRecord& record : readJsonRecords(path)) {
        set.questions.push_back(record.require("prompt"));
    }
    return set;
}

/// The lessons from the front, the questions that are held out from the end.
void addCases(EvalData& data, const EvalArguments& arguments)
{
    std::vector<EvalLesson> cases = readCases(arguments.file, arguments.cases);
    const auto wanted = static_cast<std::size_t>(arguments.lessons);
    const auto heldOut = static_cast<std::size_t>(arguments.heldOut);
    if (cases.size() < wanted + heldOut) {
        throw Error(ErrorKind::BadInput,
            arguments.file + " has " + std::to_string(cases.size()) + " such cases; " + std::to_string(wanted + heldOut)
                + " are needed. Ask for fewer with --lessons or --held-out.");
    }
    QuestionSet set { .name = "held_out", .questions = {}, .answers = {} };
    for (auto one = cases.end() - static_cast<std::ptrdiff_t>(heldOut); one != cases.end(); ++one) {
        set.questions.push_back(one->question);
    }
    data.untouched.push_back(std::move(set));
    data.lessons.insert(
        data.lessons.end(), cases.begin(), cases.begin() + static_cast<std::ptrdiff_t>(arguments.lessons));
}

void addNear(EvalData& data, const std::string& path)
{
    const JsonRecord file { readJson(path), path };
    data.lessons = lessonsIn(file);
    if (data.lessons.empty()) {
        throw Error(ErrorKind::BadInput, path + " has no \"lessons\".");
    }
    if (std::vector<std::string> unrelated = promptsIn(file, "unrelated"); !unrelated.empty()) {
        data.untouched.push_back({ .name = "unrelated", .questions = std::move(unrelated), .answers = {} });
    }
}

const Json& styleNamed(const Json& styles, const std::string& name, const std::string& where)
{
    for (const Json& style : styles) {
        if (style.is_object() && (name.empty() || style.value("name", "") == name)) {
            return style;
        }
    }
    throw Error(ErrorKind::BadInput, where + " has no style" + (name.empty() ? "." : " called " + name + "."));
}

void addStyle(EvalData& data, const EvalArguments& arguments)
{
    const JsonRecord file { readJson(arguments.styleFile), arguments.styleFile };
    const Json styles = file.object.value("styles", Json::array());
    const JsonRecord style { styleNamed(styles, arguments.style, file.where), file.where + ", its style" };
    std::vector<std::string> prompts = promptsIn(file, "teach");
    const auto count = static_cast<std::size_t>(arguments.lessons);
    if (prompts.size() < count) {
        throw Error(ErrorKind::BadInput,
            file.where + " teaches with " + std::to_string(prompts.size()) + " prompts. Ask for fewer with --lessons.");
    }
    prompts.resize(count);
    const std::vector<std::string> wanted = promptsIn(style, "wanted");
    const std::string critique = wanted.empty() ? style.require("critique") : style.textOr("critique", "");
    if (!wanted.empty() && wanted.size() < count) {
        throw Error(
            ErrorKind::BadInput, style.where + " has fewer wanted replies than there are prompts to teach with.");
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::string reply = wanted.empty() ? std::string() : wanted[i];
        data.lessons.push_back({ prompts[i], reply, reply, {}, {}, critique });
    }
    data.kind = LessonKind::Habit;
    data.style = { style.require("name"), styleCheckFrom(style), promptsIn(file, "held_out") };
    if (data.style->heldOut.empty()) {
        throw Error(ErrorKind::BadInput, file.where + " has no \"held_out\" prompts.");
    }
}

/// Each name makes columns of its own.
void refuseEqualNames(const std::vector<QuestionSet>& sets)
{
    std::set<std::string> names;
    for (const QuestionSet& set : sets) {
        if (!names.insert(set.name).second) {
            throw Error(ErrorKind::BadInput, "Two lists of questions are called " + set.name + ". Rename one file.");
        }
    }
}

void noteFile(Json& files, const char* what, const std::string& path)
{
    files.push_back({ { "what", what }, { "name", std::filesystem::path(path).filename().string() },
        { "sha256", sha256HexOfFile(path) } });
}

} // namespace

EvalData readEvalData(const EvalArguments& arguments)
{
    EvalData data { .lessons = {}, .style = {}, .untouched = {}, .text = {}, .files = Json::array() };
    const bool answers = !arguments.nearFile.empty() || !arguments.file.empty();
    if (static_cast<int>(answers) + static_cast<int>(arguments.refusals)
            + static_cast<int>(!arguments.styleFile.empty())
        > 1) {
        throw Error(ErrorKind::BadInput,
            "Wanted replies (--data, --near), --bare and --style are evaluated one at a time. Name one of them.");
    }
    if (!arguments.nearFile.empty()) {
        addNear(data, arguments.nearFile);
        noteFile(data.files, "near", arguments.nearFile);
    }
    if (!arguments.file.empty()) {
        addCases(data, arguments);
        noteFile(data.files, "data", arguments.file);
    }
    for (const std::string& path : arguments.factFiles) {
        data.untouched.push_back(readFacts(path));
        noteFile(data.files, "facts", path);
    }
    for (const std::string& path : arguments.askFiles) {
        data.untouched.push_back(readPrompts(path));
        noteFile(data.files, "ask", path);
    }
    if (!arguments.textFile.empty()) {
        const std::vector<std::byte> bytes = readFile(arguments.textFile);
        data.text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        noteFile(data.files, "text", arguments.textFile);
    }
    refuseEqualNames(data.untouched);
    if (arguments.refusals) {
        data.kind = LessonKind::Refusals;
        if (data.untouched.empty()) {
            throw Error(ErrorKind::BadInput, "Name the questions that are asked and refused with --facts.");
        }
    } else if (!arguments.styleFile.empty()) {
        addStyle(data, arguments);
        noteFile(data.files, "style", arguments.styleFile);
    }
    if (data.lessons.empty() && !arguments.refusals) {
        throw Error(ErrorKind::BadInput, "There is nothing to teach. Name a file with --data, --near or --style.");
    }
    return data;
}

} // namespace amend
