// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// View A of the inspector: what did I say, and what did the gate say to it?
#pragma once

#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "widgets/card_dock.h"

#include <optional>

class QFormLayout;
class QLabel;
class QPushButton;

namespace amend {

class GateTable;

/// The gate's checks; above them, folded away until asked for, the feedback in the person's own words.
class GateCard final : public CardDock {
    Q_OBJECT

public:
    explicit GateCard(QWidget* parent = nullptr);

    bool isFeedbackShown() const;

public Q_SLOTS:
    /// What was said, beside what is shown already. A receipt of another lesson removes it again.
    void showFeedback(const amend::Lesson& lesson);
    void showReceipt(const amend::LessonReceipt& receipt);
    /// What is selected was not checked; `why` and its name. Without them: nothing is selected.
    void clear(const QString& why = {}, const QString& name = {});
    void setFeedbackShown(bool isShown);

private:
    QWidget* makeFeedback();
    void addPart(QFormLayout* form, const QString& name, QLabel* label);
    void refresh();

    GateTable* m_table;
    QPushButton* m_toggle;
    QWidget* m_feedback;
    QLabel* m_prompt;
    QLabel* m_disliked;
    QLabel* m_wanted;
    QLabel* m_critique;
    QLabel* m_reason;
    std::optional<Lesson> m_lesson;
    std::optional<LessonReceipt> m_receipt;
    QString m_name; ///< of what is selected
    QString m_why; ///< why there is nothing to show
};

} // namespace amend
