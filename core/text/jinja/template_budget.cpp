// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja/template_budget.h"

#include "core/base/error.h"

namespace amend {

namespace {

/// Comparing or copying this many bytes takes about as long as one small evaluation.
constexpr std::size_t kBytesPerStep = 512;
/// The same for looking at one character after the other.
constexpr std::size_t kWalkedBytesPerStep = 64;

/// Adds without overflow; false when the sum is over the limit.
bool spend(std::size_t& spent, std::size_t amount, int limit)
{
    const auto most = static_cast<std::size_t>(limit);
    if (amount > most || spent > most - amount)
        return false;
    spent += amount;
    return true;
}

std::string where(int line)
{
    return "Line " + std::to_string(line) + " of the model's chat template: ";
}

} // namespace

TemplateBudget::TemplateBudget(const TemplateLimits& limits)
    : m_limits(limits)
{
}

void TemplateBudget::step(std::size_t count)
{
    if (!spend(m_steps, count, m_limits.steps))
        failLimit("steps", m_limits.steps);
}

void TemplateBudget::scan(std::size_t bytes)
{
    step(bytes / kBytesPerStep);
}

void TemplateBudget::walk(std::size_t bytes)
{
    step(bytes / kWalkedBytesPerStep);
}

void TemplateBudget::allocate(std::size_t count, std::size_t bytesEach)
{
    if (bytesEach > 0 && count > static_cast<std::size_t>(m_limits.memoryBytes) / bytesEach)
        failLimit("bytes of values", m_limits.memoryBytes);
    allocate(count * bytesEach);
}

void TemplateBudget::allocate(std::size_t bytes)
{
    if (!spend(m_memory, bytes, m_limits.memoryBytes))
        failLimit("bytes of values", m_limits.memoryBytes);
    scan(bytes);
}

void TemplateBudget::output(std::size_t bytes)
{
    if (!spend(m_output, bytes, m_limits.outputBytes))
        failLimit("bytes of output", m_limits.outputBytes);
}

void TemplateBudget::fail(const std::string& cause) const
{
    throw Error(ErrorKind::BadInput, where(m_line) + cause);
}

void TemplateBudget::failUnsupported(const std::string& what) const
{
    throw Error(ErrorKind::FormatUnsupported,
        where(m_line) + what + " is not supported. Use this model with another template, for example ChatML.");
}

void TemplateBudget::failLimit(const std::string& what, long long limit) const
{
    fail("it needs more than " + std::to_string(limit) + " " + what
        + ", the limit. Shorten the conversation, or use another template.");
}

TemplateBudget::Nesting::Nesting(TemplateBudget& budget)
    : m_budget(budget)
{
    if (budget.m_nesting >= budget.m_limits.evaluationDepth)
        budget.failLimit("levels of nested evaluation", budget.m_limits.evaluationDepth);
    ++budget.m_nesting;
}

} // namespace amend
