// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers that tests/golden/make_objectives.py stored in tests/data/objectives.json.
#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/stack.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <vector>

namespace amend::test {

inline QJsonObject goldenCase(const QString& name)
{
    QFile file(QStringLiteral(AMEND_TEST_DATA "/objectives.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()[name].toObject()
                                          : QJsonObject();
}

/// Nested lists of numbers.
inline at::Tensor tensorOf(const QJsonValue& value, at::ScalarType type = at::kFloat)
{
    if (!value.isArray()) {
        return at::scalar_tensor(value.toDouble(), at::TensorOptions().dtype(type));
    }
    std::vector<at::Tensor> rows;
    for (const QJsonValue& row : value.toArray()) {
        rows.push_back(tensorOf(row, type));
    }
    return at::stack(rows);
}

inline double largestDifference(const at::Tensor& a, const at::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

} // namespace amend::test
