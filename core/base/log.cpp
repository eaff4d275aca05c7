// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>

namespace amend {

namespace {

spdlog::level::level_enum spdlogLevel(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return spdlog::level::debug;
    case LogLevel::Info:
        return spdlog::level::info;
    case LogLevel::Warning:
        return spdlog::level::warn;
    case LogLevel::Error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

void logToStandardErrorByDefault()
{
    static std::once_flag once;
    std::call_once(once, [] {
        auto logger = std::make_shared<spdlog::logger>("amend", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        logger->set_level(spdlog::level::warn);
        spdlog::set_default_logger(std::move(logger));
    });
}

} // namespace

void log(LogLevel level, std::string_view text)
{
    logToStandardErrorByDefault();
    spdlog::log(spdlogLevel(level), "{}", text);
}

void logToFile(const std::filesystem::path& path)
{
    logToStandardErrorByDefault();
    try {
        std::filesystem::create_directories(path.parent_path());
        auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path.string(), 1U << 20U, 3);
        auto logger = std::make_shared<spdlog::logger>("amend", std::move(file));
        logger->flush_on(spdlog::level::info);
        spdlog::set_default_logger(std::move(logger));
    } catch (const std::exception& error) {
        log(LogLevel::Warning, std::string("No log file: ") + error.what());
    }
}

} // namespace amend
