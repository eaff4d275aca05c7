// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// torch's exceptions as ours: nobody above the engine can see their types.
#pragma once

#include "core/base/error.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>

namespace amend {

inline Error gpuMemoryError(const c10::Error& error)
{
    return { ErrorKind::OutOfMemory,
        std::string("The GPU has too little free memory. Close other programs, or go on with the CPU (--device cpu). ")
            + error.what_without_backtrace() };
}

inline Error deviceLostError(const c10::Error& error)
{
    return { ErrorKind::DeviceLost,
        std::string("The GPU stopped answering. Go on with the CPU (--device cpu), or start again. ")
            + error.what_without_backtrace() };
}

/// Runs `work`. Errors: OutOfMemory and DeviceLost in place of torch's own exceptions; Internal for any other of them.
template <class Work> auto withTorchErrorsTranslated(const Work& work)
{
    try {
        return work();
    } catch (const c10::OutOfMemoryError& error) {
        throw gpuMemoryError(error);
    } catch (const c10::AcceleratorError& error) {
        constexpr int memoryAllocation = 2; // cudaErrorMemoryAllocation
        throw error.get_error_code() == memoryAllocation ? gpuMemoryError(error) : deviceLostError(error);
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        const auto says = [&text](const char* words) { return text.find(words) != std::string::npos; };
        if (says("CUBLAS_STATUS_ALLOC_FAILED")) {
            throw gpuMemoryError(error);
        }
        if (says("CUDA error") || says("CUDA driver error") || says("CUBLAS_STATUS_")) { // no type of their own
            throw deviceLostError(error);
        }
        if (says("allocate memory")) {
            throw Error(ErrorKind::OutOfMemory,
                "The computer has too little free memory. Close other programs and try again. " + text);
        }
        throw Error(ErrorKind::Internal, text);
    } catch (const std::bad_alloc&) {
        throw Error(
            ErrorKind::OutOfMemory, "The computer has too little free memory. Close other programs and try again.");
    }
}

} // namespace amend
