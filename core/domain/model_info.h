// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the window and the command line say about the loaded model and the device it runs on.
#pragma once

#include <cstdint>
#include <string>

namespace amend {

struct ModelInfo {
    std::string name; ///< as its publisher wrote it
    std::string path;
    std::string family; ///< "llama", "qwen2", "qwen3"
    std::string quantisation; ///< the type that holds most of the weights, e.g. "Q4_1"
    std::string sha256; ///< of the file; for a folder, over its weight files in order
    std::int64_t parameters = 0;
    std::int64_t sizeBytes = 0;
    int layers = 0;
    int contextLength = 0;
    int vocabularySize = 0;
    std::string device; ///< "CPU" or the GPU's name
    int threads = 0; ///< of the CPU
    std::string instructionSet; ///< the CPU level libtorch uses, e.g. "AVX512"
    std::string fingerprint; ///< what replay depends on: CPU class, ISA level, threads, libtorch version, precision
    bool operator==(const ModelInfo&) const = default;
};

} // namespace amend
