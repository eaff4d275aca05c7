// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Small types for identities, so that one cannot be taken for another.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace amend {

template <class Tag> struct Id {
    std::int64_t value = 0;
    auto operator<=>(const Id&) const = default;
};

using ChatId = Id<struct ChatTag>; ///< from 1
using MessageId = Id<struct MessageTag>; ///< from 1
using LessonId = Id<struct LessonTag>; ///< from 1, in the order of the gestures
using CheckpointId = Id<struct CheckpointTag>; ///< `#n` in the window; 0 is the base, which always exists

/// A position in the vocabulary.
using TokenId = std::int32_t;

} // namespace amend

template <class Tag> struct std::hash<amend::Id<Tag>> {
    std::size_t operator()(const amend::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>()(id.value); }
};
