// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/local_learn_engine.h"

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/engine/base_statistics.h"
#include "core/engine/learn_work.h"
#include "core/engine/recall_run.h"
#include "core/engine/torch_errors.h"
#include "core/learn/fitted_lesson.h"
#include "core/learn/trainer.h"

#include <ATen/Parallel.h>

#include <optional>

namespace amend {

namespace {

LearnPhase phaseOf(LessonPhase phase)
{
    switch (phase) {
    case LessonPhase::Preparing:
        return LearnPhase::Preparing;
    case LessonPhase::Learning:
        return LearnPhase::Learning;
    case LessonPhase::Checking:
        return LearnPhase::Checking;
    case LessonPhase::Finished:
        break;
    }
    return LearnPhase::Finished;
}

/// What is known of the running task.
struct Run {
    LearnTask task;
    std::size_t next = 0; ///< of task.work->lessons
    std::unique_ptr<Trainer> trainer;
    std::unique_ptr<RecallRun> recalls; ///< of a task that only asks
    std::shared_ptr<const LessonAdapters> adapters;
    std::string checkpointSha256;
    bool hasLearned = false; ///< in this task
    std::vector<LearnedLesson> learned;
    std::vector<Lesson> earlier;
    std::vector<LessonReceipt> receipts;
};

class LocalLearnEngine final : public LearnEngine {
public:
    LocalLearnEngine(BlobStore blobs, std::filesystem::path cache, LearningRule rule)
        : m_rule(rule)
        , m_blobs(std::move(blobs))
        , m_statistics(std::move(cache))
    {
    }

    void begin(const LearnTask& task) override
    {
        const LearnWork& work = *task.work;
        m_run.reset();
        requireFitting(work); // before minutes are spent on getting ready
        at::set_num_threads(work.model->info.threads); // counts for the calling thread only
        m_run = std::make_unique<Run>(Run { .task = task,
            .trainer = nullptr,
            .recalls = task.kind == TaskKind::Recall ? std::make_unique<RecallRun>(task.work) : nullptr,
            .adapters = work.startAdapters,
            .checkpointSha256 = work.startSha256,
            .learned = work.learnedBefore,
            .earlier = work.earlier,
            .receipts = {} });
    }

    LearnProgress step(std::stop_token stop) override
    {
        if (!m_run) {
            throw Error(ErrorKind::Internal, "The learner has no task.");
        }
        try {
            return withTorchErrorsTranslated([&] { return stepOrFinish(stop); });
        } catch (...) {
            m_run.reset();
            throw;
        }
    }

private:
    const LearnWork& work() const { return *m_run->task.work; }

    LearnProgress stepOrFinish(std::stop_token stop)
    {
        const LearningProfile profile = learningProfileFor(work().model->info.parameters, m_rule);
        if (m_run->task.kind == TaskKind::Prepare) {
            const bool ready = prepared(profile, stop);
            return ready || stop.stop_requested() ? finished(!ready) : preparingModel();
        }
        if (m_run->recalls) {
            return recall(stop);
        }
        if (m_run->next == work().lessons.size()) {
            return finished(false);
        }
        const LessonWork& lesson = work().lessons[m_run->next];
        if (!m_run->trainer) {
            if (!prepared(profile, stop)) {
                return stop.stop_requested() ? cancelledBeforeTraining() : preparingModel();
            }
            m_run->trainer = std::make_unique<Trainer>(inputFor(lesson, profile));
        }
        LearnProgress progress {
            .lesson = lesson.lesson.id, .lessonIndex = static_cast<int>(m_run->next), .loss = {}, .outcome = {}
        };
        const LessonProgress step = m_run->trainer->step(stop);
        progress.phase = phaseOf(step.phase);
        progress.share = step.piecesTotal > 0 ? static_cast<double>(step.piecesDone) / step.piecesTotal : 0;
        progress.loss = step.loss;
        progress.checksDone = step.checksDone;
        progress.checksTotal = step.checksTotal;
        progress.strength = step.strength;
        if (step.receipt) {
            return lessonFinished(lesson, *step.receipt, step.learned);
        }
        return progress;
    }

    LearnProgress recall(std::stop_token stop)
    {
        try {
            if (!m_run->recalls->step(stop)) {
                return finished(false);
            }
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Cancelled) {
                throw;
            }
            return finished(true);
        }
        LearnProgress progress { .phase = LearnPhase::Recalling, .lesson = {}, .loss = {}, .outcome = {} };
        progress.checksDone = work().recallsBefore + static_cast<int>(m_run->recalls->cells().size());
        progress.checksTotal = work().recallsTotal;
        return progress;
    }

    void requireFitting(const LearnWork& work) const
    {
        const LearningProfile profile = learningProfileFor(work.model->info.parameters, m_rule);
        for (const LessonWork& lesson : work.lessons) {
            fitted(*work.model, lesson.lesson, profile.maxLessonTokens);
        }
    }

    LearnProgress preparingModel() const
    {
        return { .phase = LearnPhase::PreparingModel,
            .lesson = m_run->task.lesson,
            .lessonIndex = static_cast<int>(m_run->next),
            .share = m_statistics.share(),
            .loss = {},
            .outcome = {} };
    }

    bool prepared(const LearningProfile& profile, std::stop_token stop)
    {
        try {
            return m_statistics.prepare(work().model, profile.projectionEnergy, stop);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Cancelled) {
                return false;
            }
            throw;
        }
    }

    LessonInput inputFor(const LessonWork& lesson, const LearningProfile& profile)
    {
        if (!m_run->adapters->reader()) { // nothing was learned so far that would have needed one
            m_run->adapters = std::make_shared<LessonAdapters>(m_statistics.reader(), m_run->adapters->always(),
                m_run->adapters->sha256OfAlways(), m_run->adapters->lessons(), m_run->adapters->keys());
        }
        return { .model = work().model,
            .parent = m_run->adapters,
            .lesson = lesson.lesson,
            .earlier = m_run->earlier,
            .kept = lesson.kept,
            .pinned = lesson.pinned,
            .nullSpace = m_statistics.nullSpace(),
            .anchors = m_statistics.anchors(),
            .profile = profile };
    }

    LearnProgress cancelledBeforeTraining()
    {
        const Lesson& lesson = work().lessons[m_run->next].lesson;
        LessonReceipt receipt;
        receipt.lesson = lesson.id;
        receipt.verdict = Verdict::Cancelled;
        receipt.seed = lesson.seed;
        return lessonFinished(work().lessons[m_run->next], std::move(receipt), std::nullopt);
    }

    LearnProgress lessonFinished(
        const LessonWork& lesson, LessonReceipt receipt, const std::optional<LearnedWeights>& learned)
    {
        m_run->trainer.reset();
        receipt.parent = work().start;
        receipt.fingerprint = fingerprintOf(*work().model);
        if (receipt.verdict == Verdict::Learned) {
            keep(lesson, receipt, *learned);
        }
        const bool cancelled = receipt.verdict == Verdict::Cancelled;
        const LessonId id = receipt.lesson;
        m_run->receipts.push_back(std::move(receipt));
        ++m_run->next;
        if (cancelled || m_run->next == work().lessons.size()) {
            return finished(cancelled);
        }
        return { .phase = LearnPhase::Preparing,
            .lesson = id,
            .lessonIndex = static_cast<int>(m_run->next),
            .loss = {},
            .outcome = {} };
    }

    /// The adapter that goes on is the one read back from the bytes of its file, so what serves is what is stored. An
    /// adapter file alone is harmless; the chat thread's row makes it real.
    void keep(const LessonWork& lesson, LessonReceipt& receipt, LearnedWeights learned)
    {
        const std::vector<std::byte> file = adapterBytes(*learned.adapter);
        const std::string sha256 = sha256Hex(file);
        learned.adapter = adapterFromBytes(file, work().model->config, work().model->device, "the new adapter");
        m_run->adapters = withLearned(*m_run->adapters, learned, sha256);
        if (m_run->task.kind != TaskKind::Verify) {
            m_blobs.put(file);
            if (learned.isRouted) {
                work().shelf->put(sha256, learned.adapter);
                m_run->adapters = m_run->adapters->withWeights(
                    m_run->adapters->lessons().size() - 1, work().shelf->weights(sha256));
            }
        }
        m_run->checkpointSha256 = sha256Hex(checkpointFileBytes(fileOf(*m_run->adapters)));
        receipt.adapterSha256 = m_run->checkpointSha256;
        m_run->hasLearned = true;
        m_run->learned.push_back(lesson.record);
        Lesson taught = lesson.lesson;
        if (taught.wantedReply.empty()) { // else what the person wrote, as when the lesson is read from the log
            taught.wantedReply = receipt.wantedReply;
        }
        m_run->earlier.push_back(std::move(taught));
    }

    /// The list, after all that it names. What was lost from the disk is stored again, if it is still in memory.
    /// Errors: FileMissing, if it is not.
    void store(const LessonAdapters& adapters) const
    {
        if (adapters.always() && !m_blobs.exists(adapters.sha256OfAlways())) {
            m_blobs.put(adapterBytes(*adapters.always()));
        }
        for (const LessonAdapter& lesson : adapters.lessons()) {
            if (!m_blobs.exists(lesson.sha256)) {
                m_blobs.put(adapterBytes(*lesson.weights.get()));
            }
        }
        m_blobs.put(checkpointFileBytes(fileOf(adapters)));
    }

    LearnProgress finished(bool cancelled)
    {
        const std::unique_ptr<Run> run = std::move(m_run);
        if (!cancelled && run->task.kind != TaskKind::Verify && run->hasLearned) {
            store(*run->adapters);
        }
        LearnOutcome outcome { .kind = run->task.kind,
            .lesson = run->task.lesson,
            .receipts = std::move(run->receipts),
            .cancelled = cancelled,
            .adapterSha256 = run->checkpointSha256,
            .result = std::make_shared<const LearnResult>(LearnResult { .work = run->task.work,
                .adapters = run->adapters,
                .learned = std::move(run->learned),
                .cells = run->recalls ? run->recalls->cells() : std::vector<MeasuredCell> {} }) };
        return { .phase = LearnPhase::Finished,
            .lesson = outcome.lesson,
            .share = 1,
            .loss = {},
            .outcome = std::move(outcome) };
    }

    LearningRule m_rule;
    BlobStore m_blobs;
    BaseStatistics m_statistics;
    std::unique_ptr<Run> m_run;
};

} // namespace

CheckpointFile fileOf(const LessonAdapters& adapters)
{
    CheckpointFile file { .alwaysSha256 = adapters.sha256OfAlways(), .lessons = {} };
    for (const LessonAdapter& lesson : adapters.lessons()) {
        file.lessons.push_back({ lesson.sha256, lesson.question, lesson.isRefusal });
    }
    return file;
}

std::string fingerprintOf(const Model& model)
{
    return model.info.fingerprint + "; rule=" + std::to_string(learningRuleVersion);
}

std::unique_ptr<LearnEngine> makeLocalLearnEngine(BlobStore blobs, std::filesystem::path cache, LearningRule rule)
{
    return std::make_unique<LocalLearnEngine>(std::move(blobs), std::move(cache), rule);
}

} // namespace amend
