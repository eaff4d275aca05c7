// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/local_chat_engine.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/engine/checkpoint_adapters.h"
#include "core/engine/learn_work.h"
#include "core/engine/measurement.h"
#include "core/engine/memory_rows.h"
#include "core/engine/running_reply.h"
#include "core/engine/superseded.h"
#include "core/engine/torch_errors.h"

#include <algorithm>
#include <set>
#include <span>

namespace amend {

namespace {

/// The same feedback on the same reply has the same seed, in every profile.
std::uint64_t seedOf(const Lesson& lesson)
{
    Sha256 hash;
    for (const ChatTurn& turn : lesson.context) {
        hash.add(turn.text);
        hash.add(std::string_view("\0", 1));
    }
    for (const std::string* text : { &lesson.badReply, &lesson.wantedReply, &lesson.critique }) {
        hash.add(*text);
        hash.add(std::string_view("\0", 1));
    }
    constexpr int digits = 13; // 52 bits: exact as a number in JSON
    return std::stoull(hash.hex().substr(0, digits), nullptr, 16);
}

Gesture gestureOf(const Feedback& feedback)
{
    if (!feedback.wantedReply.empty()) {
        return Gesture::WantedReply;
    }
    return feedback.critique.empty() ? Gesture::ThumbsDown : Gesture::Critique;
}

/// What all prompts have in common that go on from `turns`, whatever is asked.
std::vector<TokenId> nextPromptsBegin(const Model& model, std::vector<ChatTurn> turns)
{
    turns.push_back({ Role::User, "a" });
    std::vector<TokenId> one = promptTokens(model, turns);
    turns.back().text = "1";
    const std::vector<TokenId> other = promptTokens(model, turns);
    one.erase(std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first, one.end());
    return one;
}

/// So many lessons are asked in one task: what was measured is soon kept.
constexpr std::size_t recallsAtOnce = 32;

/// All that exists only while a model is loaded.
struct LoadedModel {
    LoadedModel(std::shared_ptr<const Model> loaded, Profile& profile, const std::filesystem::path& cache)
        : model(std::move(loaded))
        , lessons(profile.lessons(model->info.sha256))
        , checkpoints(profile.checkpoints(model->info.sha256))
        , superseded(checkpoints, lessons)
        , memory(profile.memory())
        , adapters(model, checkpoints, profile.blobs(), cache)
    {
    }

    std::shared_ptr<const Model> model;
    LessonLog lessons;
    CheckpointStore checkpoints;
    Superseded superseded;
    MemoryStore memory;
    CheckpointAdapters adapters;
    PrefixCache prefix;
};

class LocalChatEngine final : public ChatEngine {
public:
    LocalChatEngine(std::unique_ptr<Profile> profile, std::filesystem::path cache, const LoadOptions& load)
        : m_profile(std::move(profile))
        , m_cache(std::move(cache))
        , m_loadOptions(load)
    {
    }

    ModelInfo loadModel(
        const std::filesystem::path& path, const std::function<void(double)>& progress, std::stop_token stop) override
    {
        return withTorchErrorsTranslated([&] {
            std::shared_ptr<const Model> model = amend::loadModel(path, m_loadOptions, progress, stop);
            auto loaded = std::make_unique<LoadedModel>(model, *m_profile, m_cache);
            if (const auto recovered = loaded->checkpoints.recoverServing()) {
                log(LogLevel::Warning, "The serving checkpoint was damaged: " + recovered->reason);
            }
            if (m_reply) {
                m_reply->interrupt();
                m_reply.reset();
            }
            m_loaded = std::move(loaded);
            adaptersOf(serving()); // verified and ready before the first reply
            return m_loaded->model->info;
        });
    }

    void useDevice(const std::string& device) override { m_loadOptions.device = deviceFrom(device); }

    std::optional<ModelInfo> model() const override
    {
        return m_loaded ? std::optional(m_loaded->model->info) : std::nullopt;
    }

    std::vector<ChatRow> chats(const std::string& search) override { return m_profile->chats().chats(search); }
    ChatRow createChat(const std::string& systemPrompt) override { return m_profile->chats().createChat(systemPrompt); }
    void renameChat(ChatId chat, const std::string& title) override { m_profile->chats().renameChat(chat, title); }
    void pinChat(ChatId chat, bool pinned) override { m_profile->chats().pinChat(chat, pinned); }
    void deleteChat(ChatId chat) override { m_profile->chats().deleteChat(chat); }
    void undeleteChat(ChatId chat) override { m_profile->chats().undeleteChat(chat); }
    std::vector<Message> messages(ChatId chat) override { return m_profile->chats().messages(chat); }

    Message addUserMessage(ChatId chat, std::optional<MessageId> parent, const std::string& text) override
    {
        return m_profile->chats().addUserMessage(chat, parent, text);
    }

    Message addReply(MessageId question, const std::string& text) override
    {
        const ReplyWriter writer { .baseModel = loaded().model->info.sha256, .checkpoint = serving() };
        const Message reply = m_profile->chats().beginReply(question, writer, greedy());
        return m_profile->chats().finishReply(reply.id, text, MessageState::Complete, {});
    }

    Message beginReply(const ReplyRequest& request) override
    {
        if (m_reply) {
            throw Error(ErrorKind::BadInput, "Another reply is still being written. Stop it, or wait for its end.");
        }
        return withTorchErrorsTranslated([&] {
            LoadedModel& with = loaded();
            const CheckpointId checkpoint = request.checkpoint.value_or(serving());
            const std::vector<ChatTurn> turns = m_profile->chats().turnsUpTo(request.question);
            auto generation
                = std::make_unique<Generation>(with.model, with.adapters.answering(checkpoint, routedQuestion(turns)),
                    promptTokens(*with.model, turns), request.options, with.prefix);
            const ReplyWriter writer { .baseModel = with.model->info.sha256, .checkpoint = checkpoint };
            Message message = m_profile->chats().beginReply(request.question, writer, request.options);
            m_reply = std::make_unique<RunningReply>(m_profile->chats(), message, std::move(generation));
            return message;
        });
    }

    ReplyChunk continueReply(int maxTokens, std::stop_token stop) override
    {
        if (!m_reply) {
            throw Error(ErrorKind::BadInput, "No reply is being written.");
        }
        try {
            ReplyChunk chunk = withTorchErrorsTranslated([&] { return m_reply->next(maxTokens, stop); });
            if (chunk.finished) {
                m_reply.reset();
                readAhead(chunk.reply, stop);
            }
            return chunk;
        } catch (...) {
            m_reply.reset();
            throw;
        }
    }

    int countTokens(const std::string& text) override
    {
        return m_loaded ? static_cast<int>(m_loaded->model->tokenizer.encode(text).size()) : 0;
    }

    std::vector<GreedyAnswer> answer(const AnswerRequest& request, std::stop_token stop) override
    {
        return withTorchErrorsTranslated([&] {
            const auto adapters = adaptersOf(request.checkpoint.value_or(serving()));
            return answerAll(*loaded().model, *adapters, request.chats, request.maxTokens, stop);
        });
    }

    std::vector<TextScore> score(const ScoreRequest& request, std::stop_token stop) override
    {
        return withTorchErrorsTranslated([&] {
            const auto adapters = adaptersOf(request.checkpoint.value_or(serving()));
            const auto reference = request.reference ? adaptersOf(*request.reference) : nullptr;
            return scoreAll(*loaded().model, *adapters, reference.get(), request.texts, stop);
        });
    }

    Message rate(MessageId message, Rating rating) override
    {
        ChatStore& chats = m_profile->chats();
        Message rated;
        m_profile->transact([&] {
            rated = chats.rate(message, rating);
            LessonLog lessons = m_profile->lessons(chats.writerModel(message));
            if (rating == Rating::Up) {
                lessons.keep(message, chats.turnsUpTo(message));
            } else {
                lessons.stopKeeping(message);
            }
        });
        return rated;
    }

    Lesson saveLesson(const Feedback& feedback) override
    {
        const ChatStore& chats = m_profile->chats();
        const Message reply = chats.message(feedback.message);
        if (reply.role != Role::Assistant || !reply.parent) {
            throw Error(ErrorKind::BadInput, "Only a reply can be taught from.");
        }
        Lesson lesson;
        lesson.chat = reply.chat;
        lesson.message = reply.id;
        lesson.context = chats.turnsUpTo(*reply.parent);
        lesson.badReply = reply.text;
        lesson.wantedReply = feedback.wantedReply;
        lesson.critique = feedback.critique;
        lesson.gesture = gestureOf(feedback);
        lesson.scope = feedback.scope;
        lesson.writtenBy = reply.checkpoint;
        lesson.seed = seedOf(lesson);
        return loaded().lessons.save(lesson);
    }

    void setLessonState(LessonId lesson, LessonState state, const std::string& reason) override
    {
        loaded().lessons.setState(lesson, state, reason);
    }

    std::vector<Lesson> lessons() override { return m_loaded ? m_loaded->lessons.lessons() : std::vector<Lesson> {}; }
    std::vector<Lesson> waitingLessons() override
    {
        return m_loaded ? m_loaded->lessons.waiting() : std::vector<Lesson> {};
    }

    std::optional<LessonReceipt> receipt(LessonId lesson) override { return loaded().lessons.receipt(lesson); }

    LearnTask prepareTask() override { return taskFrom(TaskKind::Prepare, {}, serving(), {}, {}); }

    LearnTask lessonTask(LessonId id) override
    {
        LoadedModel& with = loaded();
        refuseIfInTheWeights(id);
        LessonWork lesson = workOn({ .lesson = id, .kept = repliesToStay() });
        LearnTask task
            = taskFrom(TaskKind::Lesson, id, serving(), with.checkpoints.lessonsOf(serving()), { std::move(lesson) });
        with.lessons.setState(id, LessonState::Learning, "");
        return task;
    }

    LearnTask unteachTask(LessonId id) override
    {
        std::vector<LearnedLesson> lessons = loaded().checkpoints.lessonsOf(serving());
        const auto left = std::remove_if(
            lessons.begin(), lessons.end(), [id](const LearnedLesson& one) { return one.lesson == id; });
        if (left == lessons.end()) {
            throw Error(ErrorKind::BadInput,
                "Lesson " + std::to_string(id.value) + " is not in the serving checkpoint #"
                    + std::to_string(serving().value) + "; the timeline shows which lessons are.");
        }
        lessons.erase(left, lessons.end());
        return replayTask(TaskKind::Unteach, id, loaded().checkpoints.replayStart(lessons), lessons);
    }

    LearnTask rebuildTask(CheckpointId checkpoint, bool verifyOnly) override
    {
        const std::vector<LearnedLesson> lessons = loaded().checkpoints.lessonsOf(checkpoint);
        if (lessons.empty() && !verifyOnly) {
            throw Error(ErrorKind::BadInput,
                "There is nothing to rebuild: no lesson is in #" + std::to_string(checkpoint.value) + ".");
        }
        return replayTask(verifyOnly ? TaskKind::Verify : TaskKind::Rebuild, {}, {}, lessons);
    }

    std::optional<LearnTask> recallTask() override
    {
        if (!m_loaded) {
            return std::nullopt;
        }
        std::vector<LessonId> lessons;
        for (const LearnedLesson& learned : m_loaded->checkpoints.lessonsOf(serving())) {
            lessons.push_back(learned.lesson);
        }
        std::vector<LessonId> missing = m_loaded->memory.missingAt(serving(), lessons);
        if (missing.empty()) {
            return std::nullopt;
        }
        const std::size_t before = lessons.size() - missing.size();
        missing.resize(std::min(missing.size(), recallsAtOnce));
        std::set<LessonId> superseded;
        for (const CheckpointRow& row : timeline()) {
            if (row.superseded) {
                superseded.insert(*row.lesson);
            }
        }
        auto work = std::make_shared<LearnWork>(workFrom(serving()));
        for (const LessonId lesson : missing) {
            work->recalls.push_back({ .lesson = taught(lesson),
                .isSuperseded = superseded.count(lesson) > 0,
                .known = m_loaded->memory.knownWeights(lesson) });
        }
        work->recallsBefore = static_cast<int>(before);
        work->recallsTotal = static_cast<int>(lessons.size());
        return LearnTask { .kind = TaskKind::Recall, .lesson = {}, .lessonCount = 0, .work = std::move(work) };
    }

    MemoryMap memory() override
    {
        return m_loaded ? memoryMap(m_loaded->checkpoints.line(serving()), m_loaded->lessons, m_loaded->memory)
                        : MemoryMap {};
    }

    std::vector<LessonReceipt> commit(const LearnOutcome& outcome) override
    {
        const LearnWork& work = *outcome.result->work;
        if (work.model != loaded().model) {
            throw Error(
                ErrorKind::BadInput, "Another model was loaded meanwhile; the lesson belongs to the one before.");
        }
        switch (outcome.kind) {
        case TaskKind::Lesson:
            return { commitLesson(outcome) };
        case TaskKind::Unteach:
        case TaskKind::Rebuild:
            if (!outcome.cancelled) {
                commitReplay(outcome);
            }
            return outcome.receipts;
        case TaskKind::Recall:
            m_loaded->memory.save(work.start, outcome.result->cells);
            return outcome.receipts;
        case TaskKind::Prepare:
        case TaskKind::Verify:
            return outcome.receipts;
        }
        return outcome.receipts;
    }

    std::vector<CheckpointRow> timeline() override
    {
        if (!m_loaded) {
            return {};
        }
        std::vector<CheckpointRow> rows = m_loaded->checkpoints.timeline();
        m_loaded->superseded.mark(rows);
        return rows;
    }

    CheckpointId serving() const override { return m_loaded ? m_loaded->checkpoints.serving() : CheckpointId {}; }

    std::string servingAdapterSha256() const override
    {
        return m_loaded ? m_loaded->checkpoints.row(serving()).adapterSha256 : std::string();
    }

    CheckpointRow restore(CheckpointId checkpoint) override { return loaded().checkpoints.restore(checkpoint); }
    CheckpointRow undo() override { return loaded().checkpoints.undo(); }

    void nameCheckpoint(CheckpointId checkpoint, const std::string& name) override
    {
        loaded().checkpoints.setName(checkpoint, name);
    }

    void pinCheckpoint(CheckpointId checkpoint, bool pinned) override
    {
        loaded().checkpoints.setPinned(checkpoint, pinned);
    }

    VerifyReport verify() override
    {
        IntegrityReport found = loaded().checkpoints.verify(CheckDepth::Full);
        return { .entries = found.entries,
            .blobs = found.blobs,
            .problems = std::move(found.problems),
            .headHash = std::move(found.headHash) };
    }

    void exportCheckpoint(CheckpointId checkpoint, const std::filesystem::path& folder) override
    {
        const std::shared_ptr<const Adapter> adapter = adaptersOf(checkpoint)->allAtOnce();
        if (!adapter) {
            throw Error(ErrorKind::BadInput,
                "#" + std::to_string(checkpoint.value)
                    + " has the weights of the base; there is no adapter to export.");
        }
        makeFolder(folder);
        Adapter exported = *adapter; // who reads it does not know where a reply begins
        exported.reach = AdapterReach::AllTokens;
        const std::string config = peftConfigJson(exported, loaded().model->info.name);
        writeFileAtomically(folder / "adapter_config.json", std::as_bytes(std::span(config.data(), config.size())));
        writeFileAtomically(folder / "adapter_model.safetensors",
            withTorchErrorsTranslated([&exported] { return adapterBytes(exported); }));
    }

private:
    LoadedModel& loaded()
    {
        if (!m_loaded) {
            throw Error(ErrorKind::BadInput, "No model is loaded. Choose one first.");
        }
        return *m_loaded;
    }

    static void makeFolder(const std::filesystem::path& folder)
    {
        std::error_code failure;
        std::filesystem::create_directories(folder, failure);
        if (failure) {
            throw Error(ErrorKind::StorageTrouble,
                "Cannot make the folder " + folder.string() + ": " + failure.message() + ".");
        }
    }

    /// Reads what the prompt of the next turn begins with, so that less is left to read before its first token.
    void readAhead(const Message& reply, const std::stop_token& stop)
    {
        LoadedModel& with = loaded();
        if (reply.state != MessageState::Complete && !reply.stats.hitTokenLimit) {
            return; // who stops a reply wants nothing more to be done for it
        }
        try {
            withTorchErrorsTranslated([&] {
                std::vector<TokenId> begin = nextPromptsBegin(*with.model, m_profile->chats().turnsUpTo(reply.id));
                const std::vector<TokenId>& known = with.prefix.tokens;
                const auto unread
                    = begin.end() - std::mismatch(begin.begin(), begin.end(), known.begin(), known.end()).first;
                constexpr std::ptrdiff_t mostReadAhead = 48; // tokens
                const bool isSoonDone = unread <= mostReadAhead; // the reply waits
                if (isSoonDone && begin.size() < static_cast<std::size_t>(with.model->config.contextLength)) {
                    Generation(with.model, with.prefix.adapter, std::move(begin), greedy(1), with.prefix).next(1, stop);
                }
            });
        } catch (const Error& error) { // the reply itself is written and stored
            log(LogLevel::Warning, std::string("The next prompt was not read ahead: ") + error.what());
        }
    }

    std::shared_ptr<const LessonAdapters> adaptersOf(CheckpointId checkpoint)
    {
        LoadedModel& with = loaded();
        return withTorchErrorsTranslated([&] { return with.adapters.of(checkpoint); });
    }

    /// Those with a thumbs-up, and the newest that nobody complained about: what this person asks is what must not
    /// change for them.
    std::vector<LearnedBeside> repliesToStay()
    {
        constexpr int unratedReplies = 16;
        LoadedModel& with = loaded();
        std::vector<LearnedBeside> replies;
        for (const KeptReply& pinned : with.lessons.kept()) {
            replies.push_back({ .reply = pinned.id, .isPinned = true });
        }
        const ChatStore& chats = m_profile->chats();
        for (const MessageId message : chats.unratedReplies(with.model->info.sha256, unratedReplies)) {
            replies.push_back({ .reply = with.lessons.remember(message, chats.turnsUpTo(message)) });
        }
        return replies;
    }

    /// A lesson and the replies that its record names, as they were when it was first learned.
    LessonWork workOn(LearnedLesson record)
    {
        const LessonLog& log = loaded().lessons;
        std::vector<KeptReplyId> ids;
        for (const LearnedBeside& beside : record.kept) {
            ids.push_back(beside.reply);
        }
        LessonWork work { .lesson = log.lesson(record.lesson), .record = std::move(record), .kept = {}, .pinned = {} };
        for (KeptReply& kept : log.kept(ids)) {
            if (work.record.kept[work.kept.size()].isPinned) {
                work.pinned.push_back(kept.turns);
            }
            work.kept.push_back(std::move(kept.turns));
        }
        return work;
    }

    /// A lesson counts once: learned again, it would be in the history twice. After a restore it may be learned anew.
    void refuseIfInTheWeights(LessonId id)
    {
        const std::vector<LearnedLesson> learned = loaded().checkpoints.lessonsOf(serving());
        if (std::any_of(learned.begin(), learned.end(), [id](const LearnedLesson& one) { return one.lesson == id; })) {
            loaded().lessons.setState(id, LessonState::Learned, ""); // it does not wait, whoever said so
            throw Error(ErrorKind::BadInput,
                "Lesson " + std::to_string(id.value) + " is in the serving checkpoint #"
                    + std::to_string(serving().value) + " already. Unteach it first to learn it anew.");
        }
    }

    Lesson taught(LessonId id) { return amend::taught(loaded().lessons.lesson(id), loaded().lessons); }

    LearnWork workFrom(CheckpointId start)
    {
        LoadedModel& with = loaded();
        return { .model = with.model,
            .shelf = with.adapters.shelf(),
            .serving = serving(),
            .start = start,
            .startAdapters = adaptersOf(start),
            .startSha256 = with.checkpoints.row(start).adapterSha256,
            .learnedBefore = {},
            .earlier = {},
            .lessons = {},
            .recalls = {} };
    }

    LearnTask taskFrom(TaskKind kind, LessonId id, CheckpointId start, std::vector<LearnedLesson> before,
        std::vector<LessonWork> lessons)
    {
        auto work = std::make_shared<LearnWork>(workFrom(start));
        for (const LearnedLesson& lesson : before) {
            work->earlier.push_back(taught(lesson.lesson));
        }
        work->learnedBefore = std::move(before);
        work->lessons = std::move(lessons);
        const int count = static_cast<int>(work->lessons.size());
        return { .kind = kind, .lesson = id, .lessonCount = count, .work = std::move(work) };
    }

    /// `lessons` from the base; those that `start` holds already are not learned again.
    LearnTask replayTask(TaskKind kind, LessonId id, ReplayStart start, const std::vector<LearnedLesson>& lessons)
    {
        const auto split = lessons.begin() + static_cast<std::ptrdiff_t>(start.lessons);
        std::vector<LessonWork> work;
        for (auto one = split; one != lessons.end(); ++one) {
            work.push_back(workOn(*one));
        }
        return taskFrom(kind, id, start.checkpoint, { lessons.begin(), split }, std::move(work));
    }

    LessonReceipt commitLesson(const LearnOutcome& outcome)
    {
        const LearnWork& work = *outcome.result->work;
        LessonReceipt stored
            = loaded().checkpoints.recordLesson(outcome.receipts.at(0), work.lessons.at(0).record.kept);
        if (stored.checkpoint) {
            loaded().adapters.remember(*stored.checkpoint, outcome.result->adapters);
        }
        return stored;
    }

    void commitReplay(const LearnOutcome& outcome)
    {
        const LearnWork& work = *outcome.result->work;
        const Replay replay { .replaces = work.serving,
            .parent = work.start,
            .lessons = outcome.result->learned,
            .adapterSha256 = outcome.adapterSha256,
            .fingerprint = fingerprintOf(*work.model),
            .reason = {} };
        CheckpointStore& checkpoints = loaded().checkpoints;
        const CheckpointRow row = outcome.kind == TaskKind::Unteach ? checkpoints.recordUntaught(outcome.lesson, replay)
                                                                    : checkpoints.recordRebuilt(replay);
        loaded().adapters.remember(*row.checkpoint, outcome.result->adapters);
    }

    std::unique_ptr<Profile> m_profile;
    std::filesystem::path m_cache;
    LoadOptions m_loadOptions;
    std::unique_ptr<LoadedModel> m_loaded;
    std::unique_ptr<RunningReply> m_reply; ///< before m_loaded's prefix cache goes
};

} // namespace

std::unique_ptr<ChatEngine> makeLocalChatEngine(
    std::unique_ptr<Profile> profile, std::filesystem::path cache, const LoadOptions& load)
{
    return std::make_unique<LocalChatEngine>(std::move(profile), std::move(cache), load);
}

} // namespace amend
