// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the tensor library's helper threads wait for one another.
#pragma once

namespace amend {

/// Makes them sleep instead of spin, by starting the program anew with OMP_WAIT_POLICY=passive: the library reads it while it is loaded,
/// before `main`. Does nothing if the person has set the variable. Spinning wins a few per cent on an idle computer and loses a factor of
/// ten when a lesson and a reply, or any other program, share its cores. First thing in `main`; if it cannot, the program goes on as it is.
void waitPassively(char** arguments);

} // namespace amend
