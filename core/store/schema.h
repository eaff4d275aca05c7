// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the profile database, as a list of steps from one version to the next.
#pragma once

#include <span>

namespace amend {

/// For Database: step i brings version i to i + 1. Steps are never changed once released, only added.
std::span<const char* const> profileSchema();

} // namespace amend
