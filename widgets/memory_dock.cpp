// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/memory_dock.h"

#include "widgets/memory_map_view.h"
#include "widgets/selection_text.h"

namespace amend {

MemoryDock::MemoryDock(QWidget* parent)
    : PlotDock(QStringLiteral("memory"), tr("Memory"), parent)
    , m_view(new MemoryMapView)
{
    setPlot(m_view);
    connect(m_view, &MemoryMapView::checkpointChosen, this, &MemoryDock::checkpointChosen);
    setMap({});
}

TableData MemoryDock::table() const
{
    return m_view->table();
}

QPixmap MemoryDock::picture() const
{
    return pictureOf(*m_view);
}

void MemoryDock::setMap(const MemoryMap& map)
{
    m_view->setMap(map);
    setSummary(m_view->summary());
    if (map.rows.empty()) {
        showEmpty(nothingLearnedText());
    } else {
        showBody();
    }
    refreshTable();
}

void MemoryDock::setProgress(int asked, int total)
{
    setSummary(tr("asked %1 of %2").arg(asked).arg(total));
}

void MemoryDock::setSelected(std::optional<CheckpointId> checkpoint)
{
    m_view->setSelected(checkpoint);
}

} // namespace amend
