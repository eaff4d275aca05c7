// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/feedback_strip.h"

#include "widgets/growing_text_edit.h"
#include "widgets/inset_card.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <algorithm>

namespace amend {
namespace {

constexpr int minLines = 2;
constexpr int maxLines = 8;

QLabel* caption(const QString& text, QWidget* buddy, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(fontFor(TextRole::Secondary));
    label->setProperty("tone", QStringLiteral("second"));
    label->setBuddy(buddy);
    label->setWordWrap(true);
    return label;
}

} // namespace

FeedbackStrip::FeedbackStrip(const QString& reply, QWidget* parent)
    : QWidget(parent)
    , m_reply(reply)
    , m_card(new InsetCard(this))
    , m_wanted(new GrowingTextEdit(minLines, maxLines, this))
    , m_critique(new QLineEdit(this))
    , m_scopes(new QButtonGroup(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    setRequest({});

    m_wanted->setPlainText(reply);
    m_wanted->setAccessibleName(tr("Wanted reply"));
    m_wanted->setProperty("surface", QStringLiteral("card")); // a field on an inset card
    m_critique->setAccessibleName(tr("What should be different?"));
    m_critique->setPlaceholderText(tr("Optional, one line"));
    m_critique->setProperty("surface", QStringLiteral("card"));
    m_card->addContent(caption(tr("Wanted reply: edit it into what you would have liked to read"), m_wanted, this));
    m_card->addContent(m_wanted);
    m_card->addContent(caption(tr("What should be different?"), m_critique, this));
    m_card->addContent(m_critique);
    buildScopes();
    buildButtons();

    const auto tellDraft = [this] { Q_EMIT draftChanged(draft()); };
    connect(m_wanted, &QPlainTextEdit::textChanged, this, tellDraft);
    connect(m_critique, &QLineEdit::textChanged, this, tellDraft);
    connect(m_scopes, &QButtonGroup::idToggled, this, tellDraft);
}

FeedbackDraft FeedbackStrip::draft() const
{
    return { m_wanted->toPlainText(), m_critique->text(), static_cast<Scope>(m_scopes->checkedId()) };
}

void FeedbackStrip::setDraft(const FeedbackDraft& draft)
{
    m_wanted->setPlainText(draft.wantedReply);
    m_critique->setText(draft.critique);
    m_scopes->button(static_cast<int>(draft.scope))->setChecked(true);
}

void FeedbackStrip::setCostHint(std::optional<double> seconds)
{
    m_card->setAside(seconds ? tr("about %1 s").arg(QLocale().toString(std::max(*seconds, 1.0), 'f', 0)) : QString());
}

void FeedbackStrip::setRequest(const QString& sentence)
{
    m_card->setTitle(tr("Teach a better reply"));
    m_card->setSentence(sentence);
}

void FeedbackStrip::focusWantedReply()
{
    m_wanted->setFocus(Qt::OtherFocusReason);
    m_wanted->selectAll();
}

void FeedbackStrip::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers() == Qt::ControlModifier) {
        learn();
    } else if (event->key() == Qt::Key_Escape) {
        Q_EMIT notNowClicked();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void FeedbackStrip::buildScopes()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::gutter);
    const auto add = [&](Scope scope, const QString& text, const QString& description) {
        auto* chip = new QPushButton(text, row);
        chip->setCheckable(true);
        chip->setProperty("variant", QStringLiteral("chip"));
        chip->setToolTip(description);
        chip->setAccessibleDescription(description);
        m_scopes->addButton(chip, static_cast<int>(scope));
        layout->addWidget(chip);
    };
    add(Scope::ThisAnswer, tr("Just this answer"), tr("Other questions stay as they are, near ones too"));
    add(Scope::Always, tr("Always"), tr("A habit: how replies should be from now on"));
    layout->addStretch(1);
    m_scopes->button(static_cast<int>(Scope::ThisAnswer))->setChecked(true);
    m_card->addContent(row);
}

void FeedbackStrip::buildButtons()
{
    m_learn = m_card->addButton(tr("Learn"), "primary");
    m_learn->setToolTip(tr("Change the weights now (Ctrl+Enter)"));
    connect(m_learn, &QPushButton::clicked, this, &FeedbackStrip::learn);
    QPushButton* notNow = m_card->addButton(tr("Not now"));
    notNow->setToolTip(tr("Keeps the rating and what you have written"));
    connect(notNow, &QPushButton::clicked, this, &FeedbackStrip::notNowClicked);
    QPushButton* takeBack = m_card->addButton(tr("Take back"), "flat");
    takeBack->setToolTip(tr("Removes the rating"));
    connect(takeBack, &QPushButton::clicked, this, &FeedbackStrip::takeBackClicked);
}

void FeedbackStrip::learn()
{
    const FeedbackDraft written = draft();
    const bool changed = written.wantedReply.trimmed() != m_reply.trimmed();
    Q_EMIT learnClicked(changed ? written.wantedReply.trimmed() : QString(), written.critique.trimmed(), written.scope);
}

} // namespace amend
