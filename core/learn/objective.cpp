// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/objective.h"

#include <ATen/TensorOperators.h>

namespace amend {

void ObjectiveLoss::add(const ObjectiveLoss& part)
{
    total = total.defined() ? total + part.total : part.total;
    lessonNats += part.lessonNats;
    marginNats += part.marginNats;
    heldNats += part.heldNats;
    missingNats += part.missingNats;
    excessNats += part.excessNats;
}

ObjectiveLoss ObjectiveLoss::detached() const
{
    ObjectiveLoss loss = *this;
    loss.total = total.detach();
    return loss;
}

} // namespace amend
