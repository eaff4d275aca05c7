// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The file that a checkpoint's hash names: which adapter files it consists of, and when each of them acts. A lesson
// adds one adapter file and one such list, so hundreds of checkpoints share what they have in common.
#pragma once

#include "core/store/blob_store.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace amend {

struct CheckpointFile {
    struct LessonPart {
        std::string adapterSha256;
        std::string question; ///< it acts where this is asked
        bool isRefusal = false; ///< it teaches no reply, only what is not to be said
        bool operator==(const LessonPart&) const = default;
    };

    std::string alwaysSha256; ///< of the adapter that acts always; empty: none
    std::vector<LessonPart> lessons; ///< oldest first

    std::vector<std::string> parts() const; ///< SHA-256 of every adapter file
    bool operator==(const CheckpointFile&) const = default;
};

/// JSON; the same content gives the same bytes.
std::vector<std::byte> checkpointFileBytes(const CheckpointFile& file);

/// Of the file `sha256` and all adapters it names. Errors: FileMissing, FileCorrupt.
std::int64_t sizeOfCheckpoint(const BlobStore& blobs, const std::string& sha256);

/// Errors: FileCorrupt; `origin` names the file in the message.
CheckpointFile checkpointFileFrom(std::span<const std::byte> bytes, const std::string& origin);

} // namespace amend
