// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What opens under a reply after thumbs-down: the wanted reply, a remark, how far it reaches, and Learn.
#pragma once

#include "core/domain/lesson.h"

#include <QString>
#include <QWidget>
#include <optional>

class QButtonGroup;
class QLineEdit;
class QPushButton;

namespace amend {

class GrowingTextEdit;
class InsetCard;

/// What has been typed and not yet sent.
struct FeedbackDraft {
    QString wantedReply; ///< equal to the reply while untouched
    QString critique;
    Scope scope = Scope::ThisAnswer;
    bool operator==(const FeedbackDraft&) const = default;
};

class FeedbackStrip final : public QWidget {
    Q_OBJECT

public:
    /// `reply` fills the wanted reply for editing; unchanged text counts as not given.
    explicit FeedbackStrip(const QString& reply, QWidget* parent = nullptr);

    FeedbackDraft draft() const;
    void setDraft(const FeedbackDraft& draft);
    /// How long such a lesson takes, from recent ones; none hides the hint.
    void setCostHint(std::optional<double> seconds);
    /// Why the strip is open again, such as "needs the wanted reply"; empty: the usual title.
    void setRequest(const QString& sentence);
    void focusWantedReply();

Q_SIGNALS:
    void draftChanged(const amend::FeedbackDraft& draft);
    /// Texts that count as not given are empty.
    void learnClicked(const QString& wantedReply, const QString& critique, amend::Scope scope);
    void notNowClicked();
    void takeBackClicked();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildScopes();
    void buildButtons();
    void learn();

    QString m_reply;
    InsetCard* m_card;
    GrowingTextEdit* m_wanted;
    QLineEdit* m_critique;
    QButtonGroup* m_scopes;
    QPushButton* m_learn = nullptr;
};

} // namespace amend
