// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A loaded model: blueprint, weights, tokenizer and chat template of one GGUF file or safetensors folder.
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/model_info.h"
#include "core/model/device.h"
#include "core/model/model_config.h"
#include "core/model/weights.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace amend {

/// Constant after loading; threads share it as std::shared_ptr<const Model>.
struct Model {
    ModelConfig config;
    Weights weights;
    Tokenizer tokenizer;
    ChatTemplate chatTemplate;
    ModelInfo info;
    at::Device device;
};

struct LoadOptions {
    DeviceChoice device = DeviceChoice::Auto;
    int threads = 0; ///< of the CPU; 0: the number of physical cores
};

/// `path` is a .gguf file or a folder with config.json, tokenizer.json and safetensors.
/// `progress` gets the share done, 0 to 1; `stop` is looked at between tensors.
/// Errors: FileMissing, FileCorrupt (also NaN or infinity in the weights), FormatUnsupported (family, by name),
/// OutOfMemory (estimated before anything is allocated, with numbers), DeviceLost (cuda asked for and not there: says
/// which file or driver is missing), Cancelled.
std::shared_ptr<const Model> loadModel(const std::filesystem::path& path, const LoadOptions& options,
    const std::function<void(double)>& progress = {}, std::stop_token stop = {});

/// The prompt of a chat: template text with its special tokens, message text without any; merges run across the seams
/// between the two. Ends with the opening of an assistant's turn when `openReply`; without it, the turns are closed as
/// the model's template closes them. Errors: BadInput from the template.
std::vector<TokenId> promptTokens(const Model& model, const std::vector<ChatTurn>& turns, bool openReply = true);

} // namespace amend
