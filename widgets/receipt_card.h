// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a lesson, in place: what was measured, the reply before and after, and what one can do now.
#pragma once

#include "core/domain/failure.h"
#include "core/domain/lesson_receipt.h"

#include <QWidget>

class QLabel;

namespace amend {

class InsetCard;

class ReceiptCard final : public QWidget {
    Q_OBJECT

public:
    explicit ReceiptCard(const LessonReceipt& receipt, QWidget* parent = nullptr);
    /// A lesson that could not run: the cause in words, and Try again.
    explicit ReceiptCard(const Failure& failure, QWidget* parent = nullptr);

Q_SIGNALS:
    void useReplyClicked(const QString& reply);
    void undoClicked();
    void detailsClicked();
    void wantedReplyClicked(); ///< "Give a wanted reply"
    void tryAgainClicked();
    void closeClicked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void addDiff();
    void addButtons();
    void addClose();
    void renderDiff();

    LessonReceipt m_receipt;
    InsetCard* m_card;
    QLabel* m_diff = nullptr;
};

} // namespace amend
