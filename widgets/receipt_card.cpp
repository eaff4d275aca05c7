// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/receipt_card.h"

#include "widgets/failure_text.h"
#include "widgets/icon.h"
#include "widgets/inset_card.h"
#include "widgets/receipt_text.h"
#include "widgets/theme.h"
#include "widgets/word_diff.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace amend {
namespace {

/// The well in which the two replies stand.
class DiffWell final : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::current().card);
        painter.drawRoundedRect(rect(), metrics::smallRadius, metrics::smallRadius);
    }
};

} // namespace

ReceiptCard::ReceiptCard(const LessonReceipt& receipt, QWidget* parent)
    : QWidget(parent)
    , m_receipt(receipt)
    , m_card(new InsetCard(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    const ReceiptText text = receiptText(receipt);
    m_card->setTitle(text.title);
    m_card->setAside(text.effort);
    m_card->setSentence(text.nextStep.isEmpty() || text.sentence.isEmpty() ? text.sentence + text.nextStep
                                                                           : text.sentence + u'\n' + text.nextStep);
    if (!receipt.after.reply.empty() && receipt.after.reply != receipt.before.reply) {
        addDiff();
    }
    addButtons();
    addClose();
}

ReceiptCard::ReceiptCard(const Failure& failure, QWidget* parent)
    : QWidget(parent)
    , m_card(new InsetCard(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    const FailureText text = failureText(failure.kind);
    m_card->setTitle(tr("This lesson could not run; nothing was changed"));
    m_card->setSentence(text.sentence + u' ' + text.advice);
    m_card->setToolTip(QString::fromStdString(failure.detail));
    connect(m_card->addButton(tr("Try again"), "primary"), &QPushButton::clicked, this, &ReceiptCard::tryAgainClicked);
    addClose();
}

void ReceiptCard::addDiff()
{
    auto* well = new DiffWell(this);
    auto* layout = new QVBoxLayout(well);
    layout->setContentsMargins(12, metrics::gutter, 12, metrics::gutter);
    m_diff = new QLabel(well);
    m_diff->setTextFormat(Qt::RichText);
    m_diff->setWordWrap(true);
    m_diff->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_diff->setAccessibleName(tr("Reply before and after"));
    m_diff->setAccessibleDescription(
        tr("Before: %1\nAfter: %2")
            .arg(QString::fromStdString(m_receipt.before.reply), QString::fromStdString(m_receipt.after.reply)));
    layout->addWidget(m_diff);
    renderDiff();
    m_card->addContent(well);
}

void ReceiptCard::addButtons()
{
    switch (m_receipt.verdict) {
    case Verdict::Learned:
        if (!m_receipt.after.reply.empty()) {
            QPushButton* use = m_card->addButton(tr("Use this reply"), "primary");
            use->setToolTip(tr("Adds it to the chat as a new version"));
            connect(use, &QPushButton::clicked, this,
                [this] { Q_EMIT useReplyClicked(QString::fromStdString(m_receipt.after.reply)); });
        }
        connect(m_card->addButton(tr("Undo")), &QPushButton::clicked, this, &ReceiptCard::undoClicked);
        break;
    case Verdict::Rejected:
    case Verdict::NoEffect:
    case Verdict::NeedsWantedReply:
        connect(m_card->addButton(tr("Write the wanted reply"), "primary"), &QPushButton::clicked, this,
            &ReceiptCard::wantedReplyClicked);
        break;
    case Verdict::Cancelled:
        connect(m_card->addButton(tr("Learn again"), "primary"), &QPushButton::clicked, this,
            &ReceiptCard::tryAgainClicked);
        break;
    case Verdict::Kept:
        break;
    }
    QPushButton* details = m_card->addButton(tr("Details"));
    details->setToolTip(tr("Shows this update in every view"));
    connect(details, &QPushButton::clicked, this, &ReceiptCard::detailsClicked);
}

void ReceiptCard::addClose()
{
    auto* close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("cross")));
    close->setIconSize({ 14, 14 });
    close->setToolTip(tr("Close; the badge opens it again"));
    close->setAccessibleName(tr("Close the receipt"));
    connect(close, &QToolButton::clicked, this, &ReceiptCard::closeClicked);
    m_card->addToHead(close);
}

void ReceiptCard::renderDiff()
{
    const Theme& theme = Theme::current();
    m_diff->setText(QStringLiteral("<div style='color:%1'>%2</div><div style='line-height:135%'>%3</div>")
                        .arg(theme.second.name(), tr("The likeliest reply, before and after:").toHtmlEscaped(),
                            toHtml(wordDiff(m_receipt.before.reply, m_receipt.after.reply), theme.bad, theme.good)));
}

void ReceiptCard::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_diff) {
        renderDiff();
    }
}

} // namespace amend
