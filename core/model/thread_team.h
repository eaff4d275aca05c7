// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A few threads that work through one token together and meet at barriers a hundred times on the way. OpenMP's wait for
// each other too long when another program has a core.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace amend {

/// Threads that sleep between two runs. Owned by one thread, which is a member of the team; the others inherit its
/// priority.
class ThreadTeam final {
public:
    class Member;

    explicit ThreadTeam(int threads);
    ~ThreadTeam();
    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;

    int size() const { return m_size; }
    /// All members, the calling thread being one, do `work`, which must not throw; returns when the last one is done.
    void run(const std::function<void(Member&)>& work);

private:
    void serve(int index);

    int m_size;
    const std::function<void(Member&)>* m_work = nullptr;
    alignas(64) std::atomic<std::uint32_t> m_runs = 0; ///< counts up when there is work
    alignas(64) std::atomic<int> m_arrived = 0; ///< at the barrier
    alignas(64) std::atomic<std::uint32_t> m_passed = 0; ///< counts the barriers passed
    bool m_ends = false;
    std::vector<std::jthread> m_others;
};

/// One thread's part in a run.
class ThreadTeam::Member final {
public:
    Member(ThreadTeam& team, int index)
        : m_team(team)
        , m_index(index)
    {
    }

    int index() const { return m_index; } ///< 0 to size - 1

    /// This member's share of `count` things: [first, last), next to each other.
    struct Share {
        std::int64_t first;
        std::int64_t last;
    };
    Share shareOf(std::int64_t count) const
    {
        return { count * m_index / m_team.m_size, count * (m_index + 1) / m_team.m_size };
    }

    /// Waits for the others; the last one to come does `alone` before they all go on.
    template <class Work> void meet(const Work& alone)
    {
        const std::uint32_t passed = m_team.m_passed.load(std::memory_order_relaxed);
        if (m_team.m_arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == m_team.m_size) {
            alone();
            m_team.m_arrived.store(0, std::memory_order_relaxed);
            m_team.m_passed.store(passed + 1, std::memory_order_release);
        } else {
            waitFor(passed);
        }
    }
    void meet()
    {
        meet([] {});
    }

private:
    void waitFor(std::uint32_t passed) const;

    ThreadTeam& m_team;
    int m_index;
};

} // namespace amend
