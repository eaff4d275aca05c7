// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What every command of amend-cli gets: the options all of them share, and the way to print.
#pragma once

#include "app/cli/json_values.h"
#include "core/domain/generation_options.h"
#include "core/engine/engine.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace amend {

/// Exit codes of the contract.
enum class ExitCode { Done = 0, Failed = 1, Usage = 2, Rejected = 3 };

struct CommonOptions {
    std::string profile;
    std::string model;
    std::string device = "auto";
    int threads = 0;
    bool json = false;
    LearningRule rule = LearningRule::Default; ///< of evaluations
};

/// One line on standard error that rewrites itself on a terminal and stays silent elsewhere.
class ProgressLine final {
public:
    ~ProgressLine();
    void show(const std::string& text);
    void clear();

private:
    std::size_t m_width = 0;
};

/// JSON on standard output under --json, else `text`. Errors: StorageTrouble.
void print(const CommonOptions& options, const Json& json, const std::string& text);

/// The engine with its model loaded, and the helpers that several commands need. Ctrl+C stops what runs.
class CommandContext final {
public:
    CommandContext(const CommonOptions& options, std::stop_token stop);

    const CommonOptions& options() const { return m_options; }
    ChatEngine& chat() { return *m_engine.chat; }
    std::stop_token stop() const { return m_stop; }
    ProgressLine& progress() { return m_progress; }
    void loadModel(); ///< Errors: FileMissing if no model is found anywhere, and all of core/model/model.h

    /// Asks in a chat and waits for the reply; `onText` sees it grow.
    Message ask(ChatId chat, std::optional<MessageId> parent, const std::string& question,
        const GenerationOptions& options, std::optional<CheckpointId> checkpoint = {},
        const std::function<void(const std::string&)>& onText = {});
    /// The reply in a new chat with no history.
    Message askFresh(const std::string& systemPrompt, const std::string& question, const GenerationOptions& options,
        std::optional<CheckpointId> checkpoint = {}, const std::function<void(const std::string&)>& onText = {});
    /// Saves the feedback and learns it, with progress on standard error. On an error the lesson is stored as one that
    /// could not run, with the reason.
    LessonReceipt learn(const Feedback& feedback);
    /// Runs a task that replays lessons, without committing it. Errors: Cancelled.
    LearnOutcome replay(const LearnTask& task);
    /// Asks those lessons again whose cell at the serving checkpoint is missing. False: it was stopped; what was asked
    /// until then is kept.
    bool recall();

    /// As the function below.
    void print(const Json& json, const std::string& text) const;

private:
    LearnOutcome finish(const LearnTask& task);
    void noteThatItCouldNotRun(LessonId lesson, const std::string& reason);

    CommonOptions m_options;
    std::stop_token m_stop;
    ProgressLine m_progress;
    Engine m_engine;
};

} // namespace amend
