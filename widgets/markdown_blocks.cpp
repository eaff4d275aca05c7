// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/markdown_blocks.h"

#include <algorithm>
#include <utility>

namespace amend {
namespace {

/// An open code block is frozen in parts of this size, so that the tail stays cheap to draw.
constexpr std::size_t maxOpenCodeBytes = 8000;
/// From this indent on a line is code, never a mark.
constexpr int codeIndent = 4;
/// The text of a list item begins here at the earliest.
constexpr int itemIndent = 2;

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t") == std::string_view::npos;
}

/// Columns of white space at the start; a tab goes to the next multiple of four.
int indentOf(std::string_view line)
{
    int column = 0;
    for (const char c : line) {
        if (c == ' ') {
            ++column;
        } else if (c == '\t') {
            column += codeIndent - column % codeIndent;
        } else {
            break;
        }
    }
    return column;
}

std::string_view trimmed(std::string_view line)
{
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return line.substr(first, line.find_last_not_of(" \t") - first + 1);
}

/// The line without up to `columns` columns of indent.
std::string_view withoutIndent(std::string_view line, int columns)
{
    int column = 0;
    while (column < columns && !line.empty() && (line.front() == ' ' || line.front() == '\t')) {
        column += line.front() == '\t' ? codeIndent - column % codeIndent : 1;
        line.remove_prefix(1);
    }
    return line;
}

std::size_t runLength(std::string_view text, char mark)
{
    return std::min(text.find_first_not_of(mark), text.size());
}

bool startsFence(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (indentOf(line) >= codeIndent || text.empty()) {
        return false;
    }
    if (runLength(text, '~') >= 3) {
        return true;
    }
    const std::size_t ticks = runLength(text, '`');
    return ticks >= 3 && text.find('`', ticks) == std::string_view::npos;
}

bool isAtxHeading(std::string_view line)
{
    const std::string_view text = trimmed(line);
    const std::size_t level = runLength(text, '#');
    return indentOf(line) < codeIndent && level >= 1 && level <= 6
        && (text.size() == level || text[level] == ' ' || text[level] == '\t');
}

bool isThematicBreak(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (indentOf(line) >= codeIndent || text.empty()
        || std::string_view("-*_").find(text.front()) == std::string_view::npos) {
        return false;
    }
    const auto marks = std::count(text.begin(), text.end(), text.front());
    const auto gaps = std::count_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t'; });
    return marks >= 3 && marks + gaps == static_cast<std::ptrdiff_t>(text.size());
}

bool isSetextUnderline(std::string_view line)
{
    const std::string_view text = trimmed(line);
    return indentOf(line) < codeIndent && !text.empty()
        && (runLength(text, '=') == text.size() || runLength(text, '-') == text.size());
}

bool isQuote(std::string_view line)
{
    return indentOf(line) < codeIndent && trimmed(line).substr(0, 1) == ">";
}

enum class ItemMark { None, Empty, FirstNumber, LaterNumber, Bullet };

ItemMark itemMarkOf(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (indentOf(line) >= codeIndent || text.empty()) {
        return ItemMark::None;
    }
    const bool bullet = std::string_view("-+*").find(text.front()) != std::string_view::npos;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (!bullet
        && (digits == 0 || digits > 9 || digits == text.size() || (text[digits] != '.' && text[digits] != ')'))) {
        return ItemMark::None;
    }
    const std::size_t end = bullet ? 1 : digits + 1;
    if (end == text.size()) {
        return ItemMark::Empty;
    }
    if (text[end] != ' ' && text[end] != '\t') {
        return ItemMark::None;
    }
    if (bullet) {
        return ItemMark::Bullet;
    }
    return text.substr(0, digits) == "1" ? ItemMark::FirstNumber : ItemMark::LaterNumber;
}

bool interruptsParagraph(std::string_view line)
{
    const ItemMark mark = itemMarkOf(line);
    return startsFence(line) || isAtxHeading(line) || isQuote(line) || isThematicBreak(line) || mark == ItemMark::Bullet
        || mark == ItemMark::FirstNumber;
}

bool isDelimiterRow(std::string_view line)
{
    return line.find('|') != std::string_view::npos && line.find('-') != std::string_view::npos
        && line.find_first_not_of("|:- \t") == std::string_view::npos;
}

/// Whether an unfinished line may still turn out to be a mark rather than text.
bool mayBecomeMark(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (runLength(text, '`') >= 3 || runLength(text, '~') >= 3) {
        return true;
    }
    if (text.find_first_not_of("`~-=*_#+>|: \t") == std::string_view::npos) {
        return true;
    }
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    return digits <= 3 && text.find_first_not_of(".) ", digits) == std::string_view::npos;
}

/// How much of the text is whole UTF-8 characters, when only its end may be cut.
std::size_t wholeCharacters(std::string_view utf8)
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, utf8.size()); ++back) {
        const auto byte = static_cast<unsigned char>(utf8[utf8.size() - back]);
        if ((byte & 0xC0U) == 0x80U) {
            continue; // a later byte of a character
        }
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return length > back ? utf8.size() - back : utf8.size();
    }
    return utf8.size();
}

} // namespace

std::vector<MarkdownBlock> MarkdownBlocks::split(std::string_view text)
{
    MarkdownBlocks blocks;
    std::vector<MarkdownBlock> all = blocks.append(text);
    const std::vector<MarkdownBlock> rest = blocks.finish();
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

std::vector<MarkdownBlock> MarkdownBlocks::append(std::string_view utf8)
{
    while (!utf8.empty()) {
        const std::size_t end = utf8.find('\n');
        m_line.append(utf8.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        utf8.remove_prefix(end + 1);
        takeLine(std::exchange(m_line, {}));
    }
    return std::exchange(m_frozen, {});
}

std::vector<MarkdownBlock> MarkdownBlocks::finish()
{
    if (!m_line.empty()) {
        takeLine(std::exchange(m_line, {}));
    }
    freeze();
    std::vector<MarkdownBlock> last = std::exchange(m_frozen, {});
    *this = {};
    return last;
}

std::vector<MarkdownBlock> MarkdownBlocks::tail() const
{
    MarkdownBlocks preview = *this;
    preview.m_line.resize(wholeCharacters(m_line));
    if (mayBecomeMark(preview.m_line)) {
        preview.m_line.clear();
    }
    return preview.finish();
}

void MarkdownBlocks::takeLine(std::string_view line)
{
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    if (m_fence) {
        takeFencedLine(line);
        return;
    }
    if (isBlank(line)) {
        takeBlankLine();
        return;
    }
    if (m_open && continuesOpenBlock(line)) {
        addToOpenBlock(line);
    } else {
        freeze();
        open(line);
    }
    m_blankBefore = false;
    m_markedBefore = isQuote(line);
    // A heading or a rule is over with its line; a paragraph becomes a heading by its underline.
    if (m_open->kind == BlockKind::Heading || m_open->kind == BlockKind::Rule) {
        freeze();
    }
}

void MarkdownBlocks::takeFencedLine(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (indentOf(line) < codeIndent && text.size() >= m_fence->length
        && runLength(text, m_fence->mark) == text.size()) {
        freeze();
        return;
    }
    addToOpenBlock(withoutIndent(line, m_fence->indent));
    if (m_open->source.size() >= maxOpenCodeBytes) {
        const MarkdownBlock next { BlockKind::Code, {}, m_open->language, true };
        const std::optional<Fence> fence = m_fence;
        freeze();
        m_open = next;
        m_fence = fence;
    }
}

void MarkdownBlocks::takeBlankLine()
{
    m_blankBefore = true;
    if (!m_open) {
        return;
    }
    if (m_open->kind == BlockKind::List || m_open->kind == BlockKind::Code) {
        addToOpenBlock({});
    } else {
        freeze();
    }
}

/// May turn an open paragraph into a heading or a table: that is decided by its second line.
bool MarkdownBlocks::continuesOpenBlock(std::string_view line)
{
    switch (m_open->kind) {
    case BlockKind::Prose:
        if (isSetextUnderline(line)) {
            m_open->kind = BlockKind::Heading;
            return true;
        }
        if (m_lines == 1 && isDelimiterRow(line) && m_open->source.find('|') != std::string::npos) {
            m_open->kind = BlockKind::Table;
            return true;
        }
        return !interruptsParagraph(line);
    case BlockKind::Table:
        return !interruptsParagraph(line);
    case BlockKind::Quote:
        return isQuote(line) || (m_markedBefore ? !interruptsParagraph(line) : !startsFence(line));
    case BlockKind::List:
        if (indentOf(line) >= itemIndent) {
            return true;
        }
        if (startsFence(line) || isAtxHeading(line) || isThematicBreak(line) || isQuote(line)) {
            return false;
        }
        return itemMarkOf(line) != ItemMark::None || !m_blankBefore;
    case BlockKind::Code: // indented; a fenced one never comes here
        return indentOf(line) >= codeIndent;
    case BlockKind::Heading:
    case BlockKind::Rule:
        return false;
    }
    return false;
}

void MarkdownBlocks::open(std::string_view line)
{
    m_open.emplace();
    m_lines = 0;
    if (startsFence(line)) {
        const std::string_view text = trimmed(line);
        const std::size_t length = runLength(text, text.front());
        const std::string_view info = trimmed(text.substr(length));
        m_open->kind = BlockKind::Code;
        m_open->language = std::string(info.substr(0, info.find_first_of(" \t{")));
        m_fence = Fence { text.front(), length, indentOf(line) };
        return;
    }
    if (indentOf(line) >= codeIndent) {
        m_open->kind = BlockKind::Code;
    } else if (isAtxHeading(line)) {
        m_open->kind = BlockKind::Heading;
    } else if (isThematicBreak(line)) {
        m_open->kind = BlockKind::Rule;
    } else if (isQuote(line)) {
        m_open->kind = BlockKind::Quote;
    } else if (itemMarkOf(line) != ItemMark::None) {
        m_open->kind = BlockKind::List;
    }
    addToOpenBlock(line);
}

void MarkdownBlocks::addToOpenBlock(std::string_view line)
{
    const bool indentedCode = m_open->kind == BlockKind::Code && !m_fence;
    m_open->source.append(indentedCode ? withoutIndent(line, codeIndent) : line);
    m_open->source.push_back('\n');
    ++m_lines;
}

void MarkdownBlocks::freeze()
{
    if (m_open) {
        std::string& source = m_open->source;
        // Blank lines between two blocks belong to neither; those inside a fence were written on purpose.
        const std::size_t end = m_fence ? source.size() - (source.empty() ? 0 : 1) : source.find_last_not_of('\n') + 1;
        source.resize(end);
        if (!m_open->continued || !source.empty()) {
            m_frozen.push_back(std::move(*m_open));
        }
    }
    m_open.reset();
    m_fence.reset();
}

} // namespace amend
