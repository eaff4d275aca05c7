// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/thread_team.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace amend {

namespace {

/// Turns of a waiting loop before giving the core to whoever else wants it, about 20 us: far more than a meeting takes
/// while every member has a core of its own.
constexpr int turnsAtABarrier = 1000;
/// And before going to sleep between two runs, about 100 us: longer than choosing a token takes.
constexpr int turnsBetweenRuns = 5000;

void pause()
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

} // namespace

ThreadTeam::ThreadTeam(int threads)
    : m_size(threads > 1 ? threads : 1)
{
    for (int index = 1; index < m_size; ++index) {
        m_others.emplace_back([this, index] { serve(index); });
    }
}

ThreadTeam::~ThreadTeam()
{
    m_ends = true;
    m_runs.fetch_add(1, std::memory_order_release);
    m_runs.notify_all();
}

void ThreadTeam::run(const std::function<void(Member&)>& work)
{
    m_work = &work;
    if (m_size > 1) {
        m_runs.fetch_add(1, std::memory_order_release);
        m_runs.notify_all();
    }
    Member self(*this, 0);
    work(self);
    self.meet();
}

void ThreadTeam::serve(int index)
{
    for (std::uint32_t seen = 0;; ++seen) {
        for (int turn = 0; turn < turnsBetweenRuns && m_runs.load(std::memory_order_acquire) == seen; ++turn) {
            pause();
        }
        m_runs.wait(seen, std::memory_order_acquire);
        if (m_ends) {
            return;
        }
        Member self(*this, index);
        (*m_work)(self);
        self.meet();
    }
}

void ThreadTeam::Member::waitFor(std::uint32_t passed) const
{
    for (int turn = 0; m_team.m_passed.load(std::memory_order_acquire) == passed; ++turn) {
        if (turn < turnsAtABarrier) {
            pause();
        } else {
            std::this_thread::yield();
        }
    }
}

} // namespace amend
