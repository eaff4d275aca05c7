// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/failure_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

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
            Text::tr("Close other programs or choose a smaller model, then try again. If the model is on a graphics "
                     "processor, File, Run the model on, CPU is a way on.") };
    case ErrorKind::DeviceLost:
        return { Text::tr("The graphics processor stopped answering."),
            Text::tr("Choose File, Run the model on, CPU, and the chat goes on; or start the program again.") };
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

FailureText modelFailureText(ErrorKind kind, const QString& path)
{
    const QString file = QFileInfo(path).fileName();
    switch (kind) {
    case ErrorKind::FileMissing:
        return { Text::tr("There is no model %1, or it may not be read.").arg(path),
            Text::tr("Check that it is still where it was, or choose another model.") };
    case ErrorKind::FileCorrupt:
        return { Text::tr("The model %1 is damaged or incomplete.").arg(file),
            Text::tr("Download it again, or choose another model.") };
    case ErrorKind::FormatUnsupported:
        return { Text::tr("Amend cannot use the model %1: its format or family is not known.").arg(file),
            Text::tr("Choose a GGUF file or a safetensors folder of the Llama, Qwen2 or Qwen3 family.") };
    case ErrorKind::OutOfMemory:
        return { Text::tr("There is not enough memory for the model %1.").arg(file),
            Text::tr("Close other programs or choose a smaller model, then try again.") };
    case ErrorKind::DeviceLost:
        return { Text::tr("There is no graphics processor that can be used for the model %1.").arg(file),
            Text::tr("Use the CPU, or mend what the details name and start the program again.") };
    case ErrorKind::Cancelled:
        return { Text::tr("Loading %1 was stopped.").arg(file), Text::tr("Choose a model when you want to go on.") };
    case ErrorKind::DiskFull:
    case ErrorKind::StorageTrouble:
    case ErrorKind::ContextFull:
    case ErrorKind::ProfileInUse:
    case ErrorKind::BadInput:
    case ErrorKind::Internal:
        break;
    }
    const FailureText text = failureText(kind);
    return { Text::tr("The model %1 could not be loaded. %2").arg(file, text.sentence), text.advice };
}

FailureText profileFailureText(ErrorKind kind, const QString& folder)
{
    const QString database = QDir(folder).filePath(QStringLiteral("app.db"));
    const QString otherProfile
        = Text::tr("Or start with another profile: amend --profile FOLDER. Nothing was changed.");
    switch (kind) {
    case ErrorKind::FileCorrupt:
        return { Text::tr("The database of your chats and lessons is damaged or missing: %1").arg(database),
            Text::tr("Put the file back from a backup.") + u' ' + otherProfile };
    case ErrorKind::FormatUnsupported:
        return { Text::tr("This Amend cannot read the database of your chats and lessons: %1").arg(database),
            Text::tr("Use the Amend that made it.") + u' ' + otherProfile };
    case ErrorKind::FileMissing:
        return { Text::tr("The profile is missing or may not be read: %1").arg(folder),
            Text::tr("Check the folder and its permissions.") + u' ' + otherProfile };
    case ErrorKind::DiskFull:
    case ErrorKind::StorageTrouble:
        return { Text::tr("Nothing can be saved in the profile: %1").arg(folder),
            Text::tr("Free some space, and check the disk and the folder's permissions.") + u' ' + otherProfile };
    case ErrorKind::ProfileInUse:
        return { Text::tr("Another Amend is using this profile: %1").arg(folder),
            Text::tr("Close the other window, or start with another profile: amend --profile FOLDER.") };
    case ErrorKind::OutOfMemory:
    case ErrorKind::DeviceLost:
    case ErrorKind::ContextFull:
    case ErrorKind::BadInput:
    case ErrorKind::Cancelled:
    case ErrorKind::Internal:
        break;
    }
    return failureText(kind);
}

} // namespace amend
