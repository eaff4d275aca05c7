// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts text into the words inside which byte-level BPE may merge.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace amend {

/// The known ways to cut. A file may only choose among them: an arbitrary regular expression from a stranger's file can
/// take exponential time.
enum class PreTokenizerKind {
    SmolLm, ///< every number character alone, then as GPT-2
    Gpt2, ///< English contractions, letters, numbers, other characters, white space
    LlamaBpe, ///< Llama 3: numbers in threes, a word takes one leading character that is not a letter
    Qwen2, ///< as Llama 3, but numbers one by one
};

/// By the name in a GGUF's `tokenizer.ggml.pre`.
std::optional<PreTokenizerKind> preTokenizerNamed(std::string_view name);
/// By the regular expression in a tokenizer.json's `Split`, which must be letter for letter one of the known.
std::optional<PreTokenizerKind> preTokenizerOfPattern(std::string_view pattern);

/// Constant after construction; any thread may use it.
class PreTokenizer final {
public:
    explicit PreTokenizer(PreTokenizerKind kind);
    PreTokenizer(PreTokenizer&&) noexcept;
    PreTokenizer& operator=(PreTokenizer&&) noexcept;
    ~PreTokenizer();

    /// The words of `text`, which must be well-formed UTF-8. Put together they are `text` again.
    std::vector<std::string_view> split(std::string_view text) const;

private:
    class Pattern;
    std::vector<Pattern> m_stages; ///< each cuts the words of the one before
};

} // namespace amend
