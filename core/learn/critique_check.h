// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a remark on a reply asks for, as far as it can be checked without a model: length, form, and names or numbers.
#pragma once

#include <string>

namespace amend {

struct CritiqueCheck {
    bool checkable = false; ///< the remark asks for something that can be checked
    bool passed = false;
    std::string reason {}; ///< plain English, if not passed
};

/// Whether `revision` changed the way `critique` asks. Reads English remarks: "too long", "shorter", "one sentence",
/// "too short", "more detail", "as a list", "no list"; names and numbers of the remark that are not in the question
/// must be in the revision, and those after "not" must not ("it's a comedy by Wilde, not by Shaw").
CritiqueCheck checkRevision(
    const std::string& question, const std::string& badReply, const std::string& critique, const std::string& revision);

} // namespace amend
