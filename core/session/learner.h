// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The learner thread: one task at a time, one optimiser step or check per turn of the event loop.
#pragma once

#include "core/domain/failure.h"
#include "core/engine/engine.h"

#include <QObject>

#include <memory>
#include <stop_token>

namespace amend {

/// Lives on the learner thread, which it makes an idle-priority one, so that a lesson takes only what a streaming reply
/// leaves.
class Learner final : public QObject {
    Q_OBJECT

public:
    explicit Learner(std::unique_ptr<LearnEngine> engine);

    /// First thing on the thread, before any tensor work, so that the worker threads of the tensor library inherit the
    /// priority.
    void lowerPriority();
    void begin(const LearnTask& task, std::stop_token stop);

Q_SIGNALS:
    void progressed(const amend::LearnProgress& progress);
    void lossMeasured(const amend::LossPoint& loss);
    void finished(const amend::LearnOutcome& outcome);
    void failed(const amend::LearnTask& task, const amend::Failure& failure); ///< closes the task, as `finished` does

private:
    void continueTask(const LearnTask& task, std::stop_token stop);

    std::unique_ptr<LearnEngine> m_engine;
};

} // namespace amend
