// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/learner.h"

#include "core/base/idle_thread.h"
#include "core/session/guarded.h"

#include <QMetaObject>

namespace amend {

Learner::Learner(std::unique_ptr<LearnEngine> engine)
    : m_engine(std::move(engine))
{
}

void Learner::lowerPriority()
{
    becomeIdleThread();
}

void Learner::begin(const LearnTask& task, std::stop_token stop)
{
    guarded(
        [&] {
            m_engine->begin(task);
            continueTask(task, stop);
        },
        [&](const Failure& failure) { Q_EMIT failed(task, failure); });
}

void Learner::continueTask(const LearnTask& task, std::stop_token stop)
{
    guarded(
        [&] {
            const LearnProgress progress = m_engine->step(stop);
            if (progress.outcome) {
                Q_EMIT finished(*progress.outcome);
                return;
            }
            Q_EMIT progressed(progress);
            if (progress.loss) {
                Q_EMIT lossMeasured(*progress.loss);
            }
            QMetaObject::invokeMethod(
                this, [this, task, stop] { continueTask(task, stop); }, Qt::QueuedConnection);
        },
        [&](const Failure& failure) { Q_EMIT failed(task, failure); });
}

} // namespace amend
