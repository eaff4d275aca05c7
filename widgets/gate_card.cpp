// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gate_card.h"

#include "widgets/engine_words.h"
#include "widgets/gate_table.h"
#include "widgets/gate_text.h"
#include "widgets/icon.h"
#include "widgets/selection_text.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace amend {
namespace {

QLabel* makeText()
{
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText); // what a person or a model wrote is never markup
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    return label;
}

} // namespace

GateCard::GateCard(QWidget* parent)
    : CardDock(QStringLiteral("gate"), tr("Gate"), parent)
    , m_table(new GateTable)
    , m_toggle(new QPushButton)
    , m_prompt(makeText())
    , m_disliked(makeText())
    , m_wanted(makeText())
    , m_critique(makeText())
    , m_reason(makeText())
{
    m_feedback = makeFeedback();
    m_toggle->setText(tr("What you said"));
    m_toggle->setProperty("variant", QStringLiteral("flat"));
    m_toggle->setCheckable(true);
    m_toggle->setIcon(icon(QStringLiteral("chevron_right")));
    addTitleWidget(m_toggle);
    connect(m_toggle, &QPushButton::toggled, this, &GateCard::setFeedbackShown);

    m_reason->setProperty("tone", QStringLiteral("bad"));
    m_reason->setContentsMargins(metrics::grid + 2, 0, metrics::grid, metrics::grid);

    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(2 * metrics::grid, 0, 2 * metrics::grid, 2 * metrics::grid);
    layout->setSpacing(metrics::grid);
    layout->addWidget(m_feedback, 1);
    layout->addWidget(m_reason);
    layout->addWidget(m_table, 2);
    setBody(body);
    setFocusProxy(m_table);
    refresh();
}

QWidget* GateCard::makeFeedback()
{
    auto* content = new QWidget;
    auto* form = new QFormLayout(content);
    form->setContentsMargins(metrics::grid + 2, metrics::grid, metrics::grid, metrics::grid);
    form->setHorizontalSpacing(3 * metrics::grid);
    form->setVerticalSpacing(metrics::grid);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    addPart(form, tr("Prompt"), m_prompt);
    addPart(form, tr("Disliked"), m_disliked);
    addPart(form, tr("Wanted"), m_wanted);
    addPart(form, tr("Critique"), m_critique);
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    area->hide();
    return area;
}

void GateCard::addPart(QFormLayout* form, const QString& name, QLabel* label)
{
    auto* title = new QLabel(name);
    title->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    title->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding); // else it sinks to the middle of a long text
    title->setProperty("tone", QStringLiteral("second"));
    title->setBuddy(label);
    label->setAccessibleName(name);
    form->addRow(title, label);
}

bool GateCard::isFeedbackShown() const
{
    return m_toggle->isChecked() && m_lesson;
}

void GateCard::showFeedback(const Lesson& lesson)
{
    m_lesson = lesson;
    refresh();
}

void GateCard::showReceipt(const LessonReceipt& receipt)
{
    m_receipt = receipt;
    m_name = selectionName(receipt);
    if (m_lesson && m_lesson->id != receipt.lesson) {
        m_lesson.reset();
    }
    refresh();
}

void GateCard::clear(const QString& why, const QString& name)
{
    m_lesson.reset();
    m_receipt.reset();
    m_name = name;
    m_why = why;
    refresh();
}

void GateCard::setFeedbackShown(bool isShown)
{
    m_toggle->setChecked(isShown);
    refresh();
}

void GateCard::refresh()
{
    m_toggle->setVisible(m_lesson.has_value());
    m_toggle->setIcon(icon(isFeedbackShown() ? QStringLiteral("chevron_down") : QStringLiteral("chevron_right")));
    m_feedback->setVisible(isFeedbackShown());
    const Lesson lesson = m_lesson.value_or(Lesson {});
    m_prompt->setText(QString::fromStdString(questionOf(lesson)));
    m_disliked->setText(QString::fromStdString(lesson.badReply));
    const auto setOptional = [](QLabel* label, const std::string& text) {
        label->setText(text.empty() ? tr("not given") : QString::fromStdString(text));
    };
    setOptional(m_wanted, lesson.wantedReply);
    setOptional(m_critique, lesson.critique);

    const LessonReceipt receipt = m_receipt.value_or(LessonReceipt {});
    const bool isTurnedDown = m_receipt && receipt.verdict != Verdict::Learned && receipt.verdict != Verdict::Kept;
    const bool hasReason = isTurnedDown && !receipt.reason.empty();
    m_reason->setText(reasonInWords(receipt.reason));
    m_reason->setVisible(hasReason);
    m_table->setChecks(receipt.gate);
    m_table->setVisible(!receipt.gate.empty());

    setWindowTitle(m_name.isEmpty() ? tr("Gate") : tr("Gate · %1").arg(m_name));
    setSummary(receipt.gate.empty() ? QString() : gateSummary(receipt));
    if (!receipt.gate.empty() || hasReason || isFeedbackShown()) {
        showBody();
    } else if (m_receipt) {
        showEmpty(tr("This lesson was not put before the gate."));
    } else {
        showEmpty(m_why.isEmpty() ? nothingLearnedText() : m_why);
    }
}

} // namespace amend
