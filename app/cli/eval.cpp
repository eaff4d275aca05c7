// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json_lines.h"
#include "app/cli/temporary_profile.h"
#include "core/base/error.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace amend {

namespace {

struct Case {
    std::string question;
    std::string wanted;
    std::string rephrased; ///< empty: unknown
};

constexpr int replyTokens = 64;

/// Lower case, punctuation and runs of blanks as one blank: what counts as the same answer.
std::string normalised(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80U || std::isalnum(byte) != 0) {
            result += static_cast<char>(std::tolower(byte));
        } else if (!result.empty() && result.back() != ' ') {
            result += ' ';
        }
    }
    while (!result.empty() && result.back() == ' ') {
        result.pop_back();
    }
    return result;
}

bool isRight(const std::string& reply, const std::string& wanted)
{
    return normalised(reply) == normalised(wanted);
}

bool contains(const std::string& reply, const std::string& wanted)
{
    return (' ' + normalised(reply) + ' ').find(' ' + normalised(wanted) + ' ') != std::string::npos;
}

std::vector<Case> readCases(const std::string& path)
{
    std::vector<Case> cases;
    for (const JsonRecord& record : readJsonRecords(path)) {
        cases.push_back({ record.require("prompt"), record.require("target"), record.textOr("rephrase", "") });
    }
    return cases;
}

/// Shares of one moment of the evaluation.
struct Scores {
    int taught = 0;
    int learned = 0;
    int rejected = 0;
    int fixed = 0;
    int fixedContains = 0;
    int rephrased = 0;
    int rephrasedOf = 0;
    int untouched = 0;
    int untouchedOf = 0;
};

double share(int part, int whole)
{
    return whole > 0 ? static_cast<double>(part) / whole : 1.0;
}

class Evaluation final {
public:
    Evaluation(CommandContext& context, std::vector<Case> lessons, std::vector<Case> heldOut)
        : m_context(context)
        , m_lessons(std::move(lessons))
        , m_heldOut(std::move(heldOut))
    {
    }

    Json run()
    {
        m_context.loadModel();
        for (const Case& question : m_heldOut) {
            m_context.progress().show("asking the base " + std::to_string(m_baseReplies.size() + 1));
            m_baseReplies.push_back(ask(question.question));
        }
        Json rows = Json::array();
        std::vector<double> seconds;
        Scores scores;
        for (const Case& lesson : m_lessons) {
            if (m_context.stop().stop_requested()) {
                break;
            }
            const LessonReceipt receipt = teach(lesson);
            seconds.push_back(receipt.seconds);
            ++scores.taught;
            scores.learned += receipt.verdict == Verdict::Learned ? 1 : 0;
            scores.rejected += receipt.verdict == Verdict::Rejected ? 1 : 0;
            if (scores.taught == 1 || scores.taught == 10 || scores.taught % 100 == 0
                || scores.taught == static_cast<int>(m_lessons.size())) {
                rows.push_back(measure(scores));
            }
        }
        if (seconds.empty()) {
            throw Error(ErrorKind::Cancelled, "Stopped before the first lesson was done.");
        }
        std::sort(seconds.begin(), seconds.end());
        return { { "rows", std::move(rows) },
            { "seconds",
                { { "median", seconds[seconds.size() / 2] }, { "p95", seconds[(seconds.size() * 95) / 100] } } },
            { "model", asJson(*m_context.chat().model()) } };
    }

private:
    std::string ask(const std::string& question) { return m_context.askFresh("", question, greedy(replyTokens)).text; }

    LessonReceipt teach(const Case& lesson)
    {
        const Message reply = m_context.askFresh("", lesson.question, greedy(replyTokens));
        return m_context.learn({ .message = reply.id, .wantedReply = lesson.wanted, .critique = {} });
    }

    Json measure(Scores scores)
    {
        for (int i = 0; i < scores.taught; ++i) {
            const Case& lesson = m_lessons[static_cast<std::size_t>(i)];
            m_context.progress().show(
                "asking lesson " + std::to_string(i + 1) + " of " + std::to_string(scores.taught));
            const std::string reply = ask(lesson.question);
            scores.fixed += isRight(reply, lesson.wanted) ? 1 : 0;
            scores.fixedContains += contains(reply, lesson.wanted) ? 1 : 0;
            if (!lesson.rephrased.empty()) {
                ++scores.rephrasedOf;
                scores.rephrased += contains(ask(lesson.rephrased), lesson.wanted) ? 1 : 0;
            }
        }
        for (std::size_t i = 0; i < m_heldOut.size(); ++i) {
            ++scores.untouchedOf;
            scores.untouched += ask(m_heldOut[i].question) == m_baseReplies[i] ? 1 : 0;
        }
        return { { "lessons", scores.taught }, { "learned", share(scores.learned, scores.taught) },
            { "rejected", share(scores.rejected, scores.taught) }, { "fixed", share(scores.fixed, scores.taught) },
            { "fixed_contains", share(scores.fixedContains, scores.taught) },
            { "rephrased", share(scores.rephrased, scores.rephrasedOf) },
            { "untouched_identical", share(scores.untouched, scores.untouchedOf) } };
    }

    CommandContext& m_context;
    std::vector<Case> m_lessons;
    std::vector<Case> m_heldOut;
    std::vector<std::string> m_baseReplies;
};

std::string asText(const Json& result)
{
    std::ostringstream text;
    text << "lessons  learned  fixed  contains  rephrased  untouched";
    text.precision(3);
    for (const Json& row : result["rows"]) {
        text << "\n"
             << row["lessons"] << "  " << row["learned"] << "  " << row["fixed"] << "  " << row["fixed_contains"]
             << "  " << row["rephrased"] << "  " << row["untouched_identical"];
    }
    text << "\nseconds a lesson: median " << result["seconds"]["median"] << ", 95 % " << result["seconds"]["p95"];
    return text.str();
}

} // namespace

ExitCode evaluate(const CommonOptions& options, const EvalArguments& arguments, std::stop_token stop)
{
    std::vector<Case> cases = readCases(arguments.file);
    const auto wanted = static_cast<std::size_t>(arguments.lessons);
    const auto heldOut = static_cast<std::size_t>(arguments.heldOut);
    if (cases.size() < wanted + heldOut) {
        throw Error(ErrorKind::BadInput,
            arguments.file + " has " + std::to_string(cases.size()) + " cases; " + std::to_string(wanted + heldOut)
                + " are needed. Ask for fewer with --lessons or --held-out.");
    }
    std::vector<Case> last(cases.end() - static_cast<std::ptrdiff_t>(heldOut), cases.end());
    cases.resize(wanted);
    const TemporaryProfile profile;
    CommonOptions own = options;
    own.profile = profile.path().string();
    CommandContext context(own, stop);
    const Json result = Evaluation(context, std::move(cases), std::move(last)).run();
    context.progress().clear();
    context.print(result, asText(result));
    return ExitCode::Done;
}

} // namespace amend
