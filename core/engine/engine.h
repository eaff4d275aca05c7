// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as everybody above it sees it: the use cases, in plain values. No torch, no Qt.
//
// It has two halves because two threads use it, and they share nothing that changes:
//   ChatEngine  lives on the chat thread and owns the profile database, the KV cache and the running reply;
//   LearnEngine lives on the learner thread and owns the candidate adapter, its gradients and the gate.
// What they exchange (LearnTask, LearnOutcome) is constant once made. A program with one thread, such as amend-cli,
// calls both in turn.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "core/domain/generation_options.h"
#include "core/domain/ids.h"
#include "core/domain/learning_rule.h"
#include "core/domain/lesson.h"
#include "core/domain/lesson_receipt.h"
#include "core/domain/loss_point.h"
#include "core/domain/memory_map.h"
#include "core/domain/message.h"
#include "core/domain/model_info.h"
#include "core/domain/text_score.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace amend {

struct ReplyRequest {
    ChatId chat;
    MessageId question; ///< the user's message that is answered; siblings are replies to the same question
    GenerationOptions options;
    std::optional<CheckpointId> checkpoint; ///< none: the serving one
};

/// A few tokens of the running reply.
struct ReplyChunk {
    MessageId message;
    std::string text; ///< to be appended
    bool finished = false; ///< the last chunk: `reply` holds the stored message
    Message reply;
};

/// Questions that are asked all at once; no chat keeps them or their replies.
struct AnswerRequest {
    std::vector<std::vector<ChatTurn>> chats; ///< each ends with the user's turn that is answered
    int maxTokens = 64; ///< per reply
    std::optional<CheckpointId> checkpoint; ///< none: the serving one
};

struct ScoreRequest {
    std::vector<TextToScore> texts;
    std::optional<CheckpointId> checkpoint; ///< none: the serving one
    std::optional<CheckpointId> reference; ///< to compare the distributions with; none: they are not compared
};

/// What the person says about one reply.
struct Feedback {
    MessageId message;
    std::string wantedReply; ///< empty: not given
    std::string critique; ///< empty: not given
    Scope scope = Scope::ThisAnswer;
};

enum class TaskKind {
    Prepare, ///< learn nothing yet: make ready what every lesson of this model needs, so that the first one is quick
    Lesson, ///< learn one lesson on the serving checkpoint
    Unteach, ///< replay without one lesson
    Rebuild, ///< replay all lessons of a checkpoint from the base
    Verify, ///< as Rebuild, and compare hashes; commits nothing
    Recall, ///< ask some lessons of the serving checkpoint again, for the memory map; changes no weights
};

/// What the learner needs for a task; complete only inside the engine.
struct LearnWork;

struct LearnTask {
    TaskKind kind = TaskKind::Lesson;
    LessonId lesson; ///< the one to learn, or to leave out
    int lessonCount = 1; ///< how many lessons the task learns, one after another
    std::shared_ptr<const LearnWork> work;
};

/// What the learner made of it; complete only inside the engine.
struct LearnResult;

struct LearnOutcome {
    TaskKind kind = TaskKind::Lesson;
    LessonId lesson;
    std::vector<LessonReceipt> receipts; ///< one per lesson learned, in order
    bool cancelled = false;
    std::string adapterSha256; ///< of the last adapter made; empty if none was
    std::shared_ptr<const LearnResult> result;
};

enum class LearnPhase {
    PreparingModel, ///< what every lesson of the model needs; done once
    Preparing, ///< what this lesson needs
    Learning,
    Checking,
    Recalling, ///< asking lessons again
    Finished,
};

/// What one turn of the learner's loop brought.
struct LearnProgress {
    LearnPhase phase = LearnPhase::Preparing;
    LessonId lesson; ///< the one being learned now
    int lessonIndex = 0; ///< of LearnTask::lessonCount
    double share = 0; ///< of the phase, 0 to 1, while preparing
    std::optional<LossPoint> loss; ///< after an optimiser step
    int checksDone = 0; ///< while checking; while recalling: lessons of the checkpoint that were asked so far
    int checksTotal = 0;
    double strength = 1;
    std::optional<LearnOutcome> outcome; ///< at the end
};

/// What `verify` found: damage is listed, never repaired silently.
struct VerifyReport {
    int entries = 0; ///< of the ledger
    int blobs = 0; ///< adapter files hashed in full
    std::vector<std::string> problems; ///< empty: all is well
    std::string
        headHash; ///< short code of the whole history; kept elsewhere, it shows later whether anything was altered
};

class ChatEngine {
public:
    virtual ~ChatEngine() = default;

    /// Loads or changes the model. Errors: see core/model/model.h.
    virtual ModelInfo loadModel(
        const std::filesystem::path& path, const std::function<void(double)>& progress, std::stop_token stop)
        = 0;
    /// "auto", "cpu" or "cuda": where the next model that is loaded runs. Errors: BadInput (any other word).
    virtual void useDevice(const std::string& device) = 0;
    virtual std::optional<ModelInfo> model() const = 0; ///< none before a model is loaded

    // Chats. They work without a model.
    virtual std::vector<ChatRow> chats(const std::string& search)
        = 0; ///< newest change first; an empty search gives all
    virtual ChatRow createChat(const std::string& systemPrompt) = 0;
    virtual void renameChat(ChatId chat, const std::string& title) = 0;
    virtual void pinChat(ChatId chat, bool pinned) = 0;
    virtual void deleteChat(ChatId chat) = 0; ///< to the bin; undeleteChat brings it back
    virtual void undeleteChat(ChatId chat) = 0;
    virtual std::vector<Message> messages(ChatId chat) = 0; ///< the whole tree, parents before children

    // Replies. One runs at a time.
    /// Committed before it returns. `parent` is the reply it follows, none at the start of a chat.
    virtual Message addUserMessage(ChatId chat, std::optional<MessageId> parent, const std::string& text) = 0;
    /// A reply that was written elsewhere, such as one given on the command line; committed before it returns.
    virtual Message addReply(MessageId question, const std::string& text) = 0;
    /// Opens a reply (state Streaming, empty). Errors: BadInput without a model, ContextFull, FileCorrupt (a damaged
    /// checkpoint).
    virtual Message beginReply(const ReplyRequest& request) = 0;
    /// The next tokens. The text so far is saved at least every second. `stop` keeps what was written.
    virtual ReplyChunk continueReply(int maxTokens, std::stop_token stop) = 0;
    virtual int countTokens(const std::string& text) = 0; ///< 0 without a model

    // Measurements: many at once, and nothing is stored.
    /// Greedy replies, as the chats would give them, in the chats' order. Errors: BadInput without a model,
    /// ContextFull, FileCorrupt (a damaged checkpoint), Cancelled.
    virtual std::vector<GreedyAnswer> answer(const AnswerRequest& request, std::stop_token stop) = 0;
    /// What the model thinks of each text, token by token, in the texts' order. Errors: as `answer`.
    virtual std::vector<TextScore> score(const ScoreRequest& request, std::stop_token stop) = 0;

    // Feedback. Committed before it returns.
    virtual Message rate(MessageId message, Rating rating) = 0; ///< thumbs-up also makes the reply an anchor
    virtual Lesson saveLesson(const Feedback& feedback) = 0; ///< state Waiting
    virtual void setLessonState(LessonId lesson, LessonState state, const std::string& reason) = 0;
    virtual std::vector<Lesson> lessons() = 0; ///< of this model, oldest first
    virtual std::vector<Lesson> waitingLessons() = 0; ///< those of them in the state Waiting
    virtual std::optional<LessonReceipt> receipt(LessonId lesson) = 0;

    // Learning: tasks for the learner, and what becomes of their outcomes.
    virtual LearnTask prepareTask() = 0;
    virtual LearnTask lessonTask(LessonId lesson)
        = 0; ///< on the serving checkpoint; Errors: BadInput if the lesson is in it already
    virtual LearnTask unteachTask(LessonId lesson)
        = 0; ///< Errors: BadInput if the lesson is not in the serving checkpoint
    /// Replays all lessons of a checkpoint from the base; what it makes then serves, and a damaged file of the same
    /// weights is whole again. Errors: BadInput (unknown; or without lessons, unless it is only to be verified).
    virtual LearnTask rebuildTask(CheckpointId checkpoint, bool verifyOnly) = 0;
    /// A few of the lessons whose cell at the serving checkpoint is missing. None: the memory map has them all, or no
    /// model is loaded. What is committed of it, also when it was cancelled, is kept.
    virtual std::optional<LearnTask> recallTask() = 0;
    virtual std::vector<LessonReceipt> commit(const LearnOutcome& outcome) = 0;

    // Timeline.
    virtual std::vector<CheckpointRow> timeline() = 0; ///< in order of the ledger, the base first
    virtual MemoryMap memory() = 0; ///< of the checkpoints that led to the serving one, as far as it is known
    virtual CheckpointId serving() const = 0;
    virtual std::string servingAdapterSha256() const = 0; ///< empty for the base
    virtual CheckpointRow restore(CheckpointId checkpoint)
        = 0; ///< appends a row; Errors: BadInput (unknown), FileCorrupt (damaged)
    virtual CheckpointRow undo()
        = 0; ///< restores what served before the last change; Errors: BadInput if there is nothing to undo
    virtual void nameCheckpoint(CheckpointId checkpoint, const std::string& name) = 0;
    virtual void pinCheckpoint(CheckpointId checkpoint, bool pinned) = 0;
    virtual VerifyReport verify() = 0;
    virtual void exportCheckpoint(CheckpointId checkpoint, const std::filesystem::path& folder)
        = 0; ///< as PEFT reads it
};

class LearnEngine {
public:
    virtual ~LearnEngine() = default;
    /// Errors: as core/learn/trainer.h.
    virtual void begin(const LearnTask& task) = 0;
    /// One optimiser step, one check or one piece of preparation. Errors: any; the task has then ended without an
    /// outcome.
    virtual LearnProgress step(std::stop_token stop) = 0;
};

struct Engine {
    std::unique_ptr<ChatEngine> chat;
    std::unique_ptr<LearnEngine> learner;
};

struct EngineOptions {
    std::filesystem::path profile; ///< folder; made if absent
    std::string device = "auto"; ///< "auto", "cpu", "cuda"
    int threads = 0; ///< 0: the number of physical cores
    LearningRule rule = LearningRule::Default; ///< another one only to compare with; it is not stored in the profile
};

/// Opens the profile (taking its lock) without loading a model. Errors: ProfileInUse, FileCorrupt, DiskFull.
using EngineMaker = std::function<Engine(const EngineOptions&)>;

} // namespace amend
