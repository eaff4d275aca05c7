// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/eval_folder.h"
#include "app/cli/eval_measurement.h"
#include "app/cli/eval_report.h"
#include "app/cli/temporary_profile.h"
#include "core/base/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace amend {

namespace {

/// The verdict on a lesson that was not taught.
constexpr const char* notNeeded = "not_needed";

int replyTokensOf(LessonKind kind)
{
    return kind == LessonKind::Habit ? styledReplyTokens : shortReplyTokens;
}

/// After 1, 3, 10, 30, 100 … lessons, and after the last.
bool isMeasuredAfter(std::size_t lessons, std::size_t last)
{
    std::size_t power = 1;
    while (power * 10 <= lessons) {
        power *= 10;
    }
    return lessons == last || lessons == power || lessons == 3 * power;
}

const char* word(CaseHalf half)
{
    switch (half) {
    case CaseHalf::All:
        return "all";
    case CaseHalf::Odd:
        return "odd";
    case CaseHalf::Even:
        return "even";
    }
    return "";
}

const char* word(LearningRule rule)
{
    switch (rule) {
    case LearningRule::Default:
        return "default";
    case LearningRule::NaiveLora:
        return "naive_lora";
    case LearningRule::LoraKl:
        return "lora_kl";
    case LearningRule::FineTuning:
        return "ft_m";
    }
    return "";
}

/// What makes it the same run when it goes on. The number of lessons may grow.
Json describe(const EvalArguments& arguments, const EvalData& data, const ModelInfo& model)
{
    Json run { { "rule", word(arguments.rule) }, { "files", data.files }, { "cases", word(arguments.cases) },
        { "held_out", arguments.heldOut }, { "text_tokens", arguments.textTokens }, { "model_sha256", model.sha256 },
        { "fingerprint", model.fingerprint } };
    if (data.kind == LessonKind::Refusals) {
        run["bare"] = true;
    }
    if (data.style) {
        run["style"] = data.style->name;
    }
    return run;
}

TaughtLesson taughtFrom(const Json& line)
{
    const Json& receipt = line.at("receipt");
    if (receipt.is_null()) {
        return { .verdict = notNeeded, .seconds = 0, .checkpoint = {} };
    }
    TaughtLesson lesson { .verdict = receipt.at("verdict"), .seconds = receipt.at("seconds"), .checkpoint = {} };
    if (const Json& checkpoint = receipt.at("checkpoint"); !checkpoint.is_null()) {
        lesson.checkpoint = CheckpointId { checkpoint.get<std::int64_t>() };
    }
    return lesson;
}

std::string asDuration(double seconds)
{
    const auto minutes = static_cast<long>(std::ceil(seconds / 60));
    return minutes < 60 ? std::to_string(minutes) + " min"
                        : std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

class Evaluation final {
public:
    /// `data` gets its lessons here if they follow from what the base answers.
    Evaluation(CommandContext& context, const EvalArguments& arguments, EvalData& data, EvalFolder& folder)
        : m_context(context)
        , m_arguments(arguments)
        , m_data(data)
        , m_folder(folder)
        , m_measurement(context, data, arguments.textTokens)
    {
    }

    /// True if it came to its end. Errors: any but Cancelled.
    bool run()
    {
        try {
            takeUp();
            measureIfDue();
            while (m_taught.size() < m_data.lessons.size()) {
                teachNext();
                measureIfDue();
            }
            return true;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Cancelled) {
                throw;
            }
            return false;
        }
    }

    /// Errors: Cancelled before the first lesson.
    Json result(bool complete) const
    {
        if (m_taught.empty()) {
            throw Error(ErrorKind::Cancelled, "Stopped before the first lesson was done.");
        }
        Json rows = Json::array();
        for (const Json& row : m_folder.rows()) {
            if (row.at("lessons") <= m_taught.size()) {
                rows.push_back(row);
            }
        }
        std::sort(rows.begin(), rows.end(),
            [](const Json& one, const Json& other) { return one.at("lessons") < other.at("lessons"); });
        Json counts;
        addCounts(counts, m_taught);
        return { { "complete", complete }, { "lessons", m_taught.size() }, { "verdicts", std::move(counts) },
            { "rows", std::move(rows) }, { "seconds", secondsOf(m_taught) },
            { "model", asJson(*m_context.chat().model()) } };
    }

private:
    /// The base's answers, and the weights after the last lesson that was written down.
    void takeUp()
    {
        if (const std::optional<Json> base = m_folder.base()) {
            m_measurement.useBase(*base);
        } else {
            m_folder.saveBase(m_measurement.askBase());
        }
        if (m_data.kind == LessonKind::Refusals) {
            m_data.lessons = refusalsOf(m_measurement.wrong(m_arguments.cases), m_arguments.lessons);
        }
        const std::size_t done = std::min(m_folder.lessons().size(), m_data.lessons.size());
        for (std::size_t i = 0; i < done; ++i) {
            m_taught.push_back(taughtFrom(m_folder.lessons()[i]));
        }
        CheckpointId last;
        for (const TaughtLesson& lesson : m_taught) {
            last = lesson.checkpoint.value_or(last);
        }
        if (m_context.chat().serving() != last) { // the program ended between a lesson's commit and its line
            m_context.chat().restore(last);
        }
        if (!m_taught.empty()) {
            say("going on after lesson " + std::to_string(m_taught.size()) + " of "
                + std::to_string(m_data.lessons.size()));
        }
    }

    void teachNext()
    {
        const EvalLesson& lesson = m_data.lessons[m_taught.size()];
        const auto begin = std::chrono::steady_clock::now();
        const Message reply = m_context.askFresh("", lesson.question, greedy(replyTokensOf(m_data.kind)));
        refuseIfStopped(); // half a reply is none to learn from
        Json receipt; // null: nobody complains about a reply that is as they wish
        if (!m_data.style || !isInStyle(m_data.style->check, reply.text)) {
            receipt = asJson(learn(reply, lesson));
        }
        m_folder.addLesson(
            { { "number", m_taught.size() + 1 }, { "prompt", lesson.question }, { "receipt", std::move(receipt) } });
        m_taught.push_back(taughtFrom(m_folder.lessons().back()));
        m_lessonSeconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        ++m_lessonsNow;
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%.1f s", m_taught.back().seconds);
        say("lesson " + std::to_string(m_taught.size()) + " of " + std::to_string(m_data.lessons.size()) + ": "
            + m_taught.back().verdict + ", " + seconds + ", about " + asDuration(secondsLeft()) + " left");
    }

    LessonReceipt learn(const Message& reply, const EvalLesson& lesson)
    {
        m_context.chat().rate(reply.id, Rating::Down);
        LessonReceipt receipt = m_context.learn({ .message = reply.id,
            .wantedReply = lesson.wanted,
            .critique = lesson.critique,
            .scope = m_data.kind == LessonKind::Habit ? Scope::Always : Scope::ThisAnswer });
        if (receipt.verdict == Verdict::Cancelled) {
            refuseIfStopped();
        }
        return receipt;
    }

    void measureIfDue()
    {
        const std::size_t lessons = m_taught.size();
        const bool isThere = std::any_of(m_folder.rows().begin(), m_folder.rows().end(),
            [&](const Json& row) { return row.at("lessons") == lessons; });
        if (lessons > 0 && !isThere && isMeasuredAfter(lessons, m_data.lessons.size())) {
            m_folder.addRow(m_measurement.row(m_taught));
            say("measured after lesson " + std::to_string(lessons) + ", about " + asDuration(secondsLeft()) + " left");
        }
    }

    double secondsLeft() const
    {
        const std::size_t all = m_data.lessons.size();
        double seconds
            = m_lessonsNow > 0 ? m_lessonSeconds / m_lessonsNow * static_cast<double>(all - m_taught.size()) : 0;
        for (std::size_t lessons = m_taught.size(); lessons <= all; ++lessons) {
            const bool isDone = !m_folder.rows().empty() && m_folder.rows().back().at("lessons") >= lessons;
            seconds += !isDone && isMeasuredAfter(lessons, all) ? m_measurement.secondsOfRow(lessons) : 0;
        }
        return seconds;
    }

    void refuseIfStopped() const
    {
        if (m_context.stop().stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Stopped.");
        }
    }

    void say(const std::string& line)
    {
        m_context.progress().clear();
        std::cerr << line << std::endl;
    }

    CommandContext& m_context;
    const EvalArguments& m_arguments;
    EvalData& m_data;
    EvalFolder& m_folder;
    EvalMeasurement m_measurement;
    std::vector<TaughtLesson> m_taught;
    double m_lessonSeconds = 0; ///< of this run, with the asking
    int m_lessonsNow = 0; ///< of this run
};

} // namespace

ExitCode evaluate(const CommonOptions& options, const EvalArguments& arguments, std::stop_token stop)
{
    EvalData data = readEvalData(arguments);
    std::optional<TemporaryProfile> temporary;
    const std::filesystem::path path
        = arguments.folder.empty() ? temporary.emplace().path() : std::filesystem::path(arguments.folder);
    CommonOptions own = options;
    own.rule = arguments.rule;
    own.profile = EvalFolder::profileIn(path).string();
    CommandContext context(own, stop);
    context.loadModel();
    const Json run = describe(arguments, data, *context.chat().model());
    EvalFolder folder(path, run);
    Evaluation evaluation(context, arguments, data, folder);
    const bool complete = evaluation.run();
    context.progress().clear();
    Json result = evaluation.result(complete);
    result["run"] = run;
    folder.saveResults(result, rowsAsCsv(result["rows"]));
    context.print(result, evaluationAsText(result));
    return complete ? ExitCode::Done : ExitCode::Failed;
}

} // namespace amend
