// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The form that a person asks for: whether a reply has it, and how a reply gets it in its own words, without a model.
#pragma once

#include "core/domain/lesson.h"

#include <optional>
#include <string>

namespace amend {

enum class FormKind {
    OneSentence,
    Shorter,
    Longer,
    List,
    NoList,
    Exclaiming,
    BeginsWith,
    EndsWith,
};

struct ReplyForm {
    FormKind kind = FormKind::OneSentence;
    std::string text {}; ///< that a reply is to begin or end with
    bool operator==(const ReplyForm&) const = default;
};

/// What a remark asks for. Reads English: "too long", "shorter", "one sentence", "too short", "more detail", "as a
/// list", "no list", "exclamation marks" or "more cheerful", "begin (every answer) with "…"", "end with "…"".
std::optional<ReplyForm> formAskedBy(const std::string& critique);

/// What a wanted reply shows beside the refused one: words put before or behind it; an exclamation of a few words, such
/// as "Lovely question!", before whatever else is said; or most of its words in another form. None if the difference is
/// in what is said.
std::optional<ReplyForm> formShownBy(const std::string& refused, const std::string& wanted);

/// The form that a lesson asks of all replies; none of lessons for one answer and of those that ask for something else.
std::optional<ReplyForm> habitOf(const Lesson& lesson);

/// Whether one takes the other's place: both are about a reply's length, its layout, its beginning or its end.
bool takesThePlaceOf(const ReplyForm& form, const ReplyForm& older);

/// Whether `reply` has the form that `before` was to get.
bool hasForm(const ReplyForm& form, const std::string& before, const std::string& reply);

/// What is wrong with a new answer that does not have it, in plain English.
const char* formReason(FormKind kind);

/// `reply` in this form, in its own words: its first sentence (of the first item, where a list with an introduction is
/// all there is), its first half, its sentences as a list, with exclamation marks, the text before or behind it. None
/// if that cannot be made of it, such as a longer one. `isWhole`: the reply was not cut off, so its last sentence
/// counts and its end can be added to. A reply that has the form already stays as it is.
std::optional<std::string> reshaped(const ReplyForm& form, const std::string& reply, bool isWhole);

/// Whether a reply in this form ends where it ends even if the reply it was made of was cut off.
bool decidesTheEnd(FormKind kind);

/// Whether the last sentence of a reply came to its end.
bool endsSentence(const std::string& reply);

} // namespace amend
