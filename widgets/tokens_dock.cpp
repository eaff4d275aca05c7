// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens_dock.h"

#include "widgets/selection_text.h"
#include "widgets/theme.h"
#include "widgets/token_ranks_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace amend {
namespace {

void addRows(TableData& table, const QString& reply, const std::vector<TokenMeasure>& before,
    const std::vector<TokenMeasure>& after)
{
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
        const auto of = [i](const std::vector<TokenMeasure>& tokens, auto member) {
            return i < tokens.size() ? QVariant(tokens[i].*member) : QVariant();
        };
        const std::string& text = i < after.size() ? after[i].text : before[i].text;
        table.rows.append(
            { reply, QString::fromStdString(text), of(before, &TokenMeasure::rank), of(after, &TokenMeasure::rank),
                of(before, &TokenMeasure::logProbability), of(after, &TokenMeasure::logProbability) });
    }
}

} // namespace

TokensDock::TokensDock(QWidget* parent)
    : PlotDock(QStringLiteral("tokens"), tr("Tokens"), parent)
    , m_wanted(makePart(tr("Wanted reply")))
    , m_bad(makePart(tr("Disliked reply")))
    , m_content(new QWidget)
{
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(3 * metrics::grid, metrics::grid, 3 * metrics::grid, 2 * metrics::grid);
    column->setSpacing(4 * metrics::grid);
    column->addWidget(m_wanted.widget);
    column->addWidget(m_bad.widget);
    column->addStretch(1);
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(m_content);
    area->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    setPlot(area);
    refresh();
}

TokensDock::Part TokensDock::makePart(const QString& name)
{
    Part part { new QWidget, new QLabel, new TokenRanksView(name) };
    auto* title = new QLabel(name);
    title->setFont(fontFor(TextRole::Title));
    title->setBuddy(part.view);
    part.summary->setProperty("tone", QStringLiteral("second"));
    part.summary->setFont(fontFor(TextRole::Secondary));
    part.summary->setWordWrap(true);
    auto* heading = new QHBoxLayout;
    heading->setSpacing(3 * metrics::grid);
    heading->addWidget(title);
    heading->addWidget(part.summary, 1);
    auto* column = new QVBoxLayout(part.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::grid);
    column->addLayout(heading);
    column->addWidget(part.view);
    return part;
}

TableData TokensDock::table() const
{
    TableData table;
    table.headers = { QStringLiteral("reply"), QStringLiteral("token"), QStringLiteral("rank before"),
        QStringLiteral("rank after"), QStringLiteral("before (nats)"), QStringLiteral("after (nats)") };
    addRows(table, QStringLiteral("wanted"), m_before.wantedTokens, m_after.wantedTokens);
    addRows(table, QStringLiteral("disliked"), m_before.badTokens, m_after.badTokens);
    return table;
}

QPixmap TokensDock::picture() const
{
    return pictureOf(*m_content, QWidget::DrawChildren);
}

void TokensDock::showReceipt(const LessonReceipt& receipt)
{
    m_before = receipt.before;
    m_after = receipt.after;
    m_name = selectionName(receipt);
    m_why = tr("The receipt of this lesson has no figures for single tokens.");
    refresh();
}

void TokensDock::clear(const QString& why, const QString& name)
{
    m_before = {};
    m_after = {};
    m_name = name;
    m_why = why;
    refresh();
}

void TokensDock::showPart(
    const Part& part, const std::vector<TokenMeasure>& before, const std::vector<TokenMeasure>& after)
{
    part.view->setTokens(before, after);
    part.summary->setText(part.view->summary());
    part.widget->setVisible(part.view->tokenCount() > 0);
}

void TokensDock::refresh()
{
    showPart(m_wanted, m_before.wantedTokens, m_after.wantedTokens);
    showPart(m_bad, m_before.badTokens, m_after.badTokens);
    setWindowTitle(m_name.isEmpty() ? tr("Tokens") : tr("Tokens · %1").arg(m_name));
    setSummary(tr("rank, 0 is the model's choice"));
    if (m_wanted.view->tokenCount() + m_bad.view->tokenCount() > 0) {
        showBody();
    } else {
        showEmpty(m_why.isEmpty() ? nothingLearnedText() : m_why);
    }
    refreshTable();
}

} // namespace amend
