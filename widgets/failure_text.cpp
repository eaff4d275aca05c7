// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/failure_text.h"

#include <QCoreApplication>

namespace amend {
namespace {

/// Gives the sentences their context for the translators.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(FailureText)
};

} // namespace

FailureText failureText(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::FileMissing:
        return { Text::tr("A file is missing or may not be read."),
            Text::tr("Check that it is still where it was, or choose another one.") };
    case ErrorKind::FileCorrupt:
        return { Text::tr("A file is damaged."),
            Text::tr("Fetch the file again, or go back to a checkpoint that is sound.") };
    case ErrorKind::FormatUnsupported:
        return { Text::tr("This kind of file cannot be read."),
            Text::tr("Choose a GGUF file or a safetensors folder of a known model family.") };
    case ErrorKind::DiskFull:
        return { Text::tr("The disk is full; nothing was half written."),
            Text::tr("Free some space and try again. The chat goes on.") };
    case ErrorKind::StorageTrouble:
        return { Text::tr("The disk refused a write, so nothing more is saved."),
            Text::tr("Check the disk, then start the program again.") };
    case ErrorKind::OutOfMemory:
        return { Text::tr("There is not enough memory."),
            Text::tr("Close other programs or choose a smaller model, then try again.") };
    case ErrorKind::DeviceLost:
        return { Text::tr("The graphics processor stopped answering."),
            Text::tr("Start the program again, or run it with --device cpu.") };
    case ErrorKind::ContextFull:
        return { Text::tr("The text is longer than the model can read at once."),
            Text::tr("Shorten it, teach from a shorter reply, or go on in a new chat.") };
    case ErrorKind::ProfileInUse:
        return { Text::tr("Another Amend is using this profile."),
            Text::tr("Close the other window, or choose another profile.") };
    case ErrorKind::BadInput:
        return { Text::tr("This cannot be done as asked."), Text::tr("The details say what to change.") };
    case ErrorKind::Cancelled:
        return { Text::tr("Stopped."), Text::tr("Nothing was changed.") };
    case ErrorKind::Internal:
        return { Text::tr("The program made a mistake."),
            Text::tr("Your chats and lessons are safe. The log file says more.") };
    }
    return {};
}

} // namespace amend
