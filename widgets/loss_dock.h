// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// View B of the inspector: did the step work?
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/lesson_receipt.h"
#include "widgets/plot_dock.h"

namespace amend {

class LossPlot;
class UpdatesPlot;

/// Two views: the steps of this update, or all updates before and after.
class LossDock final : public PlotDock {
    Q_OBJECT

public:
    enum class View { ThisUpdate, AllUpdates };

    explicit LossDock(QWidget* parent = nullptr);

    View view() const { return m_view; }
    TableData table() const override;
    QPixmap picture() const override;

public Q_SLOTS:
    /// One optimiser step of the update that runs now.
    void addPoint(const amend::LossPoint& point);
    /// The update selected, or the one that has just ended.
    void showReceipt(const amend::LessonReceipt& receipt);
    /// The history behind the view of all updates, oldest first.
    void setTimeline(const std::vector<amend::CheckpointRow>& rows);
    /// What is selected has no losses; `why` and its name. Without them: nothing is selected.
    void clear(const QString& why = {}, const QString& name = {});
    void setView(amend::LossDock::View view);
    void setLogarithmic(bool isLogarithmic);

Q_SIGNALS:
    void lessonSelected(amend::LessonId lesson);

private:
    void addActions();
    void refresh();

    LossPlot* m_plot;
    UpdatesPlot* m_updates;
    QStackedWidget* m_views;
    QAction* m_allUpdates = nullptr;
    QAction* m_logarithmic = nullptr;
    View m_view = View::ThisUpdate;
    QString m_name; ///< of what is selected
    QString m_why; ///< why there is nothing to show
};

} // namespace amend
