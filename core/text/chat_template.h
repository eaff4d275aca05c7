// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A model's chat template: a bounded interpreter for the Jinja subset that real templates use.
#pragma once

#include "core/domain/message.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

/// What the interpreter may spend. Each limit, when reached, is an Error(BadInput) that names it.
struct TemplateLimits {
    int depth = 128; ///< of nested statements, of expressions, and of lists in lists
    int macroDepth = 64;
    int evaluationDepth = 600; ///< of everything together while rendering, macros included
    int rangeLength = 100'000;
    int steps = 1'000'000;
    int outputBytes = 4'000'000;
    int memoryBytes = 64 * 1024 * 1024; ///< of all values made while rendering
    int sourceBytes = 256 * 1024;
};

/// Constant after construction; any thread may use it. There are no host objects: a template can read the messages and
/// the token texts, and produce text, and nothing else.
class ChatTemplate final {
public:
    /// Errors: FormatUnsupported (a syntax error, or a statement, filter or test outside the subset, by name and
    /// line), BadInput (a limit).
    static ChatTemplate parse(std::string source, TemplateLimits limits = {});
    /// The template of a model that brings none: ChatML.
    static ChatTemplate chatMl();
    ChatTemplate(ChatTemplate&&) noexcept;
    ChatTemplate& operator=(ChatTemplate&&) noexcept;
    ~ChatTemplate();

    struct Context {
        std::string bosText;
        std::string eosText;
        bool addGenerationPrompt = true; ///< end with the opening of an assistant's turn
        std::string dateText; ///< what strftime_now gives; empty: a fixed date, so that a prompt depends on no clock
    };
    /// The prompt as text, special tokens as their texts. To keep typed text from becoming special tokens, use
    /// `renderPieces`. Errors: BadInput (a limit, a computation that fails, or the template's own raise_exception with
    /// its text), FormatUnsupported (a method outside the subset, by name and line).
    std::string render(const std::vector<ChatTurn>& turns, const Context& context) const;

    /// A stretch of a rendered prompt: either the template's own text, in which special tokens count, or text from a
    /// message, in which they do not.
    struct Piece {
        std::string text;
        bool fromMessage = false;
        bool operator==(const Piece&) const = default;
    };
    /// `render`, cut where message text begins and ends. Neighbouring pieces of one kind are joined.
    std::vector<Piece> renderPieces(const std::vector<ChatTurn>& turns, const Context& context) const;

    const std::string& source() const;

private:
    struct Program;
    explicit ChatTemplate(std::unique_ptr<const Program> program);
    std::unique_ptr<const Program> m_program;
};

} // namespace amend
