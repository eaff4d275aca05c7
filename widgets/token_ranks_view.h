// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One reply token by token: what the model made of it before a lesson and makes of it after.
#pragma once

#include "core/domain/token_measure.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace amend {

/// Where a rank stands on the colour scale: 1 for the first choice, which has the last step for itself; then falling
/// with the logarithm, to 0 at a rank of 100,000.
double shareOfRank(int rank);

/// The tokens in lines like a text; under each its rank before and after, tinted: the lighter, the likelier.
///
/// The pointer or, with the focus, the arrow keys, Home and End choose a token; its numbers are in its tooltip and in
/// the accessible description.
class TokenRanksView final : public QWidget {
    Q_OBJECT

public:
    explicit TokenRanksView(const QString& name, QWidget* parent = nullptr);

    /// The same tokens twice, the end of the turn last; one of both is empty where nothing was measured.
    void setTokens(const std::vector<TokenMeasure>& before, const std::vector<TokenMeasure>& after);

    int tokenCount() const { return static_cast<int>(text().size()); }
    std::optional<int> cursor() const { return m_cursor; }
    /// "“ Austen”: rank 1,204 → 0, -9.1 → -0.02 nats".
    QString tokenText(int token) const;
    /// All of them: "first choice: 1 → 6 of 6 tokens, -31.2 → -0.05 nats".
    QString summary() const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    const std::vector<TokenMeasure>& text() const { return m_after.empty() ? m_before : m_after; }
    QString shown(int token) const;
    std::vector<QRect> placed(int width) const;
    int labelWidth() const;
    void paintRank(QPainter& painter, const QRect& cell, const std::vector<TokenMeasure>& tokens, int token) const;
    void setCursorToken(int token);

    std::vector<TokenMeasure> m_before;
    std::vector<TokenMeasure> m_after;
    std::optional<int> m_cursor;
};

} // namespace amend
