// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizer.h"

#include "core/base/error.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string>
#include <utility>

namespace amend {

namespace {

// The patterns as their publishers wrote them. Sources: the encoder of GPT-2, the tokenizer.json of Llama 3 and Qwen2.
constexpr std::string_view gpt2Pattern
    = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view llama3Pattern
    = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view qwen2Pattern
    = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view singleNumbersPattern = R"(\p{N}|\P{N}+)";

/// PCRE2's own `\s` also takes U+180E, which Unicode has not counted as white space since version 6.3; the publishers'
/// engines go by the property.
std::string withUnicodeWhiteSpace(std::string_view pattern)
{
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::string_view two = pattern.substr(i, 2);
        if (two == "\\s" || two == "\\S") {
            result += two == "\\s" ? "\\p{White_Space}" : "\\P{White_Space}";
            ++i;
        } else {
            result += pattern[i];
        }
    }
    return result;
}

std::vector<std::string_view> patternsOf(PreTokenizerKind kind)
{
    switch (kind) {
    case PreTokenizerKind::SmolLm:
        return { singleNumbersPattern, gpt2Pattern };
    case PreTokenizerKind::Gpt2:
        return { gpt2Pattern };
    case PreTokenizerKind::LlamaBpe:
        return { llama3Pattern };
    case PreTokenizerKind::Qwen2:
        return { qwen2Pattern };
    }
    throw Error(ErrorKind::Internal, "A pre-tokeniser without patterns.");
}

} // namespace

class PreTokenizer::Pattern {
public:
    explicit Pattern(std::string_view published)
    {
        const std::string source = withUnicodeWhiteSpace(published);
        int error = 0;
        std::size_t offset = 0;
        m_code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(source.data()), source.size(), PCRE2_UTF | PCRE2_UCP,
            &error, &offset, nullptr));
        if (!m_code) {
            throw Error(ErrorKind::Internal,
                "PCRE2 does not accept the split pattern at position " + std::to_string(offset) + ": " + source);
        }
        // Without a JIT compiler for this processor the interpreter does the same work, slower.
        pcre2_jit_compile(m_code.get(), PCRE2_JIT_COMPLETE);
    }

    void split(std::string_view text, std::vector<std::string_view>& words) const
    {
        const std::unique_ptr<pcre2_match_data, Free> match(
            pcre2_match_data_create_from_pattern(m_code.get(), nullptr));
        // The text is known to be well-formed; checking it again for every word would take quadratic time.
        constexpr std::uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_ANCHORED | PCRE2_NOTEMPTY;
        for (std::size_t start = 0; start < text.size();) {
            const int count = pcre2_match(m_code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), start,
                options, match.get(), nullptr);
            if (count < 1) {
                throw Error(ErrorKind::Internal, "PCRE2 stopped while splitting text, code " + std::to_string(count));
            }
            const std::size_t end = pcre2_get_ovector_pointer(match.get())[1];
            words.push_back(text.substr(start, end - start));
            start = end;
        }
    }

private:
    struct Free {
        void operator()(pcre2_code* code) const { pcre2_code_free(code); }
        void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
    };
    std::unique_ptr<pcre2_code, Free> m_code;
};

PreTokenizer::PreTokenizer(PreTokenizerKind kind)
{
    for (const std::string_view pattern : patternsOf(kind)) {
        m_stages.emplace_back(pattern);
    }
}

PreTokenizer::PreTokenizer(PreTokenizer&&) noexcept = default;
PreTokenizer& PreTokenizer::operator=(PreTokenizer&&) noexcept = default;
PreTokenizer::~PreTokenizer() = default;

std::vector<std::string_view> PreTokenizer::split(std::string_view text) const
{
    std::vector<std::string_view> words { text };
    for (const Pattern& stage : m_stages) {
        std::vector<std::string_view> finer;
        for (const std::string_view word : words) {
            stage.split(word, finer);
        }
        words = std::move(finer);
    }
    return words;
}

std::optional<PreTokenizerKind> preTokenizerNamed(std::string_view name)
{
    if (name == "smollm") {
        return PreTokenizerKind::SmolLm;
    }
    if (name == "gpt-2") {
        return PreTokenizerKind::Gpt2;
    }
    if (name == "llama-bpe" || name == "llama3" || name == "llama-v3") {
        return PreTokenizerKind::LlamaBpe;
    }
    if (name == "qwen2") {
        return PreTokenizerKind::Qwen2;
    }
    return std::nullopt;
}

std::optional<PreTokenizerKind> preTokenizerOfPattern(std::string_view pattern)
{
    if (pattern == gpt2Pattern) {
        return PreTokenizerKind::Gpt2;
    }
    if (pattern == llama3Pattern) {
        return PreTokenizerKind::LlamaBpe;
    }
    if (pattern == qwen2Pattern) {
        return PreTokenizerKind::Qwen2;
    }
    return std::nullopt;
}

} // namespace amend
