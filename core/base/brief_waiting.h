// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the tensor library's helper threads wait for one another.
#pragma once

namespace amend {

/// Makes them spin for about 1 ms and then sleep, by starting the program anew with OMP_WAIT_POLICY and GOMP_SPINCOUNT
/// set: the library reads them while it is loaded, before `main`. Does nothing if the person has set one of them.
///
/// Spinning without an end loses a factor of ten when a lesson and a reply, or any other program, share the cores;
/// sleeping at once makes a lesson take half as long again on a virtual machine, where waking is slow
/// (docs/speed-notes.md). First thing in `main`; if it cannot, the program goes on as it is.
void waitBriefly(char** arguments);

} // namespace amend
