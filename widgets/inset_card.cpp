// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inset_card.h"

#include "widgets/flow_layout.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace amend {

InsetCard::InsetCard(QWidget* parent)
    : QFrame(parent)
    , m_head(new QHBoxLayout)
    , m_title(new QLabel(this))
    , m_aside(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_content(new QVBoxLayout)
    , m_buttons(new FlowLayout(metrics::gutter))
{
    m_title->setFont(fontFor(TextRole::Title));
    m_title->setWordWrap(true);
    m_aside->setProperty("tone", QStringLiteral("second"));
    m_aside->setFont(fontFor(TextRole::Secondary));
    m_sentence->setProperty("tone", QStringLiteral("second"));
    m_sentence->setFont(fontFor(TextRole::Secondary));
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sentence->hide();

    m_head->addWidget(m_title, 1);
    m_head->addWidget(m_aside, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::padding, 12, metrics::padding, metrics::padding);
    column->setSpacing(0);
    column->addLayout(m_head);
    column->addSpacing(metrics::grid);
    column->addWidget(m_sentence);
    m_content->setSpacing(metrics::gutter);
    m_content->setContentsMargins(0, 0, 0, 0);
    column->addLayout(m_content);
    column->addLayout(m_buttons);
}

void InsetCard::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void InsetCard::setAside(const QString& remark)
{
    m_aside->setText(remark);
}

void InsetCard::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

void InsetCard::addContent(QWidget* content)
{
    m_content->setContentsMargins(0, metrics::gutter, 0, 0);
    m_content->addWidget(content);
}

QPushButton* InsetCard::addButton(const QString& text, const char* variant)
{
    auto* button = new QPushButton(text, this);
    button->setProperty("variant", QString::fromLatin1(variant));
    button->setCursor(Qt::PointingHandCursor);
    m_buttons->setContentsMargins(0, 12, 0, 0);
    m_buttons->addWidget(button);
    return button;
}

void InsetCard::addToHead(QWidget* widget)
{
    m_head->addWidget(widget, 0, Qt::AlignTop);
}

void InsetCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().inset);
    painter.drawRoundedRect(rect(), metrics::radius, metrics::radius);
}

} // namespace amend
