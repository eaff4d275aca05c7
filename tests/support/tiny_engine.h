// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real engine over a model of two layers, in a folder of its own.
#pragma once

#include "core/base/counter_rng.h"
#include "core/engine/local_engine.h"
#include "core/model/adapter.h"
#include "core/model/model.h"
#include "core/store/profile.h"
#include "tests/support/storage.h"
#include "tests/support/tiny_model.h"

#include <filesystem>
#include <fstream>
#include <string>

namespace amend::test {

/// One of the golden models, with room for a lesson: its own context of 128 bytes has none.
inline void copyModel(const std::string& name, const std::filesystem::path& folder)
{
    const std::filesystem::path source = std::filesystem::path(AMEND_TEST_DATA) / "models" / name;
    std::filesystem::create_directories(folder);
    for (const char* file : { "model.safetensors", "tokenizer.json", "tokenizer_config.json" }) {
        std::filesystem::copy_file(source / file, folder / file);
    }
    std::ifstream from(source / "config.json");
    std::string config(std::istreambuf_iterator<char>(from), {});
    const std::string context = "\"max_position_embeddings\": 128";
    config.replace(config.find(context), context.size(), "\"max_position_embeddings\": 1024");
    overwrite(folder / "config.json", config);
}

/// Folders of one person; engines over them can be opened one after another.
class TinyEngine {
public:
    TinyEngine() { copyModel("smollm2", modelPath()); }

    std::filesystem::path modelPath() const { return m_folder.path() / "model"; }
    std::filesystem::path profilePath() const { return m_folder.path() / "profile"; }
    std::filesystem::path path(const std::string& name) const { return m_folder.path() / name; }

    /// Without a model.
    Engine open() const { return makeLocalEngine({ .profile = profilePath(), .device = "cpu", .threads = 1 }); }
    Engine openWithModel() const
    {
        Engine engine = open();
        engine.chat->loadModel(modelPath(), {}, {});
        return engine;
    }

    /// Puts checkpoints #1 to #`count` into the profile, each learned from a lesson of its own; the last one serves.
    /// Its weights are multiplied by `factor`.
    void addLearnedCheckpoints(int count, double factor = 1) const
    {
        const auto model = loadModel(modelPath(), { DeviceChoice::Cpu, 1 });
        Profile profile(profilePath());
        CheckpointStore checkpoints = profile.checkpoints(model->info.sha256);
        LessonLog lessons = profile.lessons(model->info.sha256);
        CheckpointFile file;
        for (int number = 1; number <= count; ++number) {
            const auto seed = static_cast<std::uint64_t>(number);
            const auto adapter = tinyAdapter(model->config, LoraStart::Random, 2, seed);
            for (LayerAdapter& layer : adapter->layers) {
                for (LoraPair& pair : layer.linear) {
                    pair.b.mul_(factor);
                }
            }
            Lesson lesson;
            lesson.context
                = { { Role::User, number == 1 ? "Who wrote it?" : "Is it " + std::to_string(number) + "?" } };
            lesson.badReply = "no";
            lesson.wantedReply = "yes";
            lesson.gesture = Gesture::WantedReply;
            LessonReceipt receipt;
            receipt.lesson = lessons.save(lesson).id;
            receipt.verdict = Verdict::Learned;
            receipt.wantedReply = lesson.wantedReply;
            receipt.parent = checkpoints.serving();
            file.lessons.push_back({ profile.blobs().put(adapterBytes(*adapter)).sha256, lesson.context.front().text });
            receipt.adapterSha256 = profile.blobs().put(checkpointFileBytes(file)).sha256;
            receipt.fingerprint = model->info.fingerprint;
            checkpoints.recordLesson(receipt, {});
        }
    }

private:
    OddlyNamedFolder m_folder;
};

inline Message finishReply(ChatEngine& chat)
{
    ReplyChunk chunk;
    while (!chunk.finished) {
        chunk = chat.continueReply(5, {});
    }
    return chunk.reply;
}

/// The first question of a new chat.
inline Message question(ChatEngine& chat, const std::string& text = "Who wrote it?")
{
    return chat.addUserMessage(chat.createChat("").id, std::nullopt, text);
}

inline Message beginGreedyReply(ChatEngine& chat, const Message& question)
{
    return chat.beginReply(
        { .chat = question.chat, .question = question.id, .options = greedy(12), .checkpoint = std::nullopt });
}

/// The greedy reply of the serving checkpoint in a new chat.
inline Message greedyReply(ChatEngine& chat, const std::string& text = "Who wrote it?")
{
    beginGreedyReply(chat, question(chat, text));
    return finishReply(chat);
}

} // namespace amend::test
