// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The likeness of pairs of questions (core/route/question_match.h), for tests/bench/fit_router.py.
//   router_likeness MODEL < pairs.jsonl > likeness.jsonl
// A line in: {"taught": "...", "asked": "..."}; the same line out, with "likeness" and "logit" (of the shipped
// network).
#include "core/learn/shipped_anchors.h"
#include "core/route/question_match.h"
#include "core/route/question_reader.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <map>
#include <string>
#include <vector>

using namespace amend;
using Json = nlohmann::json;

int main(int count, char** arguments)
{
    if (count < 2) {
        std::cerr << "router_likeness MODEL < pairs.jsonl > likeness.jsonl\n";
        return 2;
    }
    const auto model = loadModel(arguments[1], {});
    const auto reader = makeQuestionReader(model, shippedAnchors().questions, shippedQuestionGroups().groups);
    std::vector<Json> pairs;
    std::map<std::string, QuestionKey> keys;
    std::vector<std::string> questions;
    for (std::string line; std::getline(std::cin, line);) {
        pairs.push_back(Json::parse(line));
        for (const char* side : { "taught", "asked" }) {
            if (keys.emplace(pairs.back().at(side), QuestionKey {}).second) {
                questions.push_back(pairs.back().at(side));
            }
        }
    }
    for (QuestionKey& key : reader->read(questions)) {
        keys[key.text] = std::move(key);
    }
    for (Json& pair : pairs) {
        const QuestionKey& taught = keys[pair.at("taught")];
        const QuestionKey& asked = keys[pair.at("asked")];
        pair["likeness"] = likenessOf(taught, asked);
        pair["logit"] = sameQuestionLogit(taught, asked);
        std::cout << pair.dump() << '\n';
    }
}
