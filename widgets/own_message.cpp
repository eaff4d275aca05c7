// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/own_message.h"

#include "widgets/icon.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QToolButton>
#include <algorithm>

namespace amend {
namespace {

constexpr int sidePadding = 16;
constexpr int topPadding = 10;
/// A bubble leaves a margin at the left, by which one tells own messages at a glance.
constexpr double widestShare = 0.82;

QToolButton* iconButton(const QString& name, const QString& text, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(icon(name, IconColour::Second));
    button->setIconSize({ 14, 14 });
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setCursor(Qt::PointingHandCursor);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

OwnMessage::OwnMessage(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_side(new QWidget(this))
    , m_older(iconButton(QStringLiteral("chevron_left"), tr("Older version"), m_side))
    , m_version(new QLabel(m_side))
    , m_newer(iconButton(QStringLiteral("chevron_right"), tr("Newer version"), m_side))
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_version->setProperty("tone", QStringLiteral("second"));
    m_version->setFont(fontFor(TextRole::Secondary));
    QToolButton* edit = iconButton(QStringLiteral("edit"), tr("Edit this message"), m_side);

    auto* row = new QHBoxLayout(m_side);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (QWidget* part : std::initializer_list<QWidget*> { m_older, m_version, m_newer, edit }) {
        row->addWidget(part);
    }
    connect(edit, &QToolButton::clicked, this, &OwnMessage::editClicked);
    connect(m_older, &QToolButton::clicked, this, [this] { Q_EMIT versionStepped(-1); });
    connect(m_newer, &QToolButton::clicked, this, [this] { Q_EMIT versionStepped(1); });
    setVersions(1, 1);
}

void OwnMessage::setText(const QString& text)
{
    m_text->setText(text);
    place();
    updateGeometry();
}

void OwnMessage::setVersions(int current, int count)
{
    m_version->setText(tr("%1/%2").arg(current).arg(count));
    m_older->setEnabled(current > 1);
    m_newer->setEnabled(current < count);
    for (QWidget* part : std::initializer_list<QWidget*> { m_older, m_version, m_newer }) {
        part->setVisible(count > 1);
    }
    place();
}

int OwnMessage::heightForWidth(int width) const
{
    return textSize(width).height() + 2 * topPadding;
}

QSize OwnMessage::textSize(int width) const
{
    const int widest = std::max(static_cast<int>(width * widestShare) - 2 * sidePadding, 40);
    const QRect needed = fontMetrics().boundingRect(
        QRect(0, 0, widest, 1 << 20), Qt::TextWordWrap | Qt::TextWrapAnywhere | Qt::TextExpandTabs, m_text->text());
    const int textWidth = std::min(needed.width() + 2, widest); // rounding must not wrap the last word
    return { textWidth, std::max(m_text->heightForWidth(textWidth), fontMetrics().lineSpacing()) };
}

void OwnMessage::place()
{
    const QSize text = textSize(width());
    const QRect bubble(
        width() - text.width() - 2 * sidePadding, 0, text.width() + 2 * sidePadding, text.height() + 2 * topPadding);
    m_bubble = QStyle::visualRect(layoutDirection(), rect(), bubble);
    m_text->setGeometry(m_bubble.adjusted(sidePadding, topPadding, -sidePadding, -topPadding));
    const QSize side = m_side->sizeHint();
    const QRect beside(bubble.left() - side.width() - metrics::grid, bubble.center().y() - side.height() / 2,
        side.width(), side.height());
    m_side->setGeometry(QStyle::visualRect(layoutDirection(), rect(), beside));
    update();
}

void OwnMessage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    place();
}

void OwnMessage::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().accentSoft);
    painter.drawRoundedRect(m_bubble, metrics::radius, metrics::radius);
}

} // namespace amend
