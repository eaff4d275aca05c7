// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/lora_linear.h"

#include "core/model/kernels/gemm.h"

#include <ATen/ops/add.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstdint>
#include <vector>

namespace amend {

namespace {

/// The view holds no reference: `matrix` must outlive it.
MatrixView viewOf(const at::Tensor& matrix)
{
    return { matrix.const_data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0), matrix.stride(1) };
}

at::Tensor product(const MatrixView& a, const MatrixView& b)
{
    at::Tensor result = at::empty({ a.rows, b.columns }, at::kFloat);
    gemm(a, b, result.mutable_data_ptr<float>(), b.columns, GemmResult::Replace);
    return result;
}

void addProduct(at::Tensor& to, const at::Tensor& a, const MatrixView& b)
{
    gemm(viewOf(a), b, to.mutable_data_ptr<float>(), to.size(1), GemmResult::Add);
}

/// scale x A^T, [t, r].
at::Tensor scaledDown(const at::Tensor& rows, const at::Tensor& a, double scale)
{
    return product(viewOf(rows), viewOf(a).transposed()).mul_(scale);
}

/// The functions below take rows [t, in] and give rows [t, out].
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct LinearOnCpu final : torch::autograd::Function<LinearOnCpu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const at::Tensor& weight)
    {
        context->save_for_backward({ weight });
        return product(viewOf(rows), viewOf(weight).transposed());
    }

    static variable_list backward(AutogradContext* context, const variable_list& outputs)
    {
        const at::Tensor weight = context->get_saved_variables()[0];
        const at::Tensor gradient = outputs[0].contiguous(); // [t, out]
        return { product(viewOf(gradient), viewOf(weight)), at::Tensor() };
    }
};

struct LoraLinearOnCpu final : torch::autograd::Function<LoraLinearOnCpu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const at::Tensor& weight,
        const at::Tensor& a, const at::Tensor& b, double scale)
    {
        const at::Tensor down = scaledDown(rows, a, scale);
        context->saved_data["scale"] = scale;
        context->save_for_backward({ rows, weight, a, b, down });
        return corrected(rows, weight, down, b);
    }

    static variable_list backward(AutogradContext* context, const variable_list& outputs)
    {
        enum Saved { Rows, Weight, A, B, Down };
        const variable_list saved = context->get_saved_variables();
        const at::Tensor gradient = outputs[0].contiguous(); // [t, out]
        const at::Tensor up // scale g B, [t, r]
            = product(viewOf(gradient), viewOf(saved[B])).mul_(context->saved_data["scale"].toDouble());
        at::Tensor ofRows;
        if (context->needs_input_grad(0)) { // not below the first adapted layer
            ofRows = product(viewOf(gradient), viewOf(saved[Weight]));
            addProduct(ofRows, up, viewOf(saved[A]));
        }
        const at::Tensor ofA
            = context->needs_input_grad(2) ? product(viewOf(up).transposed(), viewOf(saved[Rows])) : at::Tensor();
        return { ofRows, at::Tensor(), ofA, product(viewOf(gradient).transposed(), viewOf(saved[Down])), at::Tensor() };
    }

    static at::Tensor corrected(
        const at::Tensor& rows, const at::Tensor& weight, const at::Tensor& down, const at::Tensor& b)
    {
        at::Tensor result = product(viewOf(rows), viewOf(weight).transposed());
        addProduct(result, down, viewOf(b).transposed());
        return result;
    }
};

at::Tensor onCpu(const at::Tensor& rows, const at::Tensor& weight, const LoraPair* pair, double scale)
{
    const bool differentiable = c10::GradMode::is_enabled();
    if (pair == nullptr || !pair->a.defined()) {
        return differentiable ? LinearOnCpu::apply(rows, weight) : product(viewOf(rows), viewOf(weight).transposed());
    }
    return differentiable ? LoraLinearOnCpu::apply(rows, weight, pair->a, pair->b, scale)
                          : LoraLinearOnCpu::corrected(rows, weight, scaledDown(rows, pair->a, scale), pair->b);
}

} // namespace

at::Tensor loraLinear(const at::Tensor& x, const at::Tensor& weight, const LoraPair* pair, double scale)
{
    if (!x.device().is_cpu()) {
        const at::Tensor base = at::linear(x, weight);
        return pair != nullptr && pair->a.defined() ? at::add(base, at::linear(at::linear(x, pair->a), pair->b), scale)
                                                    : base;
    }
    const at::Tensor rows = x.reshape({ -1, weight.size(1) }).contiguous();
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = weight.size(0);
    return onCpu(rows, weight, pair, scale).view(shape);
}

} // namespace amend
