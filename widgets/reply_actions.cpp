// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/reply_actions.h"

#include "widgets/icon.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>

namespace amend {
namespace {

QToolButton* iconButton(const QString& name, const QString& text, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(icon(name));
    button->setIconSize({ 16, 16 });
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setCursor(Qt::PointingHandCursor);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QPushButton* textButton(const QString& text, const QString& description, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setProperty("variant", QStringLiteral("flat"));
    button->setToolTip(description);
    button->setAccessibleName(text);
    button->setAccessibleDescription(description);
    button->setCursor(Qt::PointingHandCursor);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QString statsText(const Message& message)
{
    const QLocale locale;
    const ReplyStats& stats = message.stats;
    return ReplyActions::tr("%1 tokens, the first after %2 ms\nPrompt: %3 tokens at %4 per second\nTemperature %5, "
                            "top-p %6, top-k %7, seed %8")
        .arg(locale.toString(stats.replyTokens), locale.toString(stats.timeToFirstTokenMs, 'f', 0),
            locale.toString(stats.promptTokens), locale.toString(stats.promptTokensPerSecond, 'f', 0),
            locale.toString(message.options.temperature, 'g', 3), locale.toString(message.options.topP, 'g', 3),
            locale.toString(message.options.topK), QString::number(message.options.seed));
}

} // namespace

ReplyActions::ReplyActions(QWidget* parent)
    : QWidget(parent)
    , m_badge(new LessonBadge(this))
    , m_speed(new QLabel(this))
    , m_older(iconButton(QStringLiteral("chevron_left"), tr("Older version"), this))
    , m_version(new QLabel(this))
    , m_newer(iconButton(QStringLiteral("chevron_right"), tr("Newer version"), this))
    , m_up(iconButton(QStringLiteral("thumb_up"), tr("Thumbs up: keep this reply as it is"), this))
    , m_down(iconButton(QStringLiteral("thumb_down"), tr("Thumbs down: teach a better reply"), this))
    , m_copy(textButton(tr("Copy"), tr("Copy this reply"), this))
    , m_again(textButton(tr("Again"), tr("Write another version of this reply"), this))
{
    m_badge->hide();
    m_speed->setProperty("tone", QStringLiteral("second"));
    m_speed->setFont(fontFor(TextRole::Secondary));
    m_version->setProperty("tone", QStringLiteral("second"));
    m_version->setFont(fontFor(TextRole::Secondary));
    for (QToolButton* chevron : { m_older, m_newer }) {
        chevron->setIconSize({ 12, 12 });
    }

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_badge);
    row->addWidget(m_speed);
    row->addStretch(1);
    row->addWidget(m_older);
    row->addWidget(m_version);
    row->addWidget(m_newer);
    row->addSpacing(metrics::grid);
    row->addWidget(m_up);
    row->addSpacing(metrics::grid);
    row->addWidget(m_down);
    row->addSpacing(metrics::gutter);
    row->addWidget(m_copy);
    row->addWidget(m_again);

    connect(m_badge, &QAbstractButton::clicked, this, &ReplyActions::badgeClicked);
    connect(m_older, &QAbstractButton::clicked, this, [this] { Q_EMIT versionStepped(-1); });
    connect(m_newer, &QAbstractButton::clicked, this, [this] { Q_EMIT versionStepped(1); });
    connect(m_up, &QAbstractButton::clicked, this, [this] { Q_EMIT ratingClicked(Rating::Up); });
    connect(m_down, &QAbstractButton::clicked, this, [this] { Q_EMIT ratingClicked(Rating::Down); });
    connect(m_copy, &QAbstractButton::clicked, this, &ReplyActions::copyClicked);
    connect(m_again, &QAbstractButton::clicked, this, &ReplyActions::againClicked);
    updateVersions();
}

void ReplyActions::setMessage(const Message& message)
{
    m_rating = message.rating;
    m_streaming = message.state == MessageState::Streaming;
    m_isMeasured = message.stats.tokensPerSecond > 0;
    m_speed->setText(
        m_isMeasured ? tr("%1 tok/s").arg(QLocale().toString(message.stats.tokensPerSecond, 'f', 0)) : QString());
    m_speed->setToolTip(m_isMeasured ? statsText(message) : QString());
    m_again->setEnabled(!m_streaming);
    m_copy->setEnabled(!message.text.empty());
    updateThumbs();
    fitToWidth();
}

void ReplyActions::setVersions(int current, int count)
{
    m_current = current;
    m_count = count;
    updateVersions();
}

void ReplyActions::setLesson(const LessonShown& shown)
{
    m_badge->setLesson(shown);
    m_badge->show();
    m_speed->setContentsMargins(metrics::gutter, 0, 0, 0);
    fitToWidth();
}

void ReplyActions::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitToWidth();
}

int ReplyActions::neededWidth() const
{
    int needed = 0;
    for (int i = 0; i < layout()->count(); ++i) {
        const QLayoutItem* item = layout()->itemAt(i);
        needed += item->widget() == m_speed ? 0 : item->sizeHint().width(); // 0 for what is hidden
    }
    return needed;
}

/// In a narrow row the badge's words matter more than the speed, and than those of Copy and Again.
void ReplyActions::fitToWidth()
{
    m_copy->setText(tr("Copy"));
    m_again->setText(tr("Again"));
    const bool isNarrow = neededWidth() > width();
    m_copy->setIcon(isNarrow ? icon(QStringLiteral("copy")) : QIcon());
    m_again->setIcon(isNarrow ? icon(QStringLiteral("again")) : QIcon());
    if (isNarrow) {
        m_copy->setText({});
        m_again->setText({});
    }
    m_speed->setVisible(m_isMeasured && !isNarrow && neededWidth() + m_speed->sizeHint().width() <= width());
}

void ReplyActions::setRatingBlocked(const QString& reason)
{
    m_blockedReason = reason;
    updateThumbs();
}

void ReplyActions::updateThumbs()
{
    const QString blocked = m_streaming ? tr("One can rate a reply when it is complete") : m_blockedReason;
    const bool isUp = m_rating == Rating::Up;
    const bool isDown = m_rating == Rating::Down;
    m_up->setIcon(icon(isUp ? QStringLiteral("thumb_up_filled") : QStringLiteral("thumb_up"),
        isUp ? IconColour::Good : IconColour::Second));
    m_down->setIcon(icon(isDown ? QStringLiteral("thumb_down_filled") : QStringLiteral("thumb_down"),
        isDown ? IconColour::Bad : IconColour::Second));
    const QString up = isUp ? tr("Take the thumbs up back") : tr("Thumbs up: keep this reply as it is");
    const QString down = isDown ? tr("Thumbs down given: open the feedback") : tr("Thumbs down: teach a better reply");
    m_up->setAccessibleName(up);
    m_down->setAccessibleName(down);
    m_up->setToolTip(blocked.isEmpty() ? up : blocked);
    m_down->setToolTip(blocked.isEmpty() ? down : blocked);
    for (QToolButton* thumb : { m_up, m_down }) {
        thumb->setEnabled(blocked.isEmpty());
        thumb->setCursor(blocked.isEmpty() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
}

void ReplyActions::updateVersions()
{
    m_version->setText(tr("%1/%2").arg(m_current).arg(m_count));
    m_version->setAccessibleName(tr("Version %1 of %2").arg(m_current).arg(m_count));
    m_older->setEnabled(m_current > 1);
    m_newer->setEnabled(m_current < m_count);
}

} // namespace amend
