// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eval_measurement.h"

#include "app/cli/answer_match.h"
#include "app/cli/eval_kinds.h"
#include "app/cli/reply_fluency.h"
#include "app/cli/share.h"
#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace amend {

namespace {

bool isRight(const GreedyAnswer& reply, const std::string& wanted)
{
    return reply.endsTurn && isSameAnswer(reply.text, wanted);
}

bool everyTokenIsGreedy(const TextScore& score)
{
    return std::all_of(score.begin(), score.end(), [](const TokenScore& token) { return token.isGreedy; });
}

/// The wanted reply after the question, without the end of the turn, as the literature's teacher-forced scores have it.
TextToScore forced(const std::string& question, const std::string& wanted)
{
    return { .context = { { Role::User, question } }, .text = wanted, .replyTokens = {}, .endsTurn = false };
}

/// Sums over what must not change: of one set of questions, or of all.
struct Untouched {
    Share identical;
    Share agreement; ///< tokens
    double klNats = 0; ///< sum over the tokens

    void add(const GreedyAnswer& before, const GreedyAnswer& now, const TextScore& score)
    {
        identical.count(before.text == now.text);
        for (const TokenScore& token : score) {
            agreement.count(token.isGreedy);
            klNats += token.klNats;
        }
    }
    void enter(Json& row, const std::string& name) const
    {
        row[name + "_identical"] = identical.value();
        row[name + "_agreement"] = agreement.value();
        row[name + "_kl_nats"] = agreement.whole > 0 ? Json(klNats / agreement.whole) : Json(nullptr);
    }
};

/// Answers to questions whose answer is known: right now, of the base, and still right where the base was.
void enterRight(
    Json& row, const QuestionSet& set, const std::vector<GreedyAnswer>& before, const std::vector<GreedyAnswer>& now)
{
    if (set.answers.empty()) {
        return;
    }
    Share rightBefore;
    Share right;
    Share stillRight;
    for (std::size_t i = 0; i < set.answers.size(); ++i) {
        const bool wasRight = containsAnswer(before[i].text, set.answers[i]);
        const bool isRight = containsAnswer(now[i].text, set.answers[i]);
        rightBefore.count(wasRight);
        right.count(isRight);
        if (wasRight) {
            stillRight.count(isRight);
        }
    }
    row[set.name + "_right_base"] = rightBefore.value();
    row[set.name + "_right"] = right.value();
    row[set.name + "_still_right"] = stillRight.value();
}

Json asJson(const std::vector<GreedyAnswer>& answers)
{
    Json list = Json::array();
    for (const GreedyAnswer& answer : answers) {
        list.push_back({ { "reply", answer.text }, { "tokens", answer.tokens }, { "ends_turn", answer.endsTurn } });
    }
    return list;
}

std::vector<GreedyAnswer> answersFrom(const Json& list)
{
    std::vector<GreedyAnswer> answers;
    for (const Json& answer : list) {
        answers.push_back({ .text = answer.at("reply"),
            .tokens = answer.at("tokens").get<std::vector<TokenId>>(),
            .endsTurn = answer.at("ends_turn") });
    }
    return answers;
}

/// Questions, their answers where they matter, and what the base replied.
struct AnsweredSet {
    QuestionSet set;
    std::vector<GreedyAnswer> before;
};

AnsweredSet withoutTaught(
    const QuestionSet& set, const std::vector<GreedyAnswer>& before, const std::set<std::string>& taught)
{
    AnsweredSet rest { .set = { .name = set.name, .questions = {}, .answers = {} }, .before = {} };
    for (std::size_t i = 0; i < set.questions.size(); ++i) {
        if (taught.count(set.questions[i]) == 0) {
            rest.set.questions.push_back(set.questions[i]);
            rest.before.push_back(before[i]);
            if (!set.answers.empty()) {
                rest.set.answers.push_back(set.answers[i]);
            }
        }
    }
    return rest;
}

std::vector<std::string> nearQuestions(const EvalData& data, std::size_t lessons)
{
    std::vector<std::string> questions;
    for (std::size_t i = 0; i < lessons; ++i) {
        for (const NearQuestion& near : data.lessons[i].near) {
            questions.push_back(near.question);
        }
    }
    return questions;
}

double meanOf(const std::vector<double>& values, std::size_t begin, std::size_t end)
{
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = values.begin() + static_cast<std::ptrdiff_t>(end);
    return std::accumulate(from, to, 0.0) / static_cast<double>(end - begin);
}

} // namespace

EvalMeasurement::EvalMeasurement(CommandContext& context, const EvalData& data, int textTokens)
    : m_questions(context)
    , m_data(data)
    , m_textTokens(textTokens)
{
}

Json EvalMeasurement::askBase()
{
    m_untouched.clear();
    m_near.clear();
    Json untouched = Json::array();
    for (const QuestionSet& set : m_data.untouched) {
        m_untouched.push_back(m_questions.ask(set.questions, "the base: " + set.name, CheckpointId {}));
        untouched.push_back(asJson(m_untouched.back()));
    }
    for (const GreedyAnswer& answer :
        m_questions.ask(nearQuestions(m_data, m_data.lessons.size()), "the base: near questions", CheckpointId {})) {
        m_near.push_back(answer.text);
    }
    m_textNats = textNats(CheckpointId {});
    Json base { { "untouched", std::move(untouched) }, { "near", m_near }, { "text_nats", m_textNats } };
    if (m_data.style) {
        m_styled = m_questions.ask(m_data.style->heldOut, "the base: style", CheckpointId {}, styledReplyTokens);
        base["style"] = asJson(m_styled);
    }
    if (m_data.kind != LessonKind::Answers) {
        m_usualNats = usualNats();
        base["usual_nats"] = m_usualNats;
    }
    return base;
}

void EvalMeasurement::useBase(const Json& base)
{
    bool fits = true;
    try {
        m_untouched.clear();
        for (const Json& answers : base.at("untouched")) {
            m_untouched.push_back(answersFrom(answers));
        }
        m_near = base.at("near").get<std::vector<std::string>>();
        m_textNats = base.at("text_nats");
        m_styled = m_data.style ? answersFrom(base.at("style")) : std::vector<GreedyAnswer> {};
        m_usualNats = m_data.kind != LessonKind::Answers ? base.at("usual_nats").get<double>() : 0;
        fits = m_untouched.size() == m_data.untouched.size()
            && m_near.size() == nearQuestions(m_data, m_data.lessons.size()).size()
            && (!m_data.style || m_styled.size() == m_data.style->heldOut.size());
        for (std::size_t i = 0; fits && i < m_untouched.size(); ++i) {
            fits = m_untouched[i].size() == m_data.untouched[i].questions.size();
        }
    } catch (const Json::exception&) {
        fits = false;
    }
    if (!fits) {
        throw Error(ErrorKind::FileCorrupt, "The base's stored answers are damaged. Choose another --out folder.");
    }
}

Json EvalMeasurement::row(const std::vector<TaughtLesson>& taught)
{
    Json row;
    addCounts(row, taught);
    switch (m_data.kind) {
    case LessonKind::Answers:
        addLessons(row, taught);
        addRephrasings(row, taught.size());
        break;
    case LessonKind::Refusals:
        addRefusals(row, m_questions, wrong(taught.size()), m_usualNats);
        break;
    case LessonKind::Habit:
        addStyle(row, m_questions, *m_data.style, m_styled, m_usualNats);
        break;
    }
    addUntouched(row, taught.size());
    addText(row);
    if (m_data.kind == LessonKind::Answers) {
        addNear(row, taught.size());
    }
    const Json seconds = secondsOf(taught);
    for (const auto& [name, value] : seconds.items()) {
        row["seconds_" + name] = value;
    }
    return row;
}

double EvalMeasurement::secondsOfRow(std::size_t lessons) const
{
    std::size_t texts = nearQuestions(m_data, lessons).size();
    for (std::size_t i = 0; i < lessons; ++i) {
        texts += 2 * (1 + m_data.lessons[i].rephrasings.size()); // asked and scored
    }
    for (const QuestionSet& set : m_data.untouched) {
        texts += 2 * set.questions.size();
    }
    if (m_data.style) { // longer replies
        texts += 2 * m_data.style->heldOut.size() * styledReplyTokens / shortReplyTokens;
    }
    return static_cast<double>(texts) * m_questions.secondsPerText();
}

void EvalMeasurement::addLessons(Json& row, const std::vector<TaughtLesson>& taught)
{
    std::vector<std::string> questions;
    std::vector<TextToScore> texts;
    for (std::size_t i = 0; i < taught.size(); ++i) {
        questions.push_back(m_data.lessons[i].question);
        texts.push_back(forced(m_data.lessons[i].question, m_data.lessons[i].wanted));
    }
    const std::vector<GreedyAnswer> replies = m_questions.ask(questions, "lessons");
    const std::vector<TextScore> scores = m_questions.score({ .texts = texts }, "lessons");
    Share fixed;
    Share contains;
    Share inForce;
    Share kept;
    Share keptContains;
    for (std::size_t i = 0; i < taught.size(); ++i) {
        const std::string& wanted = m_data.lessons[i].wanted;
        const bool says = containsAnswer(replies[i].text, m_data.lessons[i].claim);
        fixed.count(isRight(replies[i], wanted));
        contains.count(says);
        inForce.count(everyTokenIsGreedy(scores[i]));
        if (i + 1 < taught.size() && taught[i].verdict == "learned") {
            kept.count(isRight(replies[i], wanted));
            keptContains.count(says);
        }
    }
    row["fixed"] = fixed.value();
    row["fixed_contains"] = contains.value();
    row["fixed_forced"] = inForce.value();
    row["kept"] = kept.value();
    row["kept_contains"] = keptContains.value();
}

void EvalMeasurement::addRephrasings(Json& row, std::size_t lessons)
{
    std::vector<std::string> questions;
    std::vector<const EvalLesson*> lessonOf;
    std::vector<TextToScore> texts;
    for (std::size_t i = 0; i < lessons; ++i) {
        const EvalLesson& lesson = m_data.lessons[i];
        for (const std::string& question : lesson.rephrasings) {
            questions.push_back(question);
            lessonOf.push_back(&lesson);
            texts.push_back(forced(question, lesson.wanted));
        }
    }
    const std::vector<GreedyAnswer> replies = m_questions.ask(questions, "rephrased questions");
    const std::vector<TextScore> scores = m_questions.score({ .texts = texts }, "rephrased questions");
    Share exact;
    Share contains;
    Share inForce;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        exact.count(isRight(replies[i], lessonOf[i]->wanted));
        contains.count(containsAnswer(replies[i].text, lessonOf[i]->claim));
        inForce.count(everyTokenIsGreedy(scores[i]));
    }
    row["rephrased"] = exact.value();
    row["rephrased_contains"] = contains.value();
    row["rephrased_forced"] = inForce.value();
}

void EvalMeasurement::addUntouched(Json& row, std::size_t lessons)
{
    std::set<std::string> taught;
    for (std::size_t i = 0; i < lessons; ++i) {
        taught.insert(m_data.lessons[i].question);
    }
    Untouched all;
    Json ofSets = Json::object(); // there may be none
    for (std::size_t s = 0; s < m_data.untouched.size(); ++s) {
        const auto [set, before] = withoutTaught(m_data.untouched[s], m_untouched[s], taught);
        std::vector<TextToScore> texts;
        for (std::size_t i = 0; i < before.size(); ++i) {
            texts.push_back(written(set.questions[i], before[i]));
        }
        const std::vector<GreedyAnswer> now = m_questions.ask(set.questions, set.name);
        const std::vector<TextScore> scores
            = m_questions.score({ .texts = texts, .reference = CheckpointId {} }, set.name);
        Untouched one;
        for (std::size_t i = 0; i < before.size(); ++i) {
            one.add(before[i], now[i], scores[i]);
            all.add(before[i], now[i], scores[i]);
        }
        one.enter(ofSets, set.name);
        if (!set.answers.empty()) {
            enterRight(ofSets, set, before, now);
        }
    }
    all.enter(row, "untouched");
    row.update(ofSets);
}

void EvalMeasurement::addText(Json& row)
{
    const bool measured = !m_data.text.empty();
    const double nats = measured ? textNats({}) : 0;
    row["perplexity_base"] = measured ? Json(std::exp(m_textNats)) : Json(nullptr);
    row["perplexity"] = measured ? Json(std::exp(nats)) : Json(nullptr);
    row["perplexity_ratio"] = measured ? Json(std::exp(nats - m_textNats)) : Json(nullptr);
}

double EvalMeasurement::usualNats()
{
    std::vector<TextToScore> texts;
    for (std::size_t s = 0; s < m_untouched.size(); ++s) {
        for (std::size_t i = 0; i < m_untouched[s].size(); ++i) {
            texts.push_back(written(m_data.untouched[s].questions[i], m_untouched[s][i]));
        }
    }
    for (std::size_t i = 0; i < m_styled.size(); ++i) {
        texts.push_back(written(m_data.style->heldOut[i], m_styled[i]));
    }
    return meanNats(m_questions.score({ .texts = texts, .checkpoint = CheckpointId {} }, "the base's own replies"));
}

std::vector<WrongReply> EvalMeasurement::wrong(std::size_t lessons) const
{
    std::vector<WrongReply> refused;
    const std::vector<WrongReply> all = wrongReplies(m_data.untouched, m_untouched, CaseHalf::All);
    for (std::size_t i = 0; i < lessons; ++i) {
        refused.push_back(*std::find_if(
            all.begin(), all.end(), [&](const WrongReply& one) { return one.question == m_data.lessons[i].question; }));
    }
    return refused;
}

double EvalMeasurement::textNats(std::optional<CheckpointId> checkpoint)
{
    if (m_data.text.empty()) {
        return 0;
    }
    const TextToScore text {
        .context = {}, .text = m_data.text, .replyTokens = {}, .maxTokens = m_textTokens, .windowTokens = 512
    };
    const TextScore score = m_questions.score({ .texts = { text }, .checkpoint = checkpoint }, "the text").front();
    const double sum = std::accumulate(
        score.begin(), score.end(), 0.0, [](double nats, const TokenScore& token) { return nats - token.logProb; });
    return score.empty() ? 0 : sum / static_cast<double>(score.size());
}

void EvalMeasurement::addNear(Json& row, std::size_t lessons)
{
    const std::vector<GreedyAnswer> replies = m_questions.ask(nearQuestions(m_data, lessons), "near questions");
    Share leaks;
    std::size_t next = 0;
    for (std::size_t i = 0; i < lessons; ++i) {
        for (const NearQuestion& near : m_data.lessons[i].near) {
            leaks.count(containsAnswer(replies[next].text, near.leak) && !containsAnswer(m_near[next], near.leak));
            ++next;
        }
    }
    row["near_leaks"] = leaks.value();
}

void addCounts(Json& row, const std::vector<TaughtLesson>& taught)
{
    row["lessons"] = taught.size();
    for (const char* verdict : { "learned", "rejected", "no_effect", "not_needed" }) {
        Share share;
        for (const TaughtLesson& lesson : taught) {
            share.count(lesson.verdict == verdict);
        }
        row[verdict] = share.value();
    }
}

Json secondsOf(const std::vector<TaughtLesson>& taught)
{
    constexpr std::size_t ends = 10;
    std::vector<double> seconds;
    for (const TaughtLesson& lesson : taught) {
        seconds.push_back(lesson.seconds);
    }
    const std::size_t some = std::min(ends, seconds.size());
    const double first = meanOf(seconds, 0, some);
    const double last = meanOf(seconds, seconds.size() - some, seconds.size());
    std::sort(seconds.begin(), seconds.end());
    return { { "median", seconds[seconds.size() / 2] }, { "p95", seconds[seconds.size() * 95 / 100] },
        { "first_ten", first }, { "last_ten", last } };
}

} // namespace amend
