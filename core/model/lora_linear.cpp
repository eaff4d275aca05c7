// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/lora_linear.h"

#include "core/model/kernels/gemm.h"
#include "core/model/kernels/packed_product.h"

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

/// x W^T
at::Tensor forwardThrough(const at::Tensor& rows, const LinearWeight& weight)
{
    if (!weight.isPacked()) {
        return product(viewOf(rows), viewOf(weight.dense).transposed());
    }
    at::Tensor result = at::empty({ rows.size(0), weight.out() }, at::kFloat);
    multiplyPacked(viewOf(rows), weight.packed, result.mutable_data_ptr<float>(), weight.out());
    return result;
}

/// g W
at::Tensor backThrough(const at::Tensor& gradient, const LinearWeight& weight)
{
    if (!weight.isPacked()) {
        return product(viewOf(gradient), viewOf(weight.dense));
    }
    at::Tensor result = at::empty({ gradient.size(0), weight.in() }, at::kFloat);
    gemm(viewOf(gradient), weight.packed, PackedSide::AsItIs, result.mutable_data_ptr<float>(), weight.in());
    return result;
}

/// scale x A^T, [t, r].
at::Tensor scaledDown(const at::Tensor& rows, const at::Tensor& a, double scale)
{
    return product(viewOf(rows), viewOf(a).transposed()).mul_(scale);
}

// The functions below take rows [t, in] and give rows [t, out]. The base's matrix is no part of the graph, which keeps
// no more than its address: the model outlives every graph.
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

void keepAddress(AutogradContext& context, const LinearWeight* weight)
{
    context.saved_data["weight"] = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(weight));
}

const LinearWeight& weightOf(AutogradContext& context)
{
    return *reinterpret_cast<const LinearWeight*>(static_cast<std::intptr_t>(context.saved_data["weight"].toInt()));
}

struct LinearOnCpu final : torch::autograd::Function<LinearOnCpu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const LinearWeight* weight)
    {
        keepAddress(*context, weight);
        return forwardThrough(rows, *weight);
    }

    static variable_list backward(AutogradContext* context, const variable_list& outputs)
    {
        return { backThrough(outputs[0].contiguous(), weightOf(*context)), at::Tensor() };
    }
};

struct LoraLinearOnCpu final : torch::autograd::Function<LoraLinearOnCpu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const LinearWeight* weight,
        const at::Tensor& a, const at::Tensor& b, double scale)
    {
        const at::Tensor down = scaledDown(rows, a, scale);
        keepAddress(*context, weight);
        context->saved_data["scale"] = scale;
        context->save_for_backward({ rows, a, b, down });
        return corrected(rows, *weight, down, b);
    }

    static variable_list backward(AutogradContext* context, const variable_list& outputs)
    {
        enum Saved { Rows, A, B, Down };
        enum Tensors { OfRows, OfA }; // of forward, which alone count for needs_input_grad
        const variable_list saved = context->get_saved_variables();
        const at::Tensor gradient = outputs[0].contiguous(); // [t, out]
        const at::Tensor up // scale g B, [t, r]
            = product(viewOf(gradient), viewOf(saved[B])).mul_(context->saved_data["scale"].toDouble());
        at::Tensor ofRows;
        if (context->needs_input_grad(OfRows)) { // not below the first adapted layer
            ofRows = backThrough(gradient, weightOf(*context));
            addProduct(ofRows, up, viewOf(saved[A]));
        }
        const at::Tensor ofA
            = context->needs_input_grad(OfA) ? product(viewOf(up).transposed(), viewOf(saved[Rows])) : at::Tensor();
        return { ofRows, at::Tensor(), ofA, product(viewOf(gradient).transposed(), viewOf(saved[Down])), at::Tensor() };
    }

    static at::Tensor corrected(
        const at::Tensor& rows, const LinearWeight& weight, const at::Tensor& down, const at::Tensor& b)
    {
        at::Tensor result = forwardThrough(rows, weight);
        addProduct(result, down, viewOf(b).transposed());
        return result;
    }
};

at::Tensor onCpu(const at::Tensor& rows, const LinearWeight& weight, const LoraPair* pair, double scale)
{
    const bool differentiable = c10::GradMode::is_enabled();
    if (pair == nullptr || !pair->a.defined()) {
        return differentiable ? LinearOnCpu::apply(rows, &weight) : forwardThrough(rows, weight);
    }
    return differentiable ? LoraLinearOnCpu::apply(rows, &weight, pair->a, pair->b, scale)
                          : LoraLinearOnCpu::corrected(rows, weight, scaledDown(rows, pair->a, scale), pair->b);
}

} // namespace

at::Tensor loraLinear(const at::Tensor& x, const LinearWeight& weight, const LoraPair* pair, double scale)
{
    if (!x.device().is_cpu()) {
        const at::Tensor base = at::linear(x, weight.dense);
        return pair != nullptr && pair->a.defined() ? at::add(base, at::linear(at::linear(x, pair->a), pair->b), scale)
                                                    : base;
    }
    const at::Tensor rows = x.reshape({ -1, weight.in() }).contiguous();
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = weight.out();
    return onCpu(rows, weight, pair, scale).view(shape);
}

} // namespace amend
