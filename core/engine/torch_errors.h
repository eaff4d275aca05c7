// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// torch's exceptions as ours: nobody above the engine can see their types.
#pragma once

#include "core/base/error.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>

namespace amend {

/// Runs `work`. Errors: OutOfMemory and DeviceLost in place of torch's own exceptions; Internal for any other of them.
template <class Work> auto withTorchErrorsTranslated(const Work& work)
{
    try {
        return work();
    } catch (const c10::OutOfMemoryError& error) {
        throw Error(ErrorKind::OutOfMemory,
            std::string("The GPU has too little free memory. Close other programs, use a smaller context, or start "
                        "with --device cpu. ")
                + error.what_without_backtrace());
    } catch (const c10::AcceleratorError& error) {
        throw Error(ErrorKind::DeviceLost,
            std::string("The GPU stopped answering. Start again, if need be with --device cpu. ")
                + error.what_without_backtrace());
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        if (text.find("allocate memory") != std::string::npos) {
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
