// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/shipped_anchors.h"

#include "core/base/sha256.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace amend {

extern const std::string_view anchorsJson; // resources/anchors.json, embedded by CMake

ShippedAnchors shippedAnchors()
{
    const nlohmann::json list = nlohmann::json::parse(anchorsJson);
    ShippedAnchors shipped;
    shipped.questions = list.at("questions").get<std::vector<std::string>>();
    shipped.texts = list.at("texts").get<std::vector<std::string>>();
    shipped.probeTexts = list.at("probeTexts").get<std::vector<std::string>>();
    for (const nlohmann::json& probe : list.at("probes")) {
        shipped.probes.push_back({ probe.at("name").get<std::string>(), probe.at("question").get<std::string>() });
    }
    shipped.sha256 = sha256Hex(anchorsJson);
    return shipped;
}

} // namespace amend
