// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a reply as a column of blocks: frozen ones, and the open tail while it streams.
#pragma once

#include "widgets/markdown_blocks.h"

#include <QWidget>
#include <string_view>
#include <vector>

class QVBoxLayout;

namespace amend {

class BlockView;

class MessageBody final : public QWidget {
    Q_OBJECT

public:
    explicit MessageBody(QWidget* parent = nullptr);

    /// Shows a text from its start. `isOpen`: more will come.
    void setText(std::string_view text, bool isOpen);
    void append(std::string_view utf8);
    /// The text is complete: the tail is frozen too.
    void finish();
    std::vector<MarkdownBlock> blocks() const; ///< as shown

private:
    void freeze(const std::vector<MarkdownBlock>& blocks);
    void showTail(const std::vector<MarkdownBlock>& blocks);
    BlockView* addView(const MarkdownBlock& block);

    MarkdownBlocks m_splitter;
    std::vector<BlockView*> m_frozen;
    std::vector<BlockView*> m_tail;
    QVBoxLayout* m_column; ///< of groups
    QVBoxLayout* m_group = nullptr; ///< the last group, where new blocks go
};

} // namespace amend
