// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/default_paths.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace amend {

namespace {

namespace fs = std::filesystem;

fs::path fromEnvironment(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr ? fs::path(value) : fs::path();
}

fs::path firstModelIn(const fs::path& folder)
{
    std::vector<fs::path> models;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".gguf") {
            models.push_back(entry.path());
        }
    }
    const auto first = std::min_element(models.begin(), models.end());
    return first == models.end() ? fs::path() : *first;
}

} // namespace

fs::path defaultProfileFolder()
{
    fs::path data = fromEnvironment("XDG_DATA_HOME");
    if (!data.is_absolute()) {
        data = fromEnvironment("HOME") / ".local" / "share";
    }
    return data / "amend";
}

fs::path defaultModelPath()
{
    if (fs::path chosen = fromEnvironment("AMEND_MODEL"); !chosen.empty()) {
        return chosen;
    }
    std::error_code ignored;
    const fs::path bin = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    if (fs::path installed = firstModelIn(bin.parent_path() / "share" / "amend" / "models"); !installed.empty()) {
        return installed;
    }
    // build/<preset>/bin in a checkout
    return firstModelIn(bin.parent_path().parent_path().parent_path() / ".deps" / "models");
}

} // namespace amend
