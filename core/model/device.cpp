// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/device.h"

#include "core/base/error.h"
#include "core/model/kernels/decode_kernels.h"
#include "core/model/kernels/gemm.h"
#include "core/model/kernels/gemm_tiles.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <thread>
#include <utility>

namespace amend {

namespace {

/// The value behind "key :" in a file of /proc; empty if it is not there. `next` goes on from the last one.
std::optional<std::string> nextValue(std::istream& file, const std::string& key)
{
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(':');
        if (line.starts_with(key) && colon != std::string::npos) {
            const std::size_t start = line.find_first_not_of(" \t", colon + 1);
            return start == std::string::npos ? std::string() : line.substr(start);
        }
    }
    return std::nullopt;
}

std::string procValue(const std::filesystem::path& path, const std::string& key)
{
    std::ifstream file(path);
    return nextValue(file, key).value_or("");
}

int physicalCores()
{
    std::set<std::pair<std::string, std::string>> cores;
    std::ifstream file("/proc/cpuinfo");
    while (const auto package = nextValue(file, "physical id")) {
        cores.insert({ *package, nextValue(file, "core id").value_or("") });
    }
    const int allowed = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return cores.empty() ? allowed : std::min(allowed, static_cast<int>(cores.size()));
}

/// The folder libtorch was loaded from; its CUDA half lies there or nowhere.
std::filesystem::path libtorchFolder()
{
    void* handle = dlopen("libc10.so", RTLD_NOW | RTLD_NOLOAD);
    link_map* map = nullptr;
    if (handle == nullptr || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0) {
        return {};
    }
    const std::filesystem::path folder = std::filesystem::path(map->l_name).parent_path();
    dlclose(handle);
    return folder;
}

/// Makes CUDA usable. Gives what is missing; empty: nothing.
std::string openCuda()
{
    if (!std::filesystem::exists("/proc/driver/nvidia/version")) {
        return "there is no NVIDIA driver (/proc/driver/nvidia/version is missing)";
    }
    const std::filesystem::path library = libtorchFolder() / "libtorch_cuda.so";
    if (!std::filesystem::exists(library)) {
        return library.string() + " is missing; run packaging/setup on this machine to fetch it";
    }
    // Never closed: its kernels are registered with libtorch for good. RTLD_GLOBAL because they refer to each other.
    if (dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
        return std::string("the CUDA half of libtorch does not open: ") + dlerror();
    }
    if (!at::hasCUDA() || at::getNumGPUs() == 0) {
        return "the driver offers no GPU that this libtorch can use; it may be too old";
    }
    return {};
}

std::string gpuName()
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", ignored)) {
        const std::string name = procValue(entry.path() / "information", "Model");
        if (!name.empty()) {
            return name;
        }
    }
    return "NVIDIA GPU";
}

} // namespace

DeviceChoice deviceFrom(const std::string& word)
{
    if (word == "auto") {
        return DeviceChoice::Auto;
    }
    if (word == "cpu") {
        return DeviceChoice::Cpu;
    }
    if (word == "cuda") {
        return DeviceChoice::Cuda;
    }
    throw Error(ErrorKind::BadInput, "There is no device \"" + word + "\"; it can be auto, cpu or cuda.");
}

ChosenDevice chooseDevice(DeviceChoice choice)
{
    if (choice == DeviceChoice::Cpu) {
        return { at::kCPU, "CPU", {} };
    }
    static const std::string missing = openCuda();
    if (missing.empty()) {
        return { at::Device(at::kCUDA, 0), gpuName(), {} };
    }
    if (choice == DeviceChoice::Cuda) {
        throw Error(ErrorKind::DeviceLost,
            "The GPU cannot be used: " + missing + ". Go on without it on the CPU (--device cpu).");
    }
    return { at::kCPU, "CPU", missing };
}

int useThreads(int threads)
{
    const int count = threads > 0 ? threads : physicalCores();
    at::set_num_threads(count);
    return count;
}

std::int64_t availableMemoryBytes(at::Device device)
{
    if (device.is_cuda()) {
        return static_cast<std::int64_t>(at::accelerator::getMemoryInfo(device.index()).first);
    }
    const std::string kib = procValue("/proc/meminfo", "MemAvailable");
    return kib.empty() ? 0 : std::stoll(kib) * 1024;
}

std::string instructionSet()
{
    return at::get_cpu_capability();
}

std::string machineFingerprint(const ChosenDevice& device, int threads, const std::string& precision)
{
    return "cpu=" + procValue("/proc/cpuinfo", "model name") + ", family " + procValue("/proc/cpuinfo", "cpu family")
        + ", model " + procValue("/proc/cpuinfo", "model\t") + "; isa=" + instructionSet() + "; threads="
        + std::to_string(threads) + "; libtorch=" TORCH_VERSION "; kernels=5 " + isaName(gemmTilesInUse().level) + " "
        + isaName(decodeKernelsInUse().level) + "; precision=" + precision + "; device=" + device.name;
}

} // namespace amend
