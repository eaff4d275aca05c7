// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What chat and learning cost each other, on two threads as in the window.
#pragma once

#include "app/cli/bench.h"

namespace amend {

/// Of `concurrent`, in its order.
std::vector<Figure> concurrentFigures();

/// A reply alone, a lesson alone, and another lesson while replies are written.
std::vector<double> concurrent(BenchRun& run, int round);

} // namespace amend
