// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/stored_words.h"

#include "core/base/error.h"

namespace amend {

namespace {

/// The value whose word it is; `last` is the enum's last value.
template <class Enum> Enum find(std::string_view word, Enum last)
{
    for (int value = 0; value <= static_cast<int>(last); ++value) {
        if (storedWord(static_cast<Enum>(value)) == word) {
            return static_cast<Enum>(value);
        }
    }
    throw Error(ErrorKind::FileCorrupt, "The profile's database holds a word that this Amend does not know.");
}

} // namespace

std::string_view storedWord(Role role)
{
    switch (role) {
    case Role::System:
        return "system";
    case Role::User:
        return "user";
    case Role::Assistant:
        return "assistant";
    }
    return {};
}

std::string_view storedWord(MessageState state)
{
    switch (state) {
    case MessageState::Complete:
        return "complete";
    case MessageState::Streaming:
        return "streaming";
    case MessageState::Stopped:
        return "stopped";
    case MessageState::Interrupted:
        return "interrupted";
    case MessageState::Failed:
        return "failed";
    }
    return {};
}

std::string_view storedWord(Rating rating)
{
    switch (rating) {
    case Rating::None:
        return "none";
    case Rating::Up:
        return "up";
    case Rating::Down:
        return "down";
    }
    return {};
}

std::string_view storedWord(Gesture gesture)
{
    switch (gesture) {
    case Gesture::WantedReply:
        return "wanted_reply";
    case Gesture::Critique:
        return "critique";
    case Gesture::ThumbsDown:
        return "thumbs_down";
    case Gesture::ThumbsUp:
        return "thumbs_up";
    }
    return {};
}

std::string_view storedWord(Scope scope)
{
    switch (scope) {
    case Scope::ThisAnswer:
        return "this_answer";
    case Scope::Always:
        return "always";
    }
    return {};
}

std::string_view storedWord(LessonState state)
{
    switch (state) {
    case LessonState::Waiting:
        return "waiting";
    case LessonState::Learning:
        return "learning";
    case LessonState::Checking:
        return "checking";
    case LessonState::Learned:
        return "learned";
    case LessonState::Kept:
        return "kept";
    case LessonState::NoEffect:
        return "no_effect";
    case LessonState::Rejected:
        return "rejected";
    case LessonState::NeedsWantedReply:
        return "needs_wanted_reply";
    case LessonState::CouldNotRun:
        return "could_not_run";
    case LessonState::Cancelled:
        return "cancelled";
    case LessonState::Untaught:
        return "untaught";
    }
    return {};
}

std::string_view storedWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Learned:
        return "learned";
    case Verdict::Rejected:
        return "rejected";
    case Verdict::NoEffect:
        return "no_effect";
    case Verdict::NeedsWantedReply:
        return "needs_wanted_reply";
    case Verdict::Cancelled:
        return "cancelled";
    case Verdict::Kept:
        return "kept";
    }
    return {};
}

std::string_view storedWord(TimelineKind kind)
{
    switch (kind) {
    case TimelineKind::Base:
        return "base";
    case TimelineKind::Learned:
        return "learned";
    case TimelineKind::Rejected:
        return "rejected";
    case TimelineKind::Restored:
        return "restored";
    case TimelineKind::Untaught:
        return "untaught";
    case TimelineKind::Rebuilt:
        return "rebuilt";
    }
    return {};
}

std::string_view storedWord(MemoryState state)
{
    switch (state) {
    case MemoryState::Remembered:
        return "remembered";
    case MemoryState::Lost:
        return "lost";
    case MemoryState::Superseded:
        return "superseded";
    }
    return {};
}

template <> Role fromStoredWord(std::string_view word)
{
    return find(word, Role::Assistant);
}

template <> MessageState fromStoredWord(std::string_view word)
{
    return find(word, MessageState::Failed);
}

template <> Rating fromStoredWord(std::string_view word)
{
    return find(word, Rating::Down);
}

template <> Gesture fromStoredWord(std::string_view word)
{
    return find(word, Gesture::ThumbsUp);
}

template <> Scope fromStoredWord(std::string_view word)
{
    return find(word, Scope::Always);
}

template <> LessonState fromStoredWord(std::string_view word)
{
    return find(word, LessonState::Untaught);
}

template <> Verdict fromStoredWord(std::string_view word)
{
    return find(word, Verdict::Kept);
}

template <> TimelineKind fromStoredWord(std::string_view word)
{
    return find(word, TimelineKind::Rebuilt);
}

template <> MemoryState fromStoredWord(std::string_view word)
{
    return find(word, MemoryState::Superseded);
}

} // namespace amend
