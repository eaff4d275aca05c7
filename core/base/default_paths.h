// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where a profile and the default model are found when nobody says otherwise. Both programs ask here, so they agree.
#pragma once

#include <filesystem>

namespace amend {

/// $XDG_DATA_HOME/amend, or ~/.local/share/amend.
std::filesystem::path defaultProfileFolder();

/// The default model: $AMEND_MODEL if set, else the first .gguf file (by name) in share/amend/models beside the program's bin folder, else in the
/// .deps/models folder of a checkout the program was built in. Empty if there is none.
std::filesystem::path defaultModelPath();

} // namespace amend
