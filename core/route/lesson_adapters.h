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
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace amend {

/// One lesson that acts on its own question.
struct LessonAdapter {
    std::string sha256; ///< of its adapter file
    std::string question; ///< as the router sees it
    std::shared_ptr<const Adapter> weights;
};

/// Which weights answer a question.
struct Route {
    std::shared_ptr<const Adapter> weights; ///< null: the base's
    std::optional<std::size_t> lesson; ///< its place in LessonAdapters::lessons; none: no lesson is about this
};

/// Questions that the same weights answer.
struct RoutedGroup {
    std::shared_ptr<const Adapter> weights; ///< null: the base's
    std::vector<std::size_t> members; ///< places in the list of questions
};

/// The question of a chat as the router sees it: the last user's turn; one that says nothing by itself ("Why?")
/// together with the turn before. Empty if there is none.
std::string routedQuestion(std::span<const ChatTurn> turns);

/// Constant after construction; threads share it as std::shared_ptr<const LessonAdapters>.
class LessonAdapters final {
public:
    /// Nothing learned: every question gets the base. `reader` may be null as long as no lesson has a question.
    explicit LessonAdapters(std::shared_ptr<const QuestionReader> reader);

    /// `always` may be null. `sha256OfAlways`: of its file.
    LessonAdapters(std::shared_ptr<const QuestionReader> reader, std::shared_ptr<const Adapter> always,
        std::string sha256OfAlways, std::vector<LessonAdapter> lessons);

    /// Without the lessons about this question.
    std::shared_ptr<LessonAdapters> without(const std::string& question) const;
    /// With one lesson more. Those that were about the same question act no more: the newer one wins.
    std::shared_ptr<const LessonAdapters> with(LessonAdapter lesson) const;
    /// With another adapter that acts always.
    std::shared_ptr<const LessonAdapters> withAlways(std::shared_ptr<const Adapter> weights, std::string sha256) const;

    const std::vector<LessonAdapter>& lessons() const { return m_lessons; }
    /// Whether a lesson was taught on this very question: then it is that lesson which answers it.
    bool has(const std::string& question) const;
    const std::shared_ptr<const Adapter>& always() const { return m_always; } ///< null: the base
    const std::string& sha256OfAlways() const { return m_sha256OfAlways; }
    const std::shared_ptr<const QuestionReader>& reader() const { return m_reader; }

    Route routeFor(const std::string& question) const;
    std::vector<Route> routesFor(std::span<const std::string> questions) const;
    /// All of them, each in one group; the groups in the order of their first members.
    std::vector<RoutedGroup> groupsOf(std::span<const std::string> questions) const;

    /// Everything at once, as one adapter that knows no router; null if nothing was learned.
    std::shared_ptr<const Adapter> allAtOnce() const;

private:
    QuestionKey keyOf(const std::string& question) const;
    std::shared_ptr<LessonAdapters> without(const QuestionKey& key) const;
    Route routeTo(std::span<const double> logits) const;

    std::shared_ptr<const QuestionReader> m_reader;
    std::shared_ptr<const Adapter> m_always;
    std::string m_sha256OfAlways;
    std::vector<LessonAdapter> m_lessons;
    TaughtQuestions m_questions; ///< of the lessons
};

} // namespace amend
