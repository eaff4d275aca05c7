// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The chat thread's half: chats, replies, models and the timeline. tst_local_learn_engine.cpp has the lessons.
#include "core/base/atomic_file.h"
#include "core/engine/local_engine.h"

#include "tests/support/tiny_engine.h"

#include <QTest>

using namespace amend;
using namespace amend::test;

class TestLocalEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesADeviceItDoesNotKnow()
    {
        const TinyEngine tiny;
        const auto open = [&] { makeLocalEngine({ .profile = tiny.profilePath(), .device = "abacus" }); };
        QCOMPARE(errorOf(open), ErrorKind::BadInput);
    }

    void aProfileOpensOnce()
    {
        const TinyEngine tiny;
        const Engine first = tiny.open();
        QCOMPARE(errorOf([&] { tiny.open(); }), ErrorKind::ProfileInUse);
    }

    void keepsChatsWithoutAModel()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.open();
        const Message asked = question(*engine.chat);
        QVERIFY(!engine.chat->model());
        QCOMPARE(engine.chat->chats("").size(), 1U);
        QCOMPARE(engine.chat->countTokens("hello"), 0);
        QVERIFY(engine.chat->timeline().empty());
        QCOMPARE(errorOf([&] { beginGreedyReply(*engine.chat, asked); }), ErrorKind::BadInput);
    }

    void writesAReplyInChunks()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message asked = question(*engine.chat);
        const Message begun = beginGreedyReply(*engine.chat, asked);
        QCOMPARE(begun.state, MessageState::Streaming);
        QCOMPARE(begun.parent, asked.id);
        std::string text;
        ReplyChunk chunk;
        while (!chunk.finished) {
            chunk = engine.chat->continueReply(5, {});
            text += chunk.text;
        }
        QVERIFY(!text.empty());
        QCOMPARE(chunk.reply.text, text);
        QCOMPARE(chunk.reply.stats.replyTokens, 12);
        QVERIFY(chunk.reply.stats.hitTokenLimit);
        QVERIFY(chunk.reply.stats.promptTokens > 0);
        QCOMPARE(chunk.reply.checkpoint, CheckpointId {});
        QVERIFY(engine.chat->messages(asked.chat).back() == chunk.reply);
    }

    void writesOneReplyAtATime()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message asked = question(*engine.chat);
        QCOMPARE(errorOf([&] { engine.chat->continueReply(5, {}); }), ErrorKind::BadInput);
        beginGreedyReply(*engine.chat, asked);
        QCOMPARE(errorOf([&] { beginGreedyReply(*engine.chat, asked); }), ErrorKind::BadInput);
        QCOMPARE(finishReply(*engine.chat).stats.replyTokens, 12);
    }

    void keepsWhatWasWrittenWhenStopped()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const std::string whole = greedyReply(*engine.chat).text;
        beginGreedyReply(*engine.chat, question(*engine.chat));
        const std::string begun = engine.chat->continueReply(6, {}).text;
        std::stop_source stop;
        stop.request_stop();
        const ReplyChunk last = engine.chat->continueReply(6, stop.get_token());
        QVERIFY(last.finished);
        QCOMPARE(last.reply.state, MessageState::Stopped);
        QVERIFY(!begun.empty());
        QVERIFY(last.reply.text.starts_with(begun));
        QVERIFY(last.reply.text.size() < whole.size());
    }

    void anotherReplyIsASibling()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message asked = question(*engine.chat);
        beginGreedyReply(*engine.chat, asked);
        const Message first = finishReply(*engine.chat);
        beginGreedyReply(*engine.chat, asked);
        const Message second = finishReply(*engine.chat);
        QVERIFY(second.id != first.id);
        QCOMPARE(second.parent, first.parent);
        QCOMPARE(second.text, first.text);
        QCOMPARE(engine.chat->messages(asked.chat).size(), 3U);
    }

    void whatTheNextPromptBeginsWithIsReadAhead()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const auto unread = [](const Message& reply) { return reply.stats.promptTokens - reply.stats.reusedTokens; };
        greedyReply(*engine.chat, "Who wrote it?");
        const Message first = greedyReply(*engine.chat, "Is it?"); // up to the question as in the chat before
        const Message asked = engine.chat->addUserMessage(first.chat, first.id, "Is it?");
        beginGreedyReply(*engine.chat, asked);
        QCOMPARE(unread(finishReply(*engine.chat)), unread(first));
    }

    void saysWhenTheContextIsFull()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message asked = question(*engine.chat, std::string(2000, 'a'));
        QCOMPARE(errorOf([&] { beginGreedyReply(*engine.chat, asked); }), ErrorKind::ContextFull);
        QCOMPARE(engine.chat->messages(asked.chat).size(), 1U);
        QVERIFY(!greedyReply(*engine.chat).text.empty());
    }

    void storesAReplyWrittenElsewhere()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message asked = question(*engine.chat);
        const Message reply = engine.chat->addReply(asked.id, "Nobody did.");
        QCOMPARE(reply.state, MessageState::Complete);
        QVERIFY(engine.chat->messages(asked.chat).back() == reply);
        const Message rated = engine.chat->rate(reply.id, Rating::Up);
        QCOMPARE(rated.rating, Rating::Up);
        QVERIFY(engine.chat->lessons().empty());
        QCOMPARE(errorOf([&] { engine.chat->saveLesson({ .message = asked.id, .wantedReply = "I", .critique = "" }); }),
            ErrorKind::BadInput);
    }

    /// As when the reply was drawn at random and is to come for sure: no thumbs-down that refuses it.
    void aWantedReplyMayBeTheOneThatWasGiven()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message reply = engine.chat->addReply(question(*engine.chat).id, "Nobody did.");
        const Lesson lesson
            = engine.chat->saveLesson({ .message = reply.id, .wantedReply = "Nobody did.", .critique = "" });
        QCOMPARE(lesson.gesture, Gesture::WantedReply);
        QCOMPARE(lesson.wantedReply, std::string("Nobody did."));
    }

    void aDamagedModelFileLeavesTheModelThatWasThere()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const ModelInfo before = *engine.chat->model();
        const std::string reply = greedyReply(*engine.chat).text;
        const std::filesystem::path damaged = tiny.path("damaged.gguf");
        std::filesystem::copy_file(AMEND_TEST_DATA "/models/llama/model.gguf", damaged);
        std::filesystem::resize_file(damaged, 100'000);
        QCOMPARE(errorOf([&] { engine.chat->loadModel(damaged, {}, {}); }), ErrorKind::FileCorrupt);
        QCOMPARE(errorOf([&] { engine.chat->loadModel(tiny.path("nowhere"), {}, {}); }), ErrorKind::FileMissing);
        QVERIFY(*engine.chat->model() == before);
        QCOMPARE(greedyReply(*engine.chat).text, reply);
    }

    void everyModelHasATimelineOfItsOwn()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        copyModel("llama", tiny.path("other"));
        const Engine engine = tiny.openWithModel();
        QCOMPARE(engine.chat->serving(), CheckpointId { 1 });
        engine.chat->loadModel(tiny.path("other"), {}, {});
        QCOMPARE(engine.chat->serving(), CheckpointId {});
        QCOMPARE(engine.chat->timeline().size(), 1U);
        QVERIFY(!greedyReply(*engine.chat).text.empty());
        engine.chat->loadModel(tiny.modelPath(), {}, {});
        QCOMPARE(engine.chat->serving(), CheckpointId { 1 });
    }

    void anotherModelEndsTheRunningReply()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        const Message asked = question(*engine.chat);
        beginGreedyReply(*engine.chat, asked);
        const std::string begun = engine.chat->continueReply(6, {}).text;
        engine.chat->loadModel(tiny.modelPath(), {}, {});
        const Message reply = engine.chat->messages(asked.chat).back();
        QCOMPARE(reply.state, MessageState::Interrupted);
        QCOMPARE(reply.text, begun);
        QVERIFY(!greedyReply(*engine.chat).text.empty());
    }

    void restoringAnOlderCheckpointAndThenTheNewerIsTheIdentity()
    {
        const TinyEngine tiny;
        const std::string base = greedyReply(*tiny.openWithModel().chat).text;
        tiny.addLearnedCheckpoints(2);
        const Engine engine = tiny.openWithModel();
        QCOMPARE(engine.chat->serving(), CheckpointId { 2 });
        const std::string learned = greedyReply(*engine.chat).text;
        QVERIFY(learned != base);
        engine.chat->restore(CheckpointId {});
        QCOMPARE(greedyReply(*engine.chat).text, base);
        engine.chat->restore(CheckpointId { 2 });
        QCOMPARE(greedyReply(*engine.chat).text, learned);
        engine.chat->undo();
        QCOMPARE(greedyReply(*engine.chat).text, base);
        engine.chat->undo();
        QCOMPARE(greedyReply(*engine.chat).text, learned);
        QVERIFY(engine.chat->verify().problems.empty());
    }

    void repliesWithACheckpointThatDoesNotServe()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        const std::string learned = greedyReply(*engine.chat).text;
        const Message asked = question(*engine.chat);
        engine.chat->beginReply(
            { .chat = asked.chat, .question = asked.id, .options = greedy(12), .checkpoint = CheckpointId {} });
        const Message reply = finishReply(*engine.chat);
        QCOMPARE(reply.checkpoint, CheckpointId {});
        QVERIFY(reply.text != learned);
        QCOMPARE(greedyReply(*engine.chat).text, learned);
    }

    void reopeningTheProfileKeepsServing()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        std::string before;
        {
            const Engine engine = tiny.openWithModel();
            engine.chat->restore(CheckpointId { 1 });
            before = greedyReply(*engine.chat).text;
        }
        const Engine engine = tiny.openWithModel();
        QCOMPARE(engine.chat->serving(), CheckpointId { 1 });
        QCOMPARE(greedyReply(*engine.chat).text, before);
    }

    void howALessonsQuestionIsReadIsKeptAndMadeAnewWhenDamaged()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const std::string learned = greedyReply(*tiny.openWithModel().chat).text;
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(tiny.profilePath() / "cache")) {
            if (entry.path().parent_path().extension() == ".keys") {
                files.push_back(entry.path());
            }
        }
        QCOMPARE(files.size(), 1U);
        const std::vector<std::byte> whole = readFile(files.front());
        overwrite(files.front(), "damaged");
        QCOMPARE(greedyReply(*tiny.openWithModel().chat).text, learned);
        QVERIFY(readFile(files.front()) == whole);
    }

    void aDamagedCheckpointFileDoesNotServe()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        std::string sha256;
        {
            const Engine engine = tiny.openWithModel();
            sha256 = engine.chat->servingAdapterSha256();
            engine.chat->restore(CheckpointId { 1 });
            overwrite(BlobStore(tiny.profilePath()).pathOf(sha256), "damaged");
            QCOMPARE(errorOf([&] { engine.chat->restore(CheckpointId { 2 }); }), ErrorKind::FileCorrupt);
            QCOMPARE(engine.chat->serving(), CheckpointId { 1 });
            QVERIFY(!engine.chat->verify().problems.empty());
            overwrite(BlobStore(tiny.profilePath()).pathOf(engine.chat->servingAdapterSha256()), "damaged");
        }
        const Engine engine = tiny.openWithModel();
        QCOMPARE(engine.chat->serving(), CheckpointId {});
        QVERIFY(!greedyReply(*engine.chat).text.empty());
    }

    void aLessonInTheServingWeightsIsNotLearnedTwice()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        const LessonId lesson = engine.chat->lessons().at(0).id;
        engine.chat->setLessonState(lesson, LessonState::Waiting, "");
        QCOMPARE(errorOf([&] { engine.chat->lessonTask(lesson); }), ErrorKind::BadInput);
        QCOMPARE(engine.chat->lessons().at(0).state, LessonState::Learned);
        engine.chat->restore(CheckpointId {});
        QCOMPARE(engine.chat->lessonTask(lesson).lesson, lesson);
    }

    void aDamagedCheckpointCanBeRebuiltFromItsLessons()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(2);
        overwrite(BlobStore(tiny.profilePath()).pathOf(tiny.openWithModel().chat->servingAdapterSha256()), "damaged");
        const Engine engine = tiny.openWithModel();
        QCOMPARE(engine.chat->serving(), CheckpointId { 1 });
        QCOMPARE(engine.chat->rebuildTask(CheckpointId { 2 }, false).lessonCount, 2);
        QCOMPARE(errorOf([&] { engine.chat->rebuildTask(CheckpointId { 9 }, true); }), ErrorKind::BadInput);
    }

    void thereIsNothingToRebuildWithoutLessons()
    {
        const TinyEngine tiny;
        const Engine engine = tiny.openWithModel();
        QCOMPARE(errorOf([&] { engine.chat->rebuildTask(CheckpointId {}, false); }), ErrorKind::BadInput);
        QCOMPARE(engine.chat->rebuildTask(CheckpointId {}, true).lessonCount, 0);
    }

    void exportsWhatPeftReads()
    {
        const TinyEngine tiny;
        tiny.addLearnedCheckpoints(1);
        const Engine engine = tiny.openWithModel();
        const std::filesystem::path folder = tiny.path("exported") / "deep";
        QCOMPARE(errorOf([&] { engine.chat->exportCheckpoint(CheckpointId {}, folder); }), ErrorKind::BadInput);
        QCOMPARE(errorOf([&] { engine.chat->exportCheckpoint(CheckpointId { 7 }, folder); }), ErrorKind::BadInput);
        engine.chat->exportCheckpoint(CheckpointId { 1 }, folder);
        QVERIFY(std::filesystem::file_size(folder / "adapter_config.json") > 0);
        QVERIFY(std::filesystem::file_size(folder / "adapter_model.safetensors") > 0);
    }
};

QTEST_GUILESS_MAIN(TestLocalEngine)
#include "tst_local_engine.moc"
