// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/checkpoint_lanes.h"

#include <algorithm>

namespace amend {
namespace {

/// Lanes from the newest row downwards; each waits for the checkpoint that it leads to.
class Lanes {
public:
    /// The lanes that wait for this checkpoint, leftmost first.
    std::vector<int> waitingFor(CheckpointId checkpoint) const
    {
        std::vector<int> lanes;
        for (std::size_t lane = 0; lane < m_waiting.size(); ++lane) {
            if (m_waiting[lane] == checkpoint) {
                lanes.push_back(static_cast<int>(lane));
            }
        }
        return lanes;
    }

    int firstFree() const
    {
        const auto free = std::find(m_waiting.begin(), m_waiting.end(), std::nullopt);
        return static_cast<int>(free - m_waiting.begin());
    }

    void set(int lane, std::optional<CheckpointId> checkpoint)
    {
        const auto index = static_cast<std::size_t>(lane);
        m_waiting.resize(std::max(m_waiting.size(), index + 1));
        m_waiting[index] = checkpoint;
    }

    std::vector<int> allBut(int lane) const
    {
        std::vector<int> lanes;
        for (std::size_t other = 0; other < m_waiting.size(); ++other) {
            if (m_waiting[other] && static_cast<int>(other) != lane) {
                lanes.push_back(static_cast<int>(other));
            }
        }
        return lanes;
    }

private:
    std::vector<std::optional<CheckpointId>> m_waiting;
};

CheckpointLanes placeCheckpoint(Lanes& lanes, const CheckpointRow& row)
{
    CheckpointLanes place;
    std::vector<int> arriving = lanes.waitingFor(*row.checkpoint);
    place.hasLineAbove = !arriving.empty();
    place.lane = arriving.empty() ? lanes.firstFree() : arriving.front();
    if (!arriving.empty()) {
        place.joining.assign(arriving.begin() + 1, arriving.end());
    }
    for (const int lane : place.joining) {
        lanes.set(lane, std::nullopt);
    }
    lanes.set(place.lane, row.parent);
    place.hasLineBelow = row.parent.has_value();
    place.passing = lanes.allBut(place.lane);
    return place;
}

/// A row that made no checkpoint stands on the line of `anchor`.
CheckpointLanes placeEvent(Lanes& lanes, CheckpointId anchor)
{
    CheckpointLanes place;
    const std::vector<int> arriving = lanes.waitingFor(anchor);
    place.hasLineAbove = !arriving.empty();
    place.lane = arriving.empty() ? lanes.firstFree() : arriving.front();
    lanes.set(place.lane, anchor);
    place.hasLineBelow = true;
    place.passing = lanes.allBut(place.lane);
    return place;
}

/// What each event that made no checkpoint belongs to: for a restore its target, else what served at that time.
std::vector<CheckpointId> anchorsOf(const std::vector<CheckpointRow>& rows)
{
    std::vector<CheckpointId> anchors;
    CheckpointId serving;
    for (const CheckpointRow& row : rows) {
        if (row.kind == TimelineKind::Rejected) {
            anchors.push_back(row.parent.value_or(serving));
            continue;
        }
        serving = row.target.value_or(row.checkpoint.value_or(serving));
        anchors.push_back(serving);
    }
    return anchors;
}

} // namespace

std::vector<CheckpointLanes> lanesOf(const std::vector<CheckpointRow>& rows)
{
    const std::vector<CheckpointId> anchors = anchorsOf(rows);
    Lanes lanes;
    std::vector<CheckpointLanes> places;
    places.reserve(rows.size());
    for (std::size_t i = rows.size(); i-- > 0;) {
        const CheckpointRow& row = rows[i];
        const bool isCheckpoint = row.checkpoint && row.kind != TimelineKind::Restored;
        places.push_back(isCheckpoint ? placeCheckpoint(lanes, row) : placeEvent(lanes, anchors[i]));
    }
    return places;
}

} // namespace amend
