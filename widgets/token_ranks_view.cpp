// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/token_ranks_view.h"

#include "widgets/colour_scale.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace amend {
namespace {

constexpr int wordGap = 6;
constexpr int lineGap = 3 * metrics::grid;
constexpr int cellMargin = metrics::grid; ///< left and right of a text

QString nats(double value)
{
    const double rounded = std::round(value * 100) / 100 + 0.0; // no "-0.00"
    return QLocale().toString(rounded, 'f', rounded > -1 ? 2 : 1);
}

QString rankText(const TokenMeasure& token)
{
    return std::isfinite(token.logProbability) ? QLocale().toString(token.rank) : QStringLiteral("–");
}

int lineHeight(TextRole role)
{
    return QFontMetrics(fontFor(role)).height();
}

int rankHeight()
{
    return lineHeight(TextRole::SmallFigures) + 2;
}

int cellHeight()
{
    return lineHeight(TextRole::Body) + 2 * rankHeight() + 2;
}

double totalNats(const std::vector<TokenMeasure>& tokens)
{
    double sum = 0;
    for (const TokenMeasure& token : tokens) {
        sum += token.logProbability;
    }
    return sum;
}

qsizetype firstChoices(const std::vector<TokenMeasure>& tokens)
{
    return std::count_if(tokens.begin(), tokens.end(), [](const TokenMeasure& token) { return token.rank == 0; });
}

/// "before → after", or what there is of both.
QString change(const QString& before, const QString& after)
{
    return before.isEmpty() ? after : after.isEmpty() ? before : before + QStringLiteral(" → ") + after;
}

} // namespace

double shareOfRank(int rank)
{
    constexpr double secondChoice = 0.88;
    constexpr double decades = 5;
    return rank == 0 ? 1 : std::max(0.0, secondChoice * (1 - std::log10(rank) / decades));
}

TokenRanksView::TokenRanksView(const QString& name, QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(name);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TokenRanksView::setTokens(const std::vector<TokenMeasure>& before, const std::vector<TokenMeasure>& after)
{
    m_before = before;
    m_after = after;
    m_cursor.reset();
    setAccessibleDescription(summary());
    updateGeometry();
    update();
}

QString TokenRanksView::shown(int token) const
{
    if (token == tokenCount() - 1) {
        return tr("end", "of a reply");
    }
    const QString whole = QString::fromStdString(text()[static_cast<std::size_t>(token)].text);
    const QString trimmed = whole.trimmed();
    return !trimmed.isEmpty()               ? trimmed
        : whole.contains(QLatin1Char('\n')) ? QStringLiteral("↵")
        : whole.isEmpty()                   ? QStringLiteral("…") // the character ends in a later token
                                            : QStringLiteral("␣");
}

QString TokenRanksView::tokenText(int token) const
{
    const auto at = static_cast<std::size_t>(token);
    const auto of = [at](const std::vector<TokenMeasure>& tokens, QString (*figure)(const TokenMeasure&)) {
        return at < tokens.size() ? figure(tokens[at]) : QString();
    };
    const auto natsOf = [](const TokenMeasure& measure) { return nats(measure.logProbability); };
    const QString name = token == tokenCount() - 1
        ? tr("End of the reply")
        : QStringLiteral("“%1”").arg(QString::fromStdString(text()[at].text).replace(u'\n', u'↵'));
    return tr("%1: rank %2, %3 nats")
        .arg(name, change(of(m_before, rankText), of(m_after, rankText)),
            change(of(m_before, natsOf), of(m_after, natsOf)));
}

QString TokenRanksView::summary() const
{
    const auto of = [](const std::vector<TokenMeasure>& tokens, const QString& figure) {
        return tokens.empty() ? QString() : figure;
    };
    return tr("first choice: %1 of %n token(s), %2 nats", nullptr, tokenCount())
        .arg(change(of(m_before, QLocale().toString(firstChoices(m_before))),
                 of(m_after, QLocale().toString(firstChoices(m_after)))),
            change(of(m_before, nats(totalNats(m_before))), of(m_after, nats(totalNats(m_after)))));
}

int TokenRanksView::labelWidth() const
{
    const QFontMetrics small(fontFor(TextRole::Small));
    return std::max(small.horizontalAdvance(tr("before")), small.horizontalAdvance(tr("after"))) + 2 * metrics::grid;
}

/// Each token's place when the widget is so wide. Words keep a distance, the parts of a word stand side by side.
std::vector<QRect> TokenRanksView::placed(int width) const
{
    const QFontMetrics body(fontFor(TextRole::Body));
    const QFontMetrics figures(fontFor(TextRole::SmallFigures));
    const int left = labelWidth();
    const int room = std::max(1, width - left);
    std::vector<QRect> cells;
    int x = left;
    int y = 0;
    for (int token = 0; token < tokenCount(); ++token) {
        const auto at = static_cast<std::size_t>(token);
        int cell = body.horizontalAdvance(shown(token));
        for (const auto* tokens : { &m_before, &m_after }) {
            cell = std::max(cell, at < tokens->size() ? figures.horizontalAdvance(rankText((*tokens)[at])) : 0);
        }
        cell = std::min(cell + 2 * cellMargin, room);
        const bool beginsWord = text()[at].text.starts_with(' ') || token == tokenCount() - 1;
        x += cells.empty() ? 0 : beginsWord ? wordGap : 1;
        if (x + cell > width && x > left) {
            x = left;
            y += cellHeight() + lineGap;
        }
        cells.emplace_back(x, y, cell, cellHeight());
        x += cell;
    }
    return cells;
}

int TokenRanksView::heightForWidth(int width) const
{
    const std::vector<QRect> cells = placed(width);
    return cells.empty() ? 0 : cells.back().bottom() + 2;
}

QSize TokenRanksView::sizeHint() const
{
    constexpr int usualWidth = 360;
    return { usualWidth, heightForWidth(usualWidth) };
}

QSize TokenRanksView::minimumSizeHint() const
{
    return { labelWidth() + 80, cellHeight() };
}

void TokenRanksView::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<QRect> cells = placed(width());
    const int textHeight = lineHeight(TextRole::Body);
    for (int token = 0; token < tokenCount(); ++token) {
        const QRect& cell = cells[static_cast<std::size_t>(token)];
        const QRect before(cell.left(), cell.top() + textHeight, cell.width(), rankHeight());
        const QRect after = before.translated(0, rankHeight() + 1);
        const bool beginsLine = token == 0 || cell.top() != cells[static_cast<std::size_t>(token) - 1].top();
        if (beginsLine) {
            painter.setFont(fontFor(TextRole::Small));
            painter.setPen(theme.second);
            painter.drawText(QRect(0, before.top(), labelWidth(), rankHeight()), Qt::AlignVCenter, tr("before"));
            painter.drawText(QRect(0, after.top(), labelWidth(), rankHeight()), Qt::AlignVCenter, tr("after"));
        }
        painter.setFont(fontFor(TextRole::Body));
        painter.setPen(token == tokenCount() - 1 ? theme.second : theme.text);
        painter.drawText(QRect(cell.left(), cell.top(), cell.width(), textHeight), Qt::AlignCenter,
            painter.fontMetrics().elidedText(shown(token), Qt::ElideRight, cell.width()));
        paintRank(painter, before, m_before, token);
        paintRank(painter, after, m_after, token);
        if (hasFocus() && m_cursor == token) {
            painter.setPen(QPen(theme.accent, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(cell).adjusted(0.5, 0.5, -0.5, 0.5), 3, 3);
        }
    }
}

void TokenRanksView::paintRank(
    QPainter& painter, const QRect& cell, const std::vector<TokenMeasure>& tokens, int token) const
{
    const Theme& theme = Theme::current();
    const bool isKnown = static_cast<std::size_t>(token) < tokens.size();
    const bool isFinite = isKnown && std::isfinite(tokens[static_cast<std::size_t>(token)].logProbability);
    QColor colour = isKnown ? theme.badSoft : theme.inset;
    QColor figure = isKnown ? theme.bad : theme.second;
    if (isFinite) {
        colour = viridis(shareOfRank(tokens[static_cast<std::size_t>(token)].rank));
        constexpr double light = 0.4; // of the luminance; lighter fields take dark figures
        const double luminance = 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF();
        figure = luminance > light ? Qt::black : Qt::white;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(cell, 2, 2);
    if (isKnown) {
        painter.setFont(fontFor(TextRole::SmallFigures));
        painter.setPen(figure);
        painter.drawText(cell, Qt::AlignCenter, rankText(tokens[static_cast<std::size_t>(token)]));
    }
}

bool TokenRanksView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::vector<QRect> cells = placed(width());
    const auto under
        = std::find_if(cells.begin(), cells.end(), [help](const QRect& cell) { return cell.contains(help->pos()); });
    if (under == cells.end()) {
        QToolTip::hideText();
        event->ignore();
    } else {
        QToolTip::showText(help->globalPos(), tokenText(static_cast<int>(under - cells.begin())), this, *under);
    }
    return true;
}

void TokenRanksView::setCursorToken(int token)
{
    m_cursor = std::clamp(token, 0, tokenCount() - 1);
    setAccessibleDescription(tokenText(*m_cursor));
    const QRect cell = placed(width())[static_cast<std::size_t>(*m_cursor)];
    QToolTip::showText(mapToGlobal(cell.bottomLeft()), tokenText(*m_cursor), this, cell);
    update();
}

void TokenRanksView::keyPressEvent(QKeyEvent* event)
{
    const int step = m_cursor ? 1 : 0; // the first key press only shows the cursor
    const int token = m_cursor.value_or(0);
    if (tokenCount() == 0) {
        QWidget::keyPressEvent(event);
    } else if (event->key() == Qt::Key_Left) {
        setCursorToken(token - step);
    } else if (event->key() == Qt::Key_Right) {
        setCursorToken(token + step);
    } else if (event->key() == Qt::Key_Home) {
        setCursorToken(0);
    } else if (event->key() == Qt::Key_End) {
        setCursorToken(tokenCount() - 1);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void TokenRanksView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateGeometry();
        update();
    }
}

} // namespace amend
