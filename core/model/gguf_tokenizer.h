// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tokenizer that a GGUF file brings.
#pragma once

#include "core/store/gguf.h"
#include "core/text/tokenizer.h"

namespace amend {

/// Byte-level BPE ("gpt2": pre-tokenisers smollm, gpt-2, llama-bpe, qwen2) or SentencePiece-style BPE with scores
/// ("llama"). Errors: FormatUnsupported (another algorithm or pre-tokeniser, by name), FileCorrupt (see
/// docs/formats.md).
Tokenizer tokenizerFromGguf(const GgufFile& file);

} // namespace amend
