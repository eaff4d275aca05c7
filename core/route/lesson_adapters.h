// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint holds: the weights of each lesson, and a router that says which of them act on a question.
//
// A lesson that is meant for one answer acts only where its question is asked, in whatever words; a habit acts always.
// So a lesson leaves everything else as it was by construction, and hundreds of them do not meet in the same weights.
// Sources of the idea that an edit acts where the input is near to its own: Hartvigsen et al. 2023, "Aging with GRACE",
// arXiv 2211.11031; Wang et al. 2024, "WISE", arXiv 2405.14768. Ours routes by the question as the base reads it, and
// what acts is plain LoRA.
#pragma once

#include "core/domain/message.h"
#include "core/model/adapter.h"
#include "core/route/question_match.h"
#include "core/route/question_reader.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace amend {

/// A lesson's weights: in memory, or read when a question first needs them, so that hundreds of lessons take neither
/// time at the start nor memory.
class LessonWeights final {
public:
    using Reader = std::function<std::shared_ptr<const Adapter>()>; ///< any thread calls it

    LessonWeights(std::nullptr_t = nullptr) { }
    LessonWeights(std::shared_ptr<const Adapter> inMemory)
        : m_inMemory(std::move(inMemory))
    {
    }
    explicit LessonWeights(Reader reader)
        : m_reader(std::move(reader))
    {
    }

    /// Errors: those of the reader.
    std::shared_ptr<const Adapter> get() const { return m_reader ? m_reader() : m_inMemory; }

private:
    std::shared_ptr<const Adapter> m_inMemory;
    Reader m_reader;
};

/// One lesson that acts on its own question.
struct LessonAdapter {
    std::string sha256; ///< of its adapter file
    std::string question; ///< as the router sees it
    LessonWeights weights;
    /// It teaches no reply, only what is not to be said. Acting where it was not meant it would do harm, not acting
    /// none, so a question has to be surer to reach it, and an older lesson's to be replaced by it.
    bool isRefusal = false;
};

/// Who answers a question.
struct Route {
    std::optional<std::size_t> lesson; ///< its place in LessonAdapters::lessons; none: no lesson is about this
};

/// Questions that the same weights answer.
struct RoutedGroup {
    Route route;
    std::vector<std::size_t> members; ///< places in the list of questions
};

/// The question of a chat as the router sees it: the last user's turn; one that says nothing by itself ("Why?")
/// together with the turn before. Empty if there is none.
std::string routedQuestion(std::span<const ChatTurn> turns);

/// For each of `others`, whether it is likelier than not that it asks what `question` does.
std::vector<bool> askTheSame(
    const QuestionReader& reader, const std::string& question, std::span<const std::string> others);

/// For each of `older`, whether a lesson on `newer` takes the place of one on it: each asks surely what the other does.
std::vector<bool> takesThePlaceOf(
    const QuestionReader& reader, const std::string& newer, std::span<const std::string> older);

/// Constant after construction; threads share it as std::shared_ptr<const LessonAdapters>.
class LessonAdapters final {
public:
    /// Nothing learned: every question gets the base. `reader` may be null as long as no lesson has a question.
    explicit LessonAdapters(std::shared_ptr<const QuestionReader> reader);

    /// `always` may be null. `sha256OfAlways`: of its file. `keys`: of the lessons' questions.
    LessonAdapters(std::shared_ptr<const QuestionReader> reader, std::shared_ptr<const Adapter> always,
        std::string sha256OfAlways, std::vector<LessonAdapter> lessons, std::vector<QuestionKey> keys);

    /// Without the lessons about this question.
    std::shared_ptr<LessonAdapters> without(const std::string& question) const;
    /// With one lesson more. Those that were about the same question act no more: the newer one wins,
    /// a refusal where it acts.
    std::shared_ptr<const LessonAdapters> with(LessonAdapter lesson) const;
    /// With other weights for a lesson, which give the same: read from a file instead of in memory.
    std::shared_ptr<const LessonAdapters> withWeights(std::size_t lesson, LessonWeights weights) const;
    /// With another adapter that acts always.
    std::shared_ptr<const LessonAdapters> withAlways(std::shared_ptr<const Adapter> weights, std::string sha256) const;

    const std::vector<LessonAdapter>& lessons() const { return m_lessons; }
    const std::vector<QuestionKey>& keys() const { return m_questions.keys(); } ///< of the lessons' questions
    /// The lesson that was taught on this very question, which then answers it; null: none.
    const LessonAdapter* taughtOn(const std::string& question) const;
    const std::shared_ptr<const Adapter>& always() const { return m_always; } ///< null: the base
    const std::string& sha256OfAlways() const { return m_sha256OfAlways; }
    const std::shared_ptr<const QuestionReader>& reader() const { return m_reader; }

    Route routeFor(const std::string& question) const;
    /// What acts there, together with what acts always; null: the base. Errors: of reading the lesson's file.
    std::shared_ptr<const Adapter> weightsOf(const Route& route) const;
    std::vector<Route> routesFor(std::span<const std::string> questions) const;
    /// All of them, each in one group; the groups in the order of their first members.
    std::vector<RoutedGroup> groupsOf(std::span<const std::string> questions) const;

    /// Everything at once, as one adapter that knows no router; null if nothing was learned.
    std::shared_ptr<const Adapter> allAtOnce() const;

private:
    QuestionKey keyOf(const std::string& question) const;
    /// Without the lessons about the question of `key` that `added`, which joins the others, takes the place of.
    std::shared_ptr<LessonAdapters> replacing(const QuestionKey& key, std::optional<LessonAdapter> added) const;
    Route routeTo(std::span<const double> logits) const;

    std::shared_ptr<const QuestionReader> m_reader;
    std::shared_ptr<const Adapter> m_always;
    std::string m_sha256OfAlways;
    std::vector<LessonAdapter> m_lessons;
    TaughtQuestions m_questions; ///< of the lessons
};

} // namespace amend
