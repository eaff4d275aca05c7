// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts Markdown that arrives in pieces into blocks that never change again and an open tail.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amend {

enum class BlockKind { Prose, Heading, Code, Table, List, Quote, Rule };

struct MarkdownBlock {
    BlockKind kind = BlockKind::Prose;
    std::string source; ///< its Markdown; of Code the bare text without fences or indent
    std::string language; ///< Code only: the first word after the fence; may be empty
    bool continued = false; ///< Code only: goes on from the block before, which was cut for its length
    bool operator==(const MarkdownBlock&) const = default;
};

/// A state machine over complete lines, so that where a text is cut can make no difference. It cuts at the boundaries
/// of CommonMark's top-level blocks and joins where it is in doubt: a block may hold two neighbours, never half of one.
/// Each block is rendered alone (markdown_html.h); a link reference therefore reaches no further than its block.
class MarkdownBlocks {
public:
    /// All blocks of a whole text: what any sequence of append() and finish() ends in.
    static std::vector<MarkdownBlock> split(std::string_view text);

    /// Takes more of the text, cut anywhere, inside a UTF-8 character too. Returns the blocks that are now frozen.
    std::vector<MarkdownBlock> append(std::string_view utf8);

    /// Ends the text. Returns the last blocks; the object is as new afterwards.
    std::vector<MarkdownBlock> finish();

    /// What is open, as far as it can be shown: a line that may yet become a fence, an underline or a list mark is
    /// held back until it is decided.
    std::vector<MarkdownBlock> tail() const;

private:
    struct Fence {
        char mark = '`';
        std::size_t length = 0;
        int indent = 0;
    };

    void takeLine(std::string_view line);
    void takeFencedLine(std::string_view line);
    void takeBlankLine();
    bool continuesOpenBlock(std::string_view line);
    void open(std::string_view line);
    void addToOpenBlock(std::string_view line);
    void freeze();

    std::string m_line; ///< the last line, not yet complete
    std::optional<MarkdownBlock> m_open;
    std::optional<Fence> m_fence; ///< of m_open
    int m_lines = 0; ///< of m_open
    bool m_blankBefore = false; ///< the last line was blank
    bool m_markedBefore = false; ///< the last line of an open quote began with its mark
    std::vector<MarkdownBlock> m_frozen; ///< not yet handed out
};

} // namespace amend
