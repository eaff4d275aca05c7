// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/composer.h"

#include "widgets/growing_text_edit.h"
#include "widgets/icon.h"
#include "widgets/message_column.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>

namespace amend {
namespace {

constexpr int maxLines = 10;

} // namespace

Composer::Composer(QWidget* parent)
    : QWidget(parent)
    , m_text(new GrowingTextEdit(1, maxLines, this))
    , m_button(new QPushButton(this))
    , m_tokens(new QLabel(this))
    , m_editing(new QLabel(tr("Editing an earlier message; the old version is kept"), this))
    , m_cancelEdit(new QToolButton(this))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_text->setPlaceholderText(tr("Write a message"));
    m_text->setAccessibleName(tr("Message"));
    m_text->setProperty("surface", QStringLiteral("none"));
    m_text->installEventFilter(this);
    m_button->setCursor(Qt::PointingHandCursor);
    m_tokens->setFont(fontFor(TextRole::Secondary));
    m_tokens->setProperty("tone", QStringLiteral("second"));
    m_editing->setFont(fontFor(TextRole::Secondary));
    m_editing->setProperty("tone", QStringLiteral("second"));
    m_cancelEdit->setIcon(icon(QStringLiteral("cross")));
    m_cancelEdit->setIconSize({ 12, 12 });
    m_cancelEdit->setToolTip(tr("Leave the message as it is"));
    m_cancelEdit->setAccessibleName(tr("Leave the message as it is"));
    setFocusProxy(m_text);
    setMaximumWidth(readingWidth(fontMetrics()));

    auto* editRow = new QHBoxLayout;
    editRow->addWidget(m_editing, 1);
    editRow->addWidget(m_cancelEdit);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::gutter);
    row->addWidget(m_text, 1);
    row->addWidget(m_tokens, 0, Qt::AlignBottom);
    row->addWidget(m_button, 0, Qt::AlignBottom);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::padding, metrics::gutter, metrics::gutter, metrics::gutter);
    column->setSpacing(metrics::grid);
    column->addLayout(editRow);
    column->addLayout(row);

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_isReplying) {
            Q_EMIT stopRequested();
        } else {
            send();
        }
    });
    connect(m_cancelEdit, &QToolButton::clicked, this, &Composer::endEdit);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        updateButton();
        Q_EMIT draftChanged(m_text->toPlainText());
    });
    setTokenCount(0);
    endEdit();
}

QString Composer::text() const
{
    return m_text->toPlainText();
}

void Composer::setDraft(const QString& text)
{
    const QSignalBlocker quiet(m_text);
    m_text->setPlainText(text);
    m_text->moveCursor(QTextCursor::End);
    updateButton();
}

void Composer::setReplying(bool isReplying)
{
    m_isReplying = isReplying;
    if (!isReplying && m_button->hasFocus()) {
        focusText(); // Stop turns into a Send that is off while there is no text, and would hand the focus on
    }
    updateButton();
}

void Composer::setTokenCount(int tokens)
{
    m_tokens->setText(tr("%n tokens", nullptr, tokens));
    m_tokens->setVisible(tokens > 0);
}

void Composer::setBlocked(const QString& reason)
{
    m_blocked = reason;
    updateButton();
}

void Composer::beginEdit(MessageId message, const QString& text)
{
    m_edited = message;
    m_editing->show();
    m_cancelEdit->show();
    setDraft(text);
    focusText();
}

void Composer::endEdit()
{
    if (m_edited) {
        m_text->clear();
    }
    m_edited.reset();
    m_editing->hide();
    m_cancelEdit->hide();
    updateButton();
}

void Composer::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
}

bool Composer::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress && handleKey(*static_cast<QKeyEvent*>(event))) {
        return true;
    }
    if (watched == m_text && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        update();
    }
    return QWidget::eventFilter(watched, event);
}

bool Composer::handleKey(QKeyEvent& event)
{
    const bool isEnter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (isEnter && (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) {
        send();
        return true;
    }
    if (event.key() == Qt::Key_Up && event.modifiers() == Qt::NoModifier && m_text->document()->isEmpty()) {
        Q_EMIT editLastRequested();
        return true;
    }
    if (event.key() == Qt::Key_Escape && m_edited) {
        endEdit();
        return true;
    }
    if (event.key() == Qt::Key_Escape && m_isReplying) {
        Q_EMIT stopRequested();
        return true;
    }
    return false;
}

void Composer::send()
{
    const std::string text = m_text->toPlainText().trimmed().toStdString();
    if (text.empty() || m_isReplying || !m_blocked.isEmpty()) {
        return; // the text stays
    }
    if (m_edited) {
        const MessageId edited = *m_edited;
        endEdit();
        Q_EMIT editSent(edited, text);
    } else {
        m_text->clear();
        Q_EMIT sendRequested(text);
    }
}

void Composer::updateButton()
{
    const QString name = m_isReplying ? tr("Stop") : tr("Send");
    m_button->setText(name);
    m_button->setIcon(m_isReplying ? icon(QStringLiteral("stop"), IconColour::Text) : QIcon());
    m_button->setAccessibleName(name);
    m_button->setProperty("variant", m_isReplying ? QString() : QStringLiteral("primary"));
    m_button->style()->unpolish(m_button); // the variant has changed
    m_button->style()->polish(m_button);
    const bool hasText = !m_text->toPlainText().trimmed().isEmpty();
    m_button->setEnabled(m_isReplying || (hasText && m_blocked.isEmpty()));
    m_button->setToolTip(m_isReplying ? tr("Stop the reply; what is written stays (Esc)")
            : m_blocked.isEmpty()     ? tr("Send (Enter)")
                                      : m_blocked);
}

void Composer::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_text->hasFocus() ? theme.accent : theme.border, 1));
    painter.setBrush(theme.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius, metrics::radius);
}

} // namespace amend
