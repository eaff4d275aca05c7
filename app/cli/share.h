// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json_values.h"

namespace amend {

/// A share in the making.
struct Share {
    int part = 0;
    int whole = 0;

    void count(bool yes)
    {
        part += yes ? 1 : 0;
        ++whole;
    }
    Json value() const { return whole > 0 ? Json(static_cast<double>(part) / whole) : Json(nullptr); }
};

} // namespace amend
