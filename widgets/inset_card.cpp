// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inset_card.h"

#include "widgets/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace amend {

InsetCard::InsetCard(QWidget* parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_aside(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_content(new QVBoxLayout)
    , m_buttons(new QHBoxLayout)
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

    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_aside, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::padding, 12, metrics::padding, metrics::padding);
    column->setSpacing(0);
    column->addLayout(head);
    column->addSpacing(metrics::grid);
    column->addWidget(m_sentence);
    m_content->setSpacing(metrics::gutter);
    m_content->setContentsMargins(0, 0, 0, 0);
    column->addLayout(m_content);
    m_buttons->setSpacing(metrics::gutter);
    m_buttons->addStretch(1);
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
    int before = 0; // the stretch keeps its place behind the buttons
    while (m_buttons->itemAt(before)->widget()) {
        ++before;
    }
    m_buttons->insertWidget(before, button);
    return button;
}

void InsetCard::addToButtonRow(QWidget* widget)
{
    m_buttons->addWidget(widget);
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
