// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_lexer.h"

#include "core/base/error.h"
#include "core/text/jinja/code_points.h"

#include <algorithm>
#include <array>

namespace amend {

namespace {

using Kind = TemplateToken::Kind;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isNamePart(char c)
{
    return isNameStart(c) || isDigit(c);
}

std::string withUnixNewlines(std::string_view source)
{
    std::string unixText;
    unixText.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        const bool carriageReturn = source[i] == '\r';
        unixText += carriageReturn ? '\n' : source[i];
        if (carriageReturn && i + 1 < source.size() && source[i + 1] == '\n')
            ++i;
    }
    if (unixText.ends_with('\n'))
        unixText.pop_back();
    return unixText;
}

class Lexer {
public:
    explicit Lexer(std::string_view source)
        : m_source(withUnixNewlines(source))
        , m_rest(m_source)
    {
    }

    std::vector<TemplateToken> run()
    {
        while (m_at < m_rest.size())
            readTextAndTag();
        add(Kind::End, {});
        return std::move(m_tokens);
    }

private:
    [[noreturn]] void fail(const std::string& cause) const
    {
        throw Error(ErrorKind::FormatUnsupported,
            "Line " + std::to_string(m_line) + " of the model's chat template cannot be read: " + cause
                + ". Use another template, for example ChatML.");
    }

    void add(Kind kind, std::string text) { m_tokens.push_back({ kind, std::move(text), m_line }); }

    bool startsWith(std::string_view text, std::size_t at) const { return m_rest.substr(at).starts_with(text); }

    void advanceTo(std::size_t end)
    {
        m_line += static_cast<int>(std::count(m_rest.begin() + static_cast<std::ptrdiff_t>(m_at),
            m_rest.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        m_at = end;
    }

    std::size_t skipSpace(std::size_t at) const
    {
        for (CodePoint c = codePointAt(m_rest, at); c.size > 0 && isSpace(c.value); c = codePointAt(m_rest, at))
            at = c.end();
        return at;
    }

    /// Text up to the next {{, {% or {#, then that tag.
    void readTextAndTag()
    {
        std::size_t tag = m_rest.find('{', m_at);
        while (
            tag != std::string_view::npos && !startsWith("{{", tag) && !startsWith("{%", tag) && !startsWith("{#", tag))
            tag = m_rest.find('{', tag + 1);
        if (tag == std::string_view::npos) {
            addText(m_rest.substr(m_at));
            advanceTo(m_rest.size());
            return;
        }
        addText(textBefore(tag));
        advanceTo(tag);
        const char type = m_rest[m_at + 1];
        advanceTo(m_at + 2);
        if (startsWith("-", m_at) || startsWith("+", m_at))
            advanceTo(m_at + 1);
        if (type == '#')
            readComment();
        else if (type == '{')
            readTag(Kind::VariableBegin, Kind::VariableEnd, "}}");
        else if (!readRaw())
            readTag(Kind::BlockBegin, Kind::BlockEnd, "%}");
    }

    /// The text between here and a tag, as the sign after the tag's brace wants it.
    std::string_view textBefore(std::size_t tag) const
    {
        std::string_view text = m_rest.substr(m_at, tag - m_at);
        const char sign = tag + 2 < m_rest.size() ? m_rest[tag + 2] : '\0';
        if (sign == '-') {
            std::size_t end = text.size();
            while (end > 0 && isSpace(codePointBefore(text, end).value))
                end = codePointBefore(text, end).begin;
            return text.substr(0, end);
        }
        const bool isVariable = m_rest[tag + 1] == '{';
        if (sign == '+' || isVariable)
            return text;
        const std::size_t newline = text.rfind('\n');
        const std::size_t lineBegin = newline == std::string_view::npos ? 0 : newline + 1;
        const bool atLineStart = lineBegin > 0 || m_at == 0 || m_rest[m_at - 1] == '\n';
        if (atLineStart && skipSpace(m_at + lineBegin) >= tag)
            text = text.substr(0, lineBegin); // lstrip_blocks
        return text;
    }

    void addText(std::string_view text)
    {
        if (!text.empty())
            add(Kind::Text, std::string(text));
    }

    /// Consumes `close` with its sign if it stands here: "-" eats all space behind it, "%}" and "#}" one newline.
    bool readClose(std::string_view close)
    {
        const bool stripsAll = startsWith("-", m_at) && startsWith(close, m_at + 1);
        const bool keepsNewline = close != "}}" && startsWith("+", m_at) && startsWith(close, m_at + 1);
        if (!stripsAll && !keepsNewline && !startsWith(close, m_at))
            return false;
        advanceTo(m_at + close.size() + (stripsAll || keepsNewline ? 1 : 0));
        if (stripsAll)
            advanceTo(skipSpace(m_at));
        else if (!keepsNewline && close != "}}" && startsWith("\n", m_at))
            advanceTo(m_at + 1); // trim_blocks
        return true;
    }

    void readComment()
    {
        const std::size_t close = m_rest.find("#}", m_at);
        if (close == std::string_view::npos)
            fail("a comment is not closed");
        const bool hasSign = close > m_at && (m_rest[close - 1] == '-' || m_rest[close - 1] == '+');
        advanceTo(hasSign ? close - 1 : close);
        readClose("#}");
    }

    /// {% raw %} up to {% endraw %}; false when the tag here is another one.
    bool readRaw()
    {
        std::size_t at = skipSpace(m_at);
        if (!startsWith("raw", at))
            return false;
        at = skipSpace(at + 3);
        const bool strips = startsWith("-%}", at);
        if (!strips && !startsWith("%}", at))
            return false;
        advanceTo(at + (strips ? 3 : 2));
        if (strips)
            advanceTo(skipSpace(m_at));
        for (std::size_t tag = m_rest.find("{%", m_at); tag != std::string_view::npos;
             tag = m_rest.find("{%", tag + 2)) {
            std::size_t name = tag + 2;
            if (startsWith("-", name) || startsWith("+", name))
                ++name;
            name = skipSpace(name);
            if (!startsWith("endraw", name))
                continue;
            addText(textBefore(tag));
            advanceTo(skipSpace(name + 6));
            if (!readClose("%}"))
                fail("endraw is not closed");
            return true;
        }
        fail("raw has no endraw");
    }

    void readTag(Kind begin, Kind end, std::string_view close)
    {
        add(begin, {});
        std::string openBrackets;
        for (;;) {
            advanceTo(skipSpace(m_at));
            if (m_at >= m_rest.size())
                fail("a tag is not closed");
            const int line = m_line;
            if (openBrackets.empty() && readClose(close)) {
                m_tokens.push_back({ end, {}, line });
                return;
            }
            readToken(openBrackets);
        }
    }

    void readToken(std::string& openBrackets)
    {
        const char c = m_rest[m_at];
        if (isNameStart(c)) {
            std::size_t end = m_at;
            while (end < m_rest.size() && isNamePart(m_rest[end]))
                ++end;
            addUpTo(Kind::Name, end);
        } else if (isDigit(c)) {
            readNumber();
        } else if (c == '\'' || c == '"') {
            readString();
        } else {
            readOperator(openBrackets);
        }
    }

    void addUpTo(Kind kind, std::size_t end)
    {
        add(kind, std::string(m_rest.substr(m_at, end - m_at)));
        advanceTo(end);
    }

    void readNumber()
    {
        const auto digitsFrom = [this](std::size_t at) {
            while (at < m_rest.size()
                && (isDigit(m_rest[at]) || (m_rest[at] == '_' && at + 1 < m_rest.size() && isDigit(m_rest[at + 1]))))
                ++at;
            return at;
        };
        const auto digitAt = [this](std::size_t at) { return at < m_rest.size() && isDigit(m_rest[at]); };
        std::size_t end = digitsFrom(m_at);
        Kind kind = Kind::Integer;
        const bool afterDot = m_at > 0 && m_rest[m_at - 1] == '.'; // x.0 is an item, not a fraction
        if (!afterDot && startsWith(".", end) && digitAt(end + 1)) {
            end = digitsFrom(end + 1);
            kind = Kind::Float;
        }
        if (!afterDot && (startsWith("e", end) || startsWith("E", end))) {
            const std::size_t sign = startsWith("+", end + 1) || startsWith("-", end + 1) ? 1 : 0;
            if (digitAt(end + 1 + sign)) {
                end = digitsFrom(end + 1 + sign);
                kind = Kind::Float;
            }
        }
        std::string digits(m_rest.substr(m_at, end - m_at));
        std::erase(digits, '_');
        add(kind, std::move(digits));
        advanceTo(end);
    }

    void readString()
    {
        const char quote = m_rest[m_at];
        std::string text;
        std::size_t at = m_at + 1;
        while (at < m_rest.size() && m_rest[at] != quote) {
            if (m_rest[at] == '\\' && at + 1 < m_rest.size())
                at = readEscape(at + 1, text);
            else
                text += m_rest[at++];
        }
        if (at >= m_rest.size())
            fail("a string is not closed");
        add(Kind::String, std::move(text));
        advanceTo(at + 1);
    }

    /// Appends what the escape after a backslash at `at` stands for; gives the offset behind it.
    std::size_t readEscape(std::size_t at, std::string& text) const
    {
        constexpr std::string_view letters = "abfnrtv\\'\"";
        constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"";
        const char c = m_rest[at];
        if (const std::size_t i = letters.find(c); i != std::string_view::npos) {
            text += meanings[i];
            return at + 1;
        }
        if (c == '\n')
            return at + 1;
        if (c == 'x' || c == 'u' || c == 'U')
            return readCodePoint(at + 1, c == 'x' ? 2 : c == 'u' ? 4 : 8, 16, text);
        if (c >= '0' && c <= '7') {
            std::size_t digits = 1;
            while (
                digits < 3 && at + digits < m_rest.size() && m_rest[at + digits] >= '0' && m_rest[at + digits] <= '7')
                ++digits;
            return readCodePoint(at, digits, 8, text);
        }
        text += '\\';
        return at;
    }

    std::size_t readCodePoint(std::size_t at, std::size_t digits, int base, std::string& text) const
    {
        std::int64_t value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            constexpr std::string_view hex = "0123456789abcdef";
            const char c = at + i < m_rest.size() ? m_rest[at + i] : '\0';
            const std::size_t digit = hex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
            if (digit == std::string_view::npos)
                fail("a string has an escape with too few digits");
            value = value * base + static_cast<std::int64_t>(digit);
        }
        if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
            fail("a string has an escape that is no character");
        text += toUtf8(static_cast<std::int32_t>(value));
        return at + digits;
    }

    void readOperator(std::string& openBrackets)
    {
        constexpr std::array<std::string_view, 6> twoLetters { "//", "**", "==", "!=", "<=", ">=" };
        constexpr std::string_view oneLetter = "+-/*%~[](){}<>=.:|,";
        for (const std::string_view each : twoLetters) {
            if (startsWith(each, m_at)) {
                addUpTo(Kind::Operator, m_at + 2);
                return;
            }
        }
        const char c = m_rest[m_at];
        if (oneLetter.find(c) == std::string_view::npos)
            fail("unexpected '" + std::string(m_rest.substr(m_at, codePointAt(m_rest, m_at).size)) + "'");
        trackBrackets(c, openBrackets);
        addUpTo(Kind::Operator, m_at + 1);
    }

    /// Inside brackets "}}" closes two dicts, not the tag.
    void trackBrackets(char c, std::string& openBrackets) const
    {
        constexpr std::string_view opening = "([{";
        constexpr std::string_view closing = ")]}";
        if (opening.find(c) != std::string_view::npos)
            openBrackets += c;
        const std::size_t kind = closing.find(c);
        if (kind == std::string_view::npos)
            return;
        if (openBrackets.empty() || openBrackets.back() != opening[kind])
            fail(std::string("unexpected '") + c + "'");
        openBrackets.pop_back();
    }

    std::string m_source;
    std::string_view m_rest;
    std::size_t m_at = 0;
    int m_line = 1;
    std::vector<TemplateToken> m_tokens;
};

} // namespace

std::vector<TemplateToken> lexTemplate(std::string_view source)
{
    return Lexer(source).run();
}

} // namespace amend
