// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/foreign_file.h"

#include "core/base/error.h"

#include <array>
#include <string>

namespace amend {

namespace {

struct ForeignFile {
    std::string_view beginning;
    ErrorKind kind;
    const char* whatAndNextStep;
};

constexpr std::string_view pickleBeginning("\x80\x02", 2);

constexpr std::array<ForeignFile, 8> foreignFiles { {
    { "version https://git-lfs", ErrorKind::FileCorrupt,
        "is a Git LFS pointer, not the file itself. Fetch the file with 'git lfs pull'." },
    { "<!DOCTYPE", ErrorKind::FileCorrupt, "is a web page, not a model. Download the file itself." },
    { "<html", ErrorKind::FileCorrupt, "is a web page, not a model. Download the file itself." },
    { "PK\x03\x04", ErrorKind::FormatUnsupported,
        "is an archive, perhaps a PyTorch checkpoint, which can run code when opened. Choose a GGUF or safetensors "
        "file." },
    { pickleBeginning, ErrorKind::FormatUnsupported,
        "is a Python pickle, which can run code when opened. Choose a GGUF or safetensors file." },
    { "lmgg", ErrorKind::FormatUnsupported, "is a GGML file from before GGUF. Choose a GGUF file of the model." },
    { "fmgg", ErrorKind::FormatUnsupported, "is a GGML file from before GGUF. Choose a GGUF file of the model." },
    { "tjgg", ErrorKind::FormatUnsupported, "is a GGML file from before GGUF. Choose a GGUF file of the model." },
} };

} // namespace

void rejectForeignFile(std::span<const std::byte> bytes, std::string_view origin)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    for (const ForeignFile& foreign : foreignFiles) {
        if (text.starts_with(foreign.beginning)) {
            throw Error(foreign.kind, std::string(origin) + ' ' + foreign.whatAndNextStep);
        }
    }
}

} // namespace amend
