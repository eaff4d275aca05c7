// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/drift_dock.h"

#include "widgets/drift_map_view.h"
#include "widgets/selection_text.h"

#include <QAction>
#include <QVBoxLayout>

namespace amend {

DriftDock::DriftDock(QWidget* parent)
    : PlotDock(QStringLiteral("drift"), tr("Drift"), parent)
    , m_view(new DriftMapView)
{
    m_sinceBase = addViewAction(tr("Since the &base"), Qt::Key_B);
    m_sinceBase->setCheckable(true);
    connect(m_sinceBase, &QAction::toggled, this,
        [this](bool isOn) { setReference(isOn ? Reference::Base : Reference::ThisUpdate); });
    m_logarithmic = addViewAction(tr("&Logarithmic"), Qt::Key_L);
    m_logarithmic->setCheckable(true);
    connect(m_logarithmic, &QAction::toggled, this, &DriftDock::setLogarithmic);
    setPlot(m_view);
    connect(m_view, &DriftMapView::cellChosen, this, &DriftDock::cellChosen);
    refresh();
}

TableData DriftDock::table() const
{
    return m_view->table();
}

QPixmap DriftDock::picture() const
{
    return pictureOf(*m_view);
}

void DriftDock::showReceipt(const LessonReceipt& receipt)
{
    m_ofLesson = receipt.driftOfLesson;
    m_fromBase = receipt.driftFromBase;
    m_title.clear();
    m_name = selectionName(receipt);
    m_why = tr("This update moved no weights.");
    refresh();
}

void DriftDock::setDrift(const DriftMap& map, const QString& title)
{
    m_ofLesson = map;
    m_fromBase = {};
    m_title = title;
    m_name.clear();
    m_why.clear();
    refresh();
}

void DriftDock::clear(const QString& why, const QString& name)
{
    m_ofLesson = {};
    m_fromBase = {};
    m_title.clear();
    m_name = name;
    m_why = why;
    refresh();
}

void DriftDock::setReference(Reference reference)
{
    m_reference = reference;
    m_sinceBase->setChecked(reference == Reference::Base);
    refresh();
}

void DriftDock::setLogarithmic(bool isLogarithmic)
{
    m_logarithmic->setChecked(isLogarithmic);
    m_view->setLogarithmic(isLogarithmic);
    refresh();
}

void DriftDock::refresh()
{
    const bool isSinceBase = m_reference == Reference::Base && m_title.isEmpty();
    const DriftMap& map = isSinceBase ? m_fromBase : m_ofLesson;
    m_sinceBase->setEnabled(m_title.isEmpty());
    m_view->setMap(map);
    setWindowTitle(m_name.isEmpty() ? tr("Drift") : tr("Drift · %1").arg(m_name));
    const QString what = !m_title.isEmpty() ? m_title : isSinceBase ? tr("since base") : tr("this lesson");
    setSummary(m_view->isLogarithmic() ? tr("%1, % · log").arg(what) : tr("%1, %").arg(what));
    if (map.relativeChange.empty()) {
        showEmpty(m_why.isEmpty() ? nothingLearnedText() : m_why);
    } else {
        showBody();
    }
    refreshTable();
}

} // namespace amend
