// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A view of the inspector: what did the lesson do to each token of the replies it was about?
#pragma once

#include "core/domain/lesson_receipt.h"
#include "widgets/plot_dock.h"

class QLabel;

namespace amend {

class TokenRanksView;

/// The wanted reply and the disliked one, token by token before and after the lesson.
class TokensDock final : public PlotDock {
    Q_OBJECT

public:
    explicit TokensDock(QWidget* parent = nullptr);

    TableData table() const override;
    QPixmap picture() const override;

public Q_SLOTS:
    void showReceipt(const amend::LessonReceipt& receipt);
    /// What is selected has no tokens; `why` and its name. Without them: nothing is selected.
    void clear(const QString& why = {}, const QString& name = {});

private:
    /// One reply under its heading.
    struct Part {
        QWidget* widget = nullptr;
        QLabel* summary = nullptr;
        TokenRanksView* view = nullptr;
    };

    Part makePart(const QString& name);
    void showPart(const Part& part, const std::vector<TokenMeasure>& before, const std::vector<TokenMeasure>& after);
    void refresh();

    Part m_wanted;
    Part m_bad;
    QWidget* m_content;
    ReplyMeasure m_before;
    ReplyMeasure m_after;
    QString m_name; ///< of what is selected
    QString m_why; ///< why there is nothing to show
};

} // namespace amend
