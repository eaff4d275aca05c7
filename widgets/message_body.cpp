// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/message_body.h"

#include "widgets/block_view.h"
#include "widgets/theme.h"

#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace amend {
namespace {

constexpr int blockSpacing = 10;

/// Blocks stand in groups, so that a growing tail makes Qt lay out its own group again and not the whole reply.
constexpr int blocksPerGroup = 16;

/// What is drawn of an open block at most; its start is shown when it is frozen.
constexpr std::size_t maxTailBytes = 8000;

MarkdownBlock shortened(MarkdownBlock block)
{
    if (block.source.size() > maxTailBytes) {
        const std::size_t from = block.source.find_first_of(" \n", block.source.size() - maxTailBytes);
        block.source.erase(0, from == std::string::npos ? 0 : from + 1);
    }
    return block;
}

} // namespace

MessageBody::MessageBody(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(blockSpacing);
}

void MessageBody::setText(std::string_view text, bool isOpen)
{
    m_frozen.clear();
    m_tail.clear();
    m_group = nullptr;
    qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly)); // the groups with their blocks
    m_splitter = {};
    append(text);
    if (!isOpen) {
        finish();
    }
}

void MessageBody::append(std::string_view utf8)
{
    freeze(m_splitter.append(utf8));
    showTail(m_splitter.tail());
}

void MessageBody::finish()
{
    freeze(m_splitter.finish());
    showTail({});
}

std::vector<MarkdownBlock> MessageBody::blocks() const
{
    std::vector<MarkdownBlock> shown;
    for (const std::vector<BlockView*>* views : { &m_frozen, &m_tail }) {
        for (const BlockView* view : *views) {
            shown.push_back(view->block());
        }
    }
    return shown;
}

/// What was the tail becomes the frozen block where it can, so that nothing flickers.
void MessageBody::freeze(const std::vector<MarkdownBlock>& blocks)
{
    for (const MarkdownBlock& block : blocks) {
        if (!m_tail.empty() && m_tail.front()->fits(block)) {
            m_tail.front()->setOpen(false);
            m_tail.front()->setBlock(block);
            m_frozen.push_back(m_tail.front());
            m_tail.erase(m_tail.begin());
        } else {
            showTail({});
            m_frozen.push_back(addView(block));
        }
    }
}

void MessageBody::showTail(const std::vector<MarkdownBlock>& blocks)
{
    std::size_t kept = 0;
    while (kept < std::min(blocks.size(), m_tail.size()) && m_tail[kept]->fits(blocks[kept])) {
        m_tail[kept]->setBlock(shortened(blocks[kept]));
        ++kept;
    }
    while (m_tail.size() > kept) {
        delete m_tail.back();
        m_tail.pop_back();
    }
    for (; kept < blocks.size(); ++kept) {
        m_tail.push_back(addView(shortened(blocks[kept])));
    }
    for (BlockView* view : m_tail) {
        view->setOpen(view == m_tail.back());
    }
}

BlockView* MessageBody::addView(const MarkdownBlock& block)
{
    if (!m_group || m_group->count() >= blocksPerGroup) {
        auto* group = new QWidget(this);
        m_group = new QVBoxLayout(group);
        m_group->setContentsMargins(0, 0, 0, 0);
        m_group->setSpacing(blockSpacing);
        m_column->addWidget(group);
        group->show();
    }
    auto* view = new BlockView(block, m_group->parentWidget());
    m_group->addWidget(view);
    view->show();
    return view;
}

} // namespace amend
