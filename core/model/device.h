// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where tensors live: the CPU always, an NVIDIA GPU when its driver and the CUDA half of libtorch are there.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <string>

namespace amend {

enum class DeviceChoice { Auto, Cpu, Cuda };

struct ChosenDevice {
    at::Device device = at::kCPU;
    std::string name; ///< "CPU" or the GPU's name
    std::string reason; ///< why not the GPU; empty when it is the GPU or nobody asked
};

/// By its word: "auto", "cpu" or "cuda". Errors: BadInput (any other).
DeviceChoice deviceFrom(const std::string& word);

/// Opens the CUDA half of libtorch when it is needed, once per process, before anything asks for CUDA.
/// Errors: DeviceLost if `choice` is Cuda and the GPU cannot be used; the detail says which part is missing.
ChosenDevice chooseDevice(DeviceChoice choice);

/// Every thread that computes calls this once, before its first tensor: OpenMP counts threads per calling thread.
/// `threads` 0: the number of physical cores this process may use. Gives the number set.
int useThreads(int threads);

/// Free for us on `device`, in bytes: MemAvailable of the system or the GPU's free memory.
std::int64_t availableMemoryBytes(at::Device device);

/// The instruction set libtorch's kernels use here, e.g. "AVX512".
std::string instructionSet();

/// What the bits of a result depend on besides its inputs: CPU model, instruction set, threads, libtorch, precision,
/// GPU.
std::string machineFingerprint(const ChosenDevice& device, int threads, const std::string& precision);

} // namespace amend
