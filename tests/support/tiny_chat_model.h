// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tiny model with a tokenizer and a chat template: everything a lesson needs, in memory.
#pragma once

#include "core/model/model.h"
#include "tests/support/tiny_model.h"

#include <ATen/Parallel.h>

#include <filesystem>
#include <memory>

namespace amend::test {

/// On one thread from here on: for so small matrices a second one only costs.
inline std::shared_ptr<const Model> tinyChatModel(std::uint64_t seed = 1)
{
    at::set_num_threads(1);
    Tokenizer tokenizer
        = Tokenizer::fromJson(std::filesystem::path(AMEND_TEST_DATA) / "tokenizers" / "smollm" / "tokenizer.json");
    ModelConfig config = tinyConfig();
    config.vocabularySize = tokenizer.size();
    config.contextLength = 1024;
    ModelInfo info;
    info.name = "tiny";
    info.sha256 = "tiny-" + std::to_string(seed);
    info.parameters = 10'000;
    return std::make_shared<const Model>(Model { config, tinyWeights(config, seed), std::move(tokenizer),
        ChatTemplate::chatMl(), std::move(info), at::Device(at::kCPU) });
}

} // namespace amend::test
