// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One block of a message: rich text, or code with its language and a Copy button.
#pragma once

#include "widgets/markdown_blocks.h"

#include <QFrame>

class QLabel;

namespace amend {

class BlockView final : public QFrame {
    Q_OBJECT

public:
    explicit BlockView(const MarkdownBlock& block, QWidget* parent = nullptr);

    const MarkdownBlock& block() const { return m_block; }
    /// Whether more of it is to come: prose then ends in a block in the accent colour.
    void setOpen(bool isOpen);
    /// For the open tail, which grows. Only between blocks for which `fits` is true.
    void setBlock(const MarkdownBlock& block);
    bool fits(const MarkdownBlock& block) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void buildProse();
    void buildCode();
    void render();

    MarkdownBlock m_block;
    bool m_isOpen = false;
    QLabel* m_text = nullptr;
    QLabel* m_language = nullptr; ///< code only
};

} // namespace amend
