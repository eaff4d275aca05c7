// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped list of ordinary questions and texts, resources/anchors.json, as a part of the program.
#pragma once

#include <string>
#include <vector>

namespace amend {

struct ShippedProbe {
    std::string name; ///< what it probes, e.g. "capital of Japan"
    std::string question;
};

struct ShippedAnchors {
    std::vector<std::string> questions;
    std::vector<std::string> texts;
    std::vector<ShippedProbe> probes; ///< for the gate alone, as probeTexts are
    std::vector<std::string> probeTexts;
    std::string sha256; ///< of the list: what was computed from another version of it is stale
};

ShippedAnchors shippedAnchors();

} // namespace amend
