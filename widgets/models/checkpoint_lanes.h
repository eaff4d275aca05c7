// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where each row of the timeline stands in the tree, drawn as lanes beside a list.
#pragma once

#include "core/domain/checkpoint_row.h"

#include <vector>

namespace amend {

/// What is drawn beside one row. Lanes count from 0, the line of the newest row.
struct CheckpointLanes {
    int lane = 0; ///< of the row's own node
    bool hasLineAbove = false;
    bool hasLineBelow = false;
    std::vector<int> passing; ///< lanes that only pass by
    std::vector<int> joining; ///< lanes from above that end in this node: branches that grew from it
    bool operator==(const CheckpointLanes&) const = default;
};

/// `rows` oldest first, as the ledger has them; the result newest first, as the list shows them.
///
/// A checkpoint is linked to its parent. A restore stands on the line of the checkpoint that it went back to, and
/// a rejected lesson on the line that served when it was tried.
std::vector<CheckpointLanes> lanesOf(const std::vector<CheckpointRow>& rows);

} // namespace amend
