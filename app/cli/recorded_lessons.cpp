// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/recorded_lessons.h"

#include "core/base/error.h"
#include "core/domain/generation_options.h"
#include "core/store/checkpoint_file.h"
#include "core/store/profile.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <span>
#include <vector>

namespace amend {

namespace {

/// What every recorded lesson is a copy of.
struct Pattern {
    Lesson lesson;
    LessonReceipt receipt;
    std::vector<std::byte> adapter;
};

Pattern patternFrom(const LessonLog& lessons, CheckpointStore& checkpoints, const BlobStore& blobs)
{
    const std::vector<Lesson> taught = lessons.lessons();
    const CheckpointFile first = checkpoints.file(checkpoints.serving());
    if (taught.empty() || taught.front().state != LessonState::Learned || first.lessons.empty()) {
        throw Error(ErrorKind::BadInput, "The first lesson of the profile was not learned, so it has no weights.");
    }
    return { taught.front(), *lessons.receipt(taught.front().id), blobs.read(first.lessons.front().adapterSha256) };
}

/// Another file of the same size: its last numbers are others. They are so small that they change no reply.
std::vector<std::byte> adapterNumbered(std::vector<std::byte> bytes, std::int32_t number)
{
    std::memcpy(bytes.data() + bytes.size() - sizeof number, &number, sizeof number);
    return bytes;
}

class Recording final {
public:
    Recording(const std::filesystem::path& folder, const std::string& baseModel)
        : m_profile(folder)
        , m_baseModel(baseModel)
        , m_lessons(m_profile.lessons(baseModel))
        , m_checkpoints(m_profile.checkpoints(baseModel))
        , m_blobs(m_profile.blobs())
        , m_pattern(patternFrom(m_lessons, m_checkpoints, m_blobs))
        , m_serving(m_checkpoints.file(m_checkpoints.serving()))
    {
        for (const LearnedLesson& learned : m_checkpoints.lessonsOf(m_checkpoints.serving())) {
            m_acting[learned.lesson] = m_profile.memory().knownWeights(learned.lesson).back();
        }
    }

    int count() const { return static_cast<int>(m_acting.size()); }

    void record()
    {
        const int number = count() + 1;
        const bool replaces = number % 10 == 0;
        Lesson lesson = m_pattern.lesson;
        lesson.context
            = { { Role::User, "How many boats lie in bay " + std::to_string(replaces ? number - 1 : number) + "?" } };
        lesson.wantedReply = "There are " + std::to_string(number) + " boats.";
        lesson.seed += static_cast<std::uint64_t>(number);
        const std::string question = lesson.context.back().text;
        const std::string adapter = m_blobs.put(adapterNumbered(m_pattern.adapter, number)).sha256;
        if (replaces) {
            m_serving.lessons.pop_back();
        }
        m_serving.lessons.push_back({ adapter, question });
        const std::string list = m_blobs.put(checkpointFileBytes(m_serving)).sha256;
        m_profile.transact([&] { recordAll(lesson, list, adapter, replaces); });
    }

private:
    void recordAll(Lesson lesson, const std::string& list, const std::string& adapter, bool replaces)
    {
        ChatStore& chats = m_profile.chats();
        const CheckpointId parent = m_checkpoints.serving();
        const Message asked = chats.addUserMessage(chats.createChat({}).id, {}, lesson.context.back().text);
        const Message reply = chats.beginReply(asked.id, { .baseModel = m_baseModel, .checkpoint = parent }, greedy());
        chats.finishReply(reply.id, lesson.badReply, MessageState::Complete, {});
        lesson.chat = reply.chat;
        lesson.message = reply.id;
        lesson.writtenBy = parent;
        lesson.id = m_lessons.save(lesson).id;

        LessonReceipt receipt = m_pattern.receipt;
        receipt.lesson = lesson.id;
        receipt.parent = parent;
        receipt.wantedReply = lesson.wantedReply;
        receipt.seed = lesson.seed;
        receipt.adapterSha256 = list;
        const CheckpointId made = *m_checkpoints.recordLesson(receipt, {}).checkpoint;

        std::vector<MeasuredCell> cells;
        if (replaces) {
            const auto replaced = std::prev(m_acting.end());
            replaced->second += " superseded";
            cells.push_back({ replaced->first, replaced->second,
                Recall { MemoryState::Superseded, lesson.wantedReply, m_logProbability } });
        }
        m_acting[lesson.id] = adapter;
        cells.push_back(
            { lesson.id, adapter, Recall { MemoryState::Remembered, lesson.wantedReply, m_logProbability } });
        for (const auto& [id, weights] : m_acting) {
            cells.push_back({ id, weights, {} });
        }
        m_profile.memory().save(made, cells);
    }

    static constexpr double m_logProbability = -0.02; ///< nats per token; no figure depends on it

    Profile m_profile;
    std::string m_baseModel;
    LessonLog m_lessons;
    CheckpointStore m_checkpoints;
    BlobStore m_blobs;
    Pattern m_pattern;
    CheckpointFile m_serving;
    std::map<LessonId, std::string> m_acting; ///< every lesson and the weights under which it was recalled last
};

} // namespace

void recordLessons(
    const std::filesystem::path& profile, const std::string& baseModel, int lessons, std::stop_token stop)
{
    Recording recording(profile, baseModel);
    while (recording.count() < lessons) {
        if (stop.stop_requested()) {
            throw Error(ErrorKind::Cancelled, "Stopped before all lessons were recorded.");
        }
        recording.record();
    }
}

} // namespace amend
