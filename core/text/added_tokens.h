// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the tokens that stand beside the merges: special tokens and words a publisher added to the vocabulary.
#pragma once

#include "core/domain/ids.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

/// A token that is found in the text before anything else happens to it.
struct AddedToken {
    TokenId id = 0;
    std::string text; ///< not empty
    bool isSpecial = false; ///< counts in a template's text only, never in what a person typed
    bool stripsLeft = false; ///< swallows the white space before it
    bool stripsRight = false; ///< and after it
};

/// Constant after construction; any thread may use it.
class AddedTokens final {
public:
    AddedTokens() = default;
    explicit AddedTokens(std::vector<AddedToken> tokens);

    /// A stretch of text and the token that follows it.
    struct Hit {
        std::string_view textBefore;
        TokenId token = 0;
    };
    struct Hits {
        std::vector<Hit> hits;
        std::string_view textAfter;
    };
    enum class Specials { AreText, Count };
    /// The added tokens in `text` from left to right, the longest where several begin at one place.
    Hits find(std::string_view text, Specials specials) const;

    const AddedToken* findExact(std::string_view text) const; ///< null if there is none

private:
    const AddedToken* longestAt(std::string_view text) const;
    std::vector<AddedToken> m_tokens; ///< sorted by text
};

} // namespace amend
