// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/loss_dock.h"

#include "widgets/loss_legend.h"
#include "widgets/loss_plot.h"
#include "widgets/selection_text.h"
#include "widgets/updates_plot.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace amend {

LossDock::LossDock(QWidget* parent)
    : PlotDock(QStringLiteral("loss"), tr("Loss"), parent)
    , m_plot(new LossPlot)
    , m_updates(new UpdatesPlot)
    , m_views(new QStackedWidget)
{
    auto* thisUpdate = new QWidget;
    auto* layout = new QVBoxLayout(thisUpdate);
    layout->setContentsMargins(metrics::grid, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_plot, 1);
    auto* legend = new LossLegend;
    layout->addWidget(legend);
    thisUpdate->setFocusProxy(m_plot);
    m_views->addWidget(thisUpdate);
    m_views->addWidget(m_updates);

    addActions();
    setPlot(m_views);
    connect(legend, &LossLegend::lineToggled, m_plot, &LossPlot::setLineVisible);
    connect(m_updates, &UpdatesPlot::lessonSelected, this, &LossDock::lessonSelected);
    m_logarithmic->setChecked(true);
    refresh();
}

void LossDock::addActions()
{
    m_allUpdates = addViewAction(tr("&All updates"), Qt::Key_U);
    m_allUpdates->setCheckable(true);
    connect(m_allUpdates, &QAction::toggled, this,
        [this](bool isOn) { setView(isOn ? View::AllUpdates : View::ThisUpdate); });
    m_logarithmic = addViewAction(tr("&Logarithmic"), Qt::Key_L);
    m_logarithmic->setCheckable(true);
    connect(m_logarithmic, &QAction::toggled, this, &LossDock::setLogarithmic);
    connect(viewMenu().addAction(tr("&Fit and follow\t0")), &QAction::triggered, this, [this] {
        m_plot->fit();
        m_updates->fit();
    });

    QMenu* smoothing = viewMenu().addMenu(tr("&Smoothing"));
    auto* group = new QActionGroup(smoothing);
    constexpr double ofUpdates = 0.6; // over updates the default, within one there is none
    for (const double weight : { 0.0, ofUpdates, 0.9, 0.97 }) {
        QAction* action = smoothing->addAction(weight == 0 ? tr("Off") : locale().toString(weight));
        action->setCheckable(true);
        action->setChecked(weight == 0);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, weight] {
            m_plot->setSmoothing(weight);
            m_updates->setSmoothing(weight);
        });
    }
}

TableData LossDock::table() const
{
    return m_view == View::ThisUpdate ? m_plot->series().table() : m_updates->table();
}

QPixmap LossDock::picture() const
{
    constexpr double doubleSize = 2;
    return m_view == View::ThisUpdate ? m_plot->toPixmap(0, 0, doubleSize) : m_updates->toPixmap(0, 0, doubleSize);
}

void LossDock::addPoint(const LossPoint& point)
{
    m_name = selectionName(point.lesson);
    m_plot->addPoint(point);
    refresh();
}

void LossDock::showReceipt(const LessonReceipt& receipt)
{
    m_name = selectionName(receipt);
    m_why = tr("Lesson %1 took no optimiser step.").arg(receipt.lesson.value);
    m_plot->setPoints(receipt.losses);
    refresh();
}

void LossDock::setTimeline(const std::vector<CheckpointRow>& rows)
{
    m_updates->setTimeline(rows);
    refresh();
}

void LossDock::clear(const QString& why, const QString& name)
{
    m_name = name;
    m_why = why;
    m_plot->clear();
    refresh();
}

void LossDock::setView(View view)
{
    m_view = view;
    m_allUpdates->setChecked(view == View::AllUpdates);
    m_views->setCurrentIndex(view == View::AllUpdates ? 1 : 0);
    refresh();
}

void LossDock::setLogarithmic(bool isLogarithmic)
{
    m_logarithmic->setChecked(isLogarithmic);
    m_plot->setLogarithmic(isLogarithmic);
    m_updates->setLogarithmic(isLogarithmic);
    refresh();
}

void LossDock::refresh()
{
    const bool isThisUpdate = m_view == View::ThisUpdate;
    setWindowTitle(!isThisUpdate ? tr("Loss · all updates")
            : m_name.isEmpty()   ? tr("Loss")
                                 : tr("Loss · %1").arg(m_name));
    setSummary(m_plot->isLogarithmic() ? tr("nats per token · log") : tr("nats per token"));
    const bool isEmpty = isThisUpdate ? m_plot->series().isEmpty() : m_updates->pairCount() == 0;
    if (!isEmpty) {
        showBody();
    } else {
        showEmpty(isThisUpdate && !m_why.isEmpty() ? m_why : nothingLearnedText());
    }
    refreshTable();
}

} // namespace amend
