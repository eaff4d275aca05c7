// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

#include "core/text/jinja/template_interpreter.h"
#include "core/text/jinja/template_parser.h"

#include <utility>

namespace amend {

namespace {

constexpr std::string_view kChatMl = "{% for message in messages %}"
                                     "{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
                                     "{% endfor %}"
                                     "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/// What strftime_now gives when the caller names no date: the one that Llama 3's template itself falls back to.
constexpr std::string_view kFixedDate = "26 Jul 2024";

std::string_view roleName(Role role)
{
    switch (role) {
    case Role::System:
        return "system";
    case Role::User:
        return "user";
    case Role::Assistant:
        return "assistant";
    }
    return "user";
}

TemplateValue messagesOf(TemplateBudget& budget, const std::vector<ChatTurn>& turns)
{
    std::vector<TemplateValue> messages;
    for (const ChatTurn& turn : turns) {
        TemplateValue content = TemplateValue::text(budget, MarkedText(turn.text, TextOrigin::Message));
        messages.push_back(TemplateValue::dict(budget,
            { { TemplateValue::text(budget, "role"), TemplateValue::text(budget, roleName(turn.role)) },
                { TemplateValue::text(budget, "content"), std::move(content) } }));
    }
    return TemplateValue::list(budget, std::move(messages));
}

} // namespace

struct ChatTemplate::Program {
    std::string source;
    TemplateLimits limits;
    TemplateBody body;
};

ChatTemplate ChatTemplate::parse(std::string source, TemplateLimits limits)
{
    TemplateBody body = parseTemplate(source, limits);
    return ChatTemplate(std::make_unique<const Program>(Program { std::move(source), limits, std::move(body) }));
}

ChatTemplate ChatTemplate::chatMl()
{
    return parse(std::string(kChatMl));
}

ChatTemplate::ChatTemplate(std::unique_ptr<const Program> program)
    : m_program(std::move(program))
{
}

ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;
ChatTemplate& ChatTemplate::operator=(ChatTemplate&&) noexcept = default;
ChatTemplate::~ChatTemplate() = default;

const std::string& ChatTemplate::source() const
{
    return m_program->source;
}

std::string ChatTemplate::render(const std::vector<ChatTurn>& turns, const Context& context) const
{
    std::string prompt;
    for (const Piece& piece : renderPieces(turns, context))
        prompt += piece.text;
    return prompt;
}

std::vector<ChatTemplate::Piece> ChatTemplate::renderPieces(
    const std::vector<ChatTurn>& turns, const Context& context) const
{
    TemplateBudget budget(m_program->limits);
    TemplateInterpreter interpreter(budget, context.dateText.empty() ? std::string(kFixedDate) : context.dateText);
    interpreter.setGlobal("messages", messagesOf(budget, turns));
    interpreter.setGlobal("bos_token", TemplateValue::text(budget, context.bosText));
    interpreter.setGlobal("eos_token", TemplateValue::text(budget, context.eosText));
    interpreter.setGlobal("add_generation_prompt", TemplateValue::boolean(context.addGenerationPrompt));
    // Templates are written for callers that always name these two, as none when there are none.
    interpreter.setGlobal("tools", TemplateValue::none());
    interpreter.setGlobal("documents", TemplateValue::none());
    const MarkedText prompt = interpreter.run(m_program->body);

    std::vector<Piece> pieces;
    const auto add = [&](std::size_t begin, std::size_t end, bool fromMessage) {
        if (begin < end)
            pieces.push_back({ prompt.bytes().substr(begin, end - begin), fromMessage });
    };
    std::size_t at = 0;
    for (const MarkedText::Mark& mark : prompt.marks()) {
        add(at, mark.begin, false);
        add(mark.begin, mark.end, true);
        at = mark.end;
    }
    add(at, prompt.size(), false);
    return pieces;
}

} // namespace amend
