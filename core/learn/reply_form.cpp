// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/reply_form.h"

#include "core/text/wording.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace amend {

namespace {

/// A reply counts as shorter with at most this share of the words, and as longer with at least its inverse.
constexpr double shorterShare = 0.7;
/// A reply is cut to this share of its words, if its first sentence is not longer.
constexpr double cutShare = 0.5;

struct FormPhrase {
    std::string_view phrase; ///< in the remark, normalised
    FormKind kind;
};

// The first that fits counts, so the more special ones stand first.
constexpr std::array<FormPhrase, 18> formPhrases { {
    { "one sentence", FormKind::OneSentence },
    { "single sentence", FormKind::OneSentence },
    { "no list", FormKind::NoList },
    { "not as list", FormKind::NoList },
    { "no bullet", FormKind::NoList },
    { "as list", FormKind::List },
    { "bullet", FormKind::List },
    { "too short", FormKind::Longer },
    { "longer", FormKind::Longer },
    { "more detail", FormKind::Longer },
    { "too long", FormKind::Shorter },
    { "shorter", FormKind::Shorter },
    { "brief", FormKind::Shorter },
    { "concise", FormKind::Shorter },
    { "exclamation", FormKind::Exclaiming },
    { "cheerful", FormKind::Exclaiming },
    { "enthusiastic", FormKind::Exclaiming },
    { "excited", FormKind::Exclaiming },
} };

/// "begin with", "start every answer with", "end your replies with": words before "with" that ask for a text in quotes.
constexpr std::array<std::pair<std::string_view, FormKind>, 6> placeWords { {
    { "begin", FormKind::BeginsWith },
    { "start", FormKind::BeginsWith },
    { "open", FormKind::BeginsWith },
    { "end", FormKind::EndsWith },
    { "close", FormKind::EndsWith },
    { "finish", FormKind::EndsWith },
} };

/// One of them among the last two words before a phrase turns it round ("no exclamation marks", "do not start with"),
/// as does "too" right before it.
constexpr std::array<std::string_view, 11> turningWords { "no", "not", "don", "dont", "don't", "never", "stop", "less",
    "fewer", "without", "avoid" };
constexpr std::ptrdiff_t turningReach = 2;

/// An exclamation before everything else has at most so many words.
constexpr std::size_t openingWords = 6;
/// A reply says the same in another form if it shares this much of its content words.
constexpr double sameWordsShare = 0.6;
/// And it exclaims if so many of its sentences do.
constexpr double exclaimingShare = 0.5;

bool isBlank(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::string trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isBlank(text.back())) {
        text.remove_suffix(1);
    }
    return std::string(text);
}

/// How many bytes of a line mark it as an item of a list: "- ", "* ", "• ", "1. ", "12) "; 0 if it is none.
std::size_t markerLength(std::string_view line)
{
    if (line.starts_with("- ") || line.starts_with("* ")) {
        return 2;
    }
    if (line.starts_with("\u2022")) {
        return std::string_view("\u2022").size();
    }
    std::size_t digits = 0;
    while (digits < line.size() && std::isdigit(static_cast<unsigned char>(line[digits])) != 0) {
        ++digits;
    }
    const bool isNumber = digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
    return isNumber ? digits + 1 : 0;
}

struct Line {
    std::string text; ///< without its marker
    bool isItem = false;
};

std::vector<Line> linesOf(std::string_view text)
{
    std::vector<Line> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string line = trimmed(text.substr(0, end));
        const std::size_t marker = markerLength(line);
        if (!line.empty()) {
            lines.push_back({ trimmed(std::string_view(line).substr(marker)), marker > 0 });
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool hasList(std::string_view text)
{
    const std::vector<Line> lines = linesOf(text);
    return std::count_if(lines.begin(), lines.end(), [](const Line& line) { return line.isItem; }) >= 2;
}

/// "John F. Kennedy", "the U.S. state": a full stop after a capital that stands alone ends nothing.
bool isInitialAt(std::string_view text, std::size_t at)
{
    const bool isCapital = at > 0 && text[at] == '.' && text[at - 1] >= 'A' && text[at - 1] <= 'Z';
    return isCapital && (at == 1 || isBlank(text[at - 2]) || text[at - 2] == '.') && at + 1 < text.size();
}

bool endsSentenceAt(std::string_view text, std::size_t at)
{
    const bool isMark = text[at] == '.' || text[at] == '!' || text[at] == '?';
    return isMark && (at + 1 == text.size() || isBlank(text[at + 1])) && !isInitialAt(text, at);
}

/// Each with its mark; the last may have none.
std::vector<std::string> sentencesOf(std::string_view text)
{
    std::vector<std::string> sentences;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (endsSentenceAt(text, i) || i + 1 == text.size()) {
            std::string sentence = trimmed(text.substr(begin, i + 1 - begin));
            if (!sentence.empty()) {
                sentences.push_back(std::move(sentence));
            }
            begin = i + 1;
        }
    }
    return sentences;
}

std::size_t wordCount(std::string_view text)
{
    return normalisedWords(text).size();
}

bool isShorter(const std::string& before, const std::string& reply)
{
    return static_cast<double>(wordCount(reply)) <= shorterShare * static_cast<double>(wordCount(before));
}

/// Without those that introduce a list.
std::vector<std::string> sentencesOfLines(const std::string& reply)
{
    std::vector<std::string> sentences;
    for (const Line& line : linesOf(reply)) {
        for (std::string& sentence : sentencesOf(line.text)) {
            if (!sentence.ends_with(':')) {
                sentences.push_back(std::move(sentence));
            }
        }
    }
    return sentences;
}

/// And without one that was cut off.
std::vector<std::string> wholeSentences(const std::string& reply, bool isWhole)
{
    std::vector<std::string> sentences = sentencesOfLines(reply);
    if (!isWhole && !sentences.empty() && !endsSentence(sentences.back())) {
        sentences.pop_back();
    }
    return sentences;
}

std::optional<std::string> firstSentence(const std::string& reply, bool isWhole)
{
    std::vector<std::string> sentences = wholeSentences(reply, isWhole);
    return sentences.empty() ? std::nullopt : std::optional(std::move(sentences.front()));
}

std::optional<std::string> firstHalf(const std::string& reply, bool isWhole)
{
    const double limit = cutShare * static_cast<double>(wordCount(reply));
    std::string cut;
    for (const std::string& sentence : wholeSentences(reply, isWhole)) {
        const std::string longer = cut.empty() ? sentence : cut + ' ' + sentence;
        if (!cut.empty() && static_cast<double>(wordCount(longer)) > limit) {
            break;
        }
        cut = longer;
    }
    return cut.empty() || !isShorter(reply, cut) ? std::nullopt : std::optional(cut);
}

std::optional<std::string> asList(const std::string& reply)
{
    const std::vector<std::string> sentences = sentencesOfLines(reply);
    std::string list;
    for (const std::string& sentence : sentences) {
        list += (list.empty() ? "- " : "\n- ") + sentence;
    }
    return sentences.size() < 2 ? std::nullopt : std::optional(list);
}

std::optional<std::string> asProse(const std::string& reply)
{
    std::string prose;
    for (const Line& line : linesOf(reply)) {
        prose += (prose.empty() ? "" : " ") + line.text;
    }
    return prose;
}

bool exclaims(const std::string& reply)
{
    std::size_t ended = 0;
    std::size_t exclaimed = 0;
    for (const std::string& sentence : sentencesOfLines(reply)) {
        ended += endsSentence(sentence) ? 1 : 0;
        exclaimed += sentence.ends_with('!') ? 1 : 0;
    }
    return exclaimed > 0 && static_cast<double>(exclaimed) >= exclaimingShare * static_cast<double>(ended);
}

std::string exclaimed(std::string reply)
{
    std::size_t line = 0;
    for (std::size_t i = 0; i < reply.size(); ++i) {
        const std::size_t begin = std::min(reply.find_first_not_of(" \t", line), reply.size());
        const bool isMarker = i < begin + markerLength(std::string_view(reply).substr(begin));
        if (reply[i] == '.' && endsSentenceAt(reply, i) && !isMarker) {
            reply[i] = '!';
        }
        line = reply[i] == '\n' ? i + 1 : line;
    }
    return reply;
}

/// What stands between the first pair of quotation marks.
std::string quotedIn(const std::string& critique)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> marks { { { "\"", "\"" },
        { "\u201c", "\u201d" }, { "\u201e", "\u201c" } } };
    for (const auto& [open, close] : marks) {
        const std::size_t begin = critique.find(open);
        const std::size_t end = begin == std::string::npos ? begin : critique.find(close, begin + open.size());
        if (end != std::string::npos) {
            return trimmed(std::string_view(critique).substr(begin + open.size(), end - begin - open.size()));
        }
    }
    return {};
}

/// Whether most of what `wanted` says stands in `refused` too.
bool saysTheSame(const std::string& refused, const std::string& wanted)
{
    const std::vector<std::string> said = contentWords(refused);
    const std::vector<std::string> kept = contentWords(wanted);
    const auto shared = std::count_if(kept.begin(), kept.end(),
        [&](const std::string& word) { return std::find(said.begin(), said.end(), word) != said.end(); });
    return !kept.empty() && static_cast<double>(shared) >= sameWordsShare * static_cast<double>(kept.size());
}

/// Whether what the remark says from word `at` on is not to be.
bool isTurnedRound(const std::vector<std::string>& words, std::size_t at)
{
    const auto end = words.begin() + static_cast<std::ptrdiff_t>(at);
    const auto begin = end - std::min(static_cast<std::ptrdiff_t>(at), turningReach);
    return std::find_first_of(begin, end, turningWords.begin(), turningWords.end()) != end
        || (begin != end && *(end - 1) == "too");
}

/// The word with which `phrase` begins, if it stands there.
std::optional<std::size_t> placeOf(const std::vector<std::string>& words, std::string_view phrase)
{
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string rest;
        for (std::size_t j = i; j < words.size() && rest.size() < phrase.size(); ++j) {
            rest += words[j] + ' ';
        }
        if (rest.starts_with(phrase)) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<ReplyForm> formAskedBy(const std::string& critique)
{
    const std::vector<std::string> words = normalisedWords(critique);
    if (std::string text = quotedIn(critique); !text.empty()) {
        const auto with = std::find(words.begin(), words.end(), "with");
        for (const auto& [word, kind] : placeWords) {
            const auto place = with == words.end() ? with : std::find(words.begin(), with, word);
            if (place == with) {
                continue;
            }
            return isTurnedRound(words, static_cast<std::size_t>(place - words.begin()))
                ? std::nullopt
                : std::optional(ReplyForm { .kind = kind, .text = std::move(text) });
        }
    }
    for (const auto& [phrase, kind] : formPhrases) {
        if (const std::optional<std::size_t> place = placeOf(words, phrase)) {
            const bool isComplaint = phrase.starts_with("too ") || phrase.starts_with("no");
            return !isComplaint && isTurnedRound(words, *place) ? std::nullopt
                                                                : std::optional(ReplyForm { .kind = kind });
        }
    }
    return std::nullopt;
}

std::optional<ReplyForm> formShownBy(const std::string& refused, const std::string& wanted)
{
    const std::string before = trimmed(refused);
    const std::string after = trimmed(wanted);
    if (before.empty() || before == after) {
        return std::nullopt;
    }
    if (after.ends_with(before)) {
        return ReplyForm { FormKind::BeginsWith,
            trimmed(std::string_view(after).substr(0, after.size() - before.size())) };
    }
    if (after.starts_with(before)) {
        return ReplyForm { FormKind::EndsWith, trimmed(std::string_view(after).substr(before.size())) };
    }
    const std::string opening = sentencesOf(after).front();
    if (opening.ends_with('!') && opening.size() < after.size() && wordCount(opening) <= openingWords
        && !saysTheSame(before, opening)) {
        return ReplyForm { FormKind::BeginsWith, opening };
    }
    for (const FormKind kind : { FormKind::OneSentence, FormKind::List, FormKind::NoList, FormKind::Exclaiming }) {
        if (hasForm({ kind }, before, after) && !hasForm({ kind }, before, before) && saysTheSame(before, after)) {
            return ReplyForm { .kind = kind };
        }
    }
    return std::nullopt;
}

std::optional<ReplyForm> habitOf(const Lesson& lesson)
{
    if (lesson.scope == Scope::ThisAnswer) {
        return std::nullopt;
    }
    return lesson.gesture == Gesture::Critique   ? formAskedBy(lesson.critique)
        : lesson.gesture == Gesture::WantedReply ? formShownBy(lesson.badReply, lesson.wantedReply)
                                                 : std::nullopt;
}

bool takesThePlaceOf(const ReplyForm& form, const ReplyForm& older)
{
    const auto isAny = [](FormKind kind, std::initializer_list<FormKind> kinds) {
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    const auto areBoth
        = [&](std::initializer_list<FormKind> kinds) { return isAny(form.kind, kinds) && isAny(older.kind, kinds); };
    return form != older
        && (form.kind == older.kind || areBoth({ FormKind::OneSentence, FormKind::Shorter, FormKind::Longer })
            || areBoth({ FormKind::OneSentence, FormKind::List }) || areBoth({ FormKind::List, FormKind::NoList }));
}

bool hasForm(const ReplyForm& form, const std::string& before, const std::string& reply)
{
    switch (form.kind) {
    case FormKind::OneSentence:
        return sentencesOf(reply).size() == 1 && !hasList(reply);
    case FormKind::Shorter:
        return isShorter(before, reply);
    case FormKind::Longer:
        return isShorter(reply, before);
    case FormKind::List:
        return hasList(reply);
    case FormKind::NoList:
        return !hasList(reply);
    case FormKind::Exclaiming:
        return exclaims(reply);
    case FormKind::BeginsWith:
        return trimmed(reply).starts_with(form.text);
    case FormKind::EndsWith:
        return trimmed(reply).ends_with(form.text);
    }
    return false;
}

const char* formReason(FormKind kind)
{
    switch (kind) {
    case FormKind::OneSentence:
        return "The model's new answer is not one sentence.";
    case FormKind::Shorter:
        return "The model's new answer is not shorter.";
    case FormKind::Longer:
        return "The model's new answer is not longer.";
    case FormKind::List:
        return "The model's new answer is not a list.";
    case FormKind::NoList:
        return "The model's new answer is still a list.";
    case FormKind::Exclaiming:
        return "The model's new answer has too few exclamation marks.";
    case FormKind::BeginsWith:
        return "The model's new answer begins in another way.";
    case FormKind::EndsWith:
        return "The model's new answer ends in another way.";
    }
    return "";
}

std::optional<std::string> reshaped(const ReplyForm& form, const std::string& reply, bool isWhole)
{
    const bool isRelative = form.kind == FormKind::Shorter || form.kind == FormKind::Longer;
    if (!isRelative && (isWhole || !decidesTheEnd(form.kind)) && hasForm(form, reply, reply)) {
        return reply;
    }
    switch (form.kind) {
    case FormKind::OneSentence:
        return firstSentence(reply, isWhole);
    case FormKind::Shorter:
        return firstHalf(reply, isWhole);
    case FormKind::Longer:
        return std::nullopt;
    case FormKind::List:
        return asList(reply);
    case FormKind::NoList:
        return asProse(reply);
    case FormKind::Exclaiming: {
        std::string shaped = exclaimed(reply);
        return exclaims(shaped) ? std::optional(std::move(shaped)) : std::nullopt;
    }
    case FormKind::BeginsWith:
        return form.text + ' ' + trimmed(reply);
    case FormKind::EndsWith:
        return isWhole ? std::optional(trimmed(reply) + ' ' + form.text) : std::nullopt;
    }
    return std::nullopt;
}

bool decidesTheEnd(FormKind kind)
{
    return kind == FormKind::OneSentence || kind == FormKind::Shorter || kind == FormKind::EndsWith;
}

bool endsSentence(const std::string& reply)
{
    const std::string text = trimmed(reply);
    return !text.empty() && endsSentenceAt(text, text.size() - 1);
}

} // namespace amend
