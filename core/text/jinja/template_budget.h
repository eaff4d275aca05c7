// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one rendering of a chat template has spent so far, and how it ends when that is too much.
#pragma once

#include "core/text/chat_template.h"

#include <cstddef>
#include <string>

namespace amend {

/// Every evaluation, every byte made and every byte searched is counted here before the work is done, so that a hostile
/// template ends after a fraction of a second. The counts do not depend on a clock: the same input fails at the same
/// place on every machine. It also knows the line being evaluated, for the errors.
class TemplateBudget final {
public:
    explicit TemplateBudget(const TemplateLimits& limits);

    const TemplateLimits& limits() const { return m_limits; }
    void setLine(int line) { m_line = line; }
    int line() const { return m_line; }

    /// Errors of these: BadInput, naming the limit.
    void step(std::size_t count = 1);
    /// Reading or comparing so many bytes.
    void scan(std::size_t bytes);
    /// Going through so many bytes character by character.
    void walk(std::size_t bytes);
    /// Values made while rendering. Counted as made, not as held: what is freed again does not come back.
    void allocate(std::size_t bytes);
    /// `count` values of the same size.
    void allocate(std::size_t count, std::size_t bytesEach);
    void output(std::size_t bytes);

    /// BadInput: the template cannot be rendered with these messages.
    [[noreturn]] void fail(const std::string& cause) const;
    /// FormatUnsupported: something outside the subset, for example "filter 'xmlattr'".
    [[noreturn]] void failUnsupported(const std::string& what) const;
    [[noreturn]] void failLimit(const std::string& what, long long limit) const;

    /// Holds one level of nested evaluation. Errors: BadInput when there are too many.
    class Nesting final {
    public:
        explicit Nesting(TemplateBudget& budget);
        ~Nesting() { --m_budget.m_nesting; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;

    private:
        TemplateBudget& m_budget;
    };

private:
    const TemplateLimits& m_limits;
    std::size_t m_steps = 0;
    std::size_t m_memory = 0;
    std::size_t m_output = 0;
    int m_nesting = 0;
    int m_line = 1;
};

} // namespace amend
