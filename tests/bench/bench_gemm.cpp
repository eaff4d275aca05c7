// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Our matrix products, with an fp32 and with a packed matrix (Q4_1 where it has whole blocks), beside libtorch's, on
// the shapes of the default model: GFLOP/s as JSON, best of several rounds in turn. bench_gemm [threads]
#include "core/model/device.h"
#include "core/model/kernels/gemm.h"
#include "core/model/kernels/gemm_tiles.h"
#include "tests/support/stored_matrix.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <c10/core/GradMode.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>

using namespace amend;

namespace {

struct Shape {
    std::int64_t rows;
    std::int64_t in;
    std::int64_t out;
};

// One token, a batch of replies, a lesson's step; attention, feed-forward, head, LoRA.
constexpr std::array<Shape, 11> shapes { { { 1, 576, 1536 }, { 1, 576, 49152 }, { 4, 576, 1536 }, { 20, 576, 1536 },
    { 60, 576, 1536 }, { 300, 576, 576 }, { 300, 576, 1536 }, { 300, 1536, 576 }, { 100, 576, 49152 }, { 300, 576, 16 },
    { 300, 16, 576 } } };
constexpr int rounds = 15;

template <class Work> double secondsOf(const Work& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

MatrixView viewOf(const at::Tensor& matrix)
{
    return { matrix.const_data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0), matrix.stride(1) };
}

nlohmann::json measured(const Shape& shape)
{
    const at::Tensor x = at::randn({ shape.rows, shape.in });
    const at::Tensor weight = at::randn({ shape.out, shape.in });
    const at::Tensor gradient = at::randn({ shape.rows, shape.out });
    at::Tensor y = at::empty({ shape.rows, shape.out });
    at::Tensor back = at::empty({ shape.rows, shape.in });
    const TensorType type = shape.in % blockColumns == 0 ? TensorType::Q4_1 : TensorType::F32;
    const test::StoredMatrix stored(type, shape.out, shape.in, test::Size::Ordinary, 1);
    std::array<double, 6> best;
    best.fill(1e9);
    for (int round = 0; round < rounds; ++round) {
        const std::array<double, 6> now {
            secondsOf([&] {
                gemm(viewOf(x), viewOf(weight).transposed(), y.mutable_data_ptr<float>(), shape.out,
                    GemmResult::Replace);
            }),
            secondsOf([&] { at::linear(x, weight); }),
            secondsOf([&] {
                gemm(viewOf(gradient), viewOf(weight), back.mutable_data_ptr<float>(), shape.in, GemmResult::Replace);
            }),
            secondsOf([&] { at::mm(gradient, weight); }),
            secondsOf([&] {
                gemm(viewOf(x), stored.packed, PackedSide::Transposed, y.mutable_data_ptr<float>(), shape.out);
            }),
            secondsOf([&] {
                gemm(viewOf(gradient), stored.packed, PackedSide::AsItIs, back.mutable_data_ptr<float>(), shape.in);
            }),
        };
        std::transform(best.begin(), best.end(), now.begin(), best.begin(),
            [](double one, double other) { return std::min(one, other); });
    }
    const double work = 2e-9 * static_cast<double>(shape.rows * shape.in * shape.out);
    return { { "rows", shape.rows }, { "in", shape.in }, { "out", shape.out }, { "forward", work / best[0] },
        { "forward_libtorch", work / best[1] }, { "backward", work / best[2] }, { "backward_libtorch", work / best[3] },
        { "forward_packed", work / best[4] }, { "backward_packed", work / best[5] } };
}

} // namespace

int main(int count, char** arguments)
{
    const c10::NoGradGuard noGradients;
    const int threads = useThreads(count > 1 ? std::atoi(arguments[1]) : 0);
    nlohmann::json rows = nlohmann::json::array();
    for (const Shape& shape : shapes) {
        rows.push_back(measured(shape));
    }
    std::cout << nlohmann::json {
        { "level", isaName(gemmTilesInUse().level) }, { "threads", threads }, { "unit", "GFLOP/s" },
        { "libtorch_level", instructionSet() }, { "rows", rows }
    }.dump(1) << '\n';
}
