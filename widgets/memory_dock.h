// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A view of the inspector: which lessons are still remembered?
#pragma once

#include "core/domain/memory_map.h"
#include "widgets/plot_dock.h"

#include <optional>

namespace amend {

class MemoryMapView;

/// Every lesson asked again at the checkpoints that led to what serves.
class MemoryDock final : public PlotDock {
    Q_OBJECT

public:
    explicit MemoryDock(QWidget* parent = nullptr);

    TableData table() const override;
    QPixmap picture() const override;

public Q_SLOTS:
    void setMap(const amend::MemoryMap& map);
    /// Lessons of the serving checkpoint are being asked: "asked 3 of 12", until the next map comes.
    void setProgress(int asked, int total);
    /// The column of the selected update stands out; none: it has no checkpoint.
    void setSelected(std::optional<amend::CheckpointId> checkpoint);

Q_SIGNALS:
    void checkpointChosen(amend::CheckpointId checkpoint);

private:
    MemoryMapView* m_view;
};

} // namespace amend
