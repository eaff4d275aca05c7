// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"

#include <sqlite3.h>

namespace amend {

namespace {

constexpr std::int64_t applicationId = 0x416d6e64; ///< "Amnd", so that `file` and we know the database

ErrorKind kindOf(int code)
{
    if (code == SQLITE_IOERR_NOMEM) {
        return ErrorKind::OutOfMemory;
    }
    if (code == SQLITE_IOERR_SHMSIZE) { // the index of the log could not grow: there is no room
        return ErrorKind::DiskFull;
    }
    switch (code & 0xff) {
    case SQLITE_FULL:
        return ErrorKind::DiskFull;
    case SQLITE_IOERR:
    case SQLITE_READONLY:
        return ErrorKind::StorageTrouble;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorKind::FileCorrupt;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ErrorKind::FileMissing;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorKind::ProfileInUse;
    case SQLITE_NOMEM:
        return ErrorKind::OutOfMemory;
    default:
        return ErrorKind::Internal;
    }
}

const char* adviceFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::DiskFull:
        return "Free some space; nothing was half written.";
    case ErrorKind::StorageTrouble:
        return "Check the disk, then start Amend again; until then nothing more is saved.";
    case ErrorKind::FileCorrupt:
        return "Keep the file, it is left as it is; restore the profile from a backup.";
    case ErrorKind::FileMissing:
        return "Check that the path exists and that you may use it.";
    case ErrorKind::ProfileInUse:
        return "Close the other program that has it open.";
    default:
        return "Please report this.";
    }
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

Statement::Statement(sqlite3_stmt* statement, Database* database)
    : m_statement(statement)
    , m_database(database)
{
}

bool Statement::step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        m_database->fail(code);
    }
    return false;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

std::string Statement::text(int column) const
{
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return bytes == nullptr ? std::string() : std::string(bytes, size);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

void Statement::bind(int position, std::int64_t value)
{
    check(sqlite3_bind_int64(m_statement.get(), position, value));
}

void Statement::bind(int position, std::string_view value)
{
    const char* bytes = value.data() == nullptr ? "" : value.data(); // a null pointer would be NULL
    check(sqlite3_bind_text64(m_statement.get(), position, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int position, std::nullopt_t)
{
    check(sqlite3_bind_null(m_statement.get(), position));
}

void Statement::check(int code)
{
    if (code != SQLITE_OK) {
        m_database->fail(code);
    }
}

void Database::Close::operator()(sqlite3* connection) const
{
    sqlite3_close_v2(connection);
}

Database::Database(const std::filesystem::path& path, std::span<const char* const> schema)
    : m_path(std::filesystem::absolute(path)) // a relative name could be read as a URI
{
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(
        m_path.c_str(), &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    m_connection.reset(connection);
    if (code != SQLITE_OK) {
        fail(code);
    }
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_busy_timeout(connection, 2000);
    configure();
    migrate(schema);
}

Database::~Database() = default;

void Database::configure()
{
    run("PRAGMA synchronous = FULL"); // WAL with NORMAL may drop a committed transaction at power loss
    run("PRAGMA foreign_keys = ON");
    Statement journal = query("PRAGMA journal_mode = WAL");
    const bool usesWal = journal.step() && journal.text(0) == "wal";
    if (!usesWal || pragma("synchronous") != 2 || pragma("foreign_keys") != 1) {
        throw Error(ErrorKind::StorageTrouble,
            "SQLite cannot keep " + m_path.string()
                + " safely on this file system (no WAL). Put the profile on a local disk.");
    }
}

void Database::migrate(std::span<const char* const> schema)
{
    const std::int64_t version = pragma("user_version");
    const auto newest = static_cast<std::int64_t>(schema.size());
    if (version > newest) {
        throw Error(ErrorKind::FormatUnsupported,
            m_path.string() + " was made by a newer Amend (version " + std::to_string(version) + ", this one knows "
                + std::to_string(newest) + "). Use that Amend; nothing was changed.");
    }
    const bool isNew = version == 0 && !query("SELECT 1 FROM sqlite_master").step();
    if (!isNew && pragma("application_id") != applicationId) {
        throw Error(ErrorKind::FormatUnsupported,
            m_path.string() + " is a database, but not one of Amend. Choose another profile folder.");
    }
    if (version == newest) {
        return;
    }
    if (!isNew) {
        copyTo(m_path.string() + ".version-" + std::to_string(version));
    }
    transact([&] {
        for (const char* step : schema.subspan(static_cast<std::size_t>(version))) {
            run(step);
        }
        run(("PRAGMA application_id = " + std::to_string(applicationId)).c_str());
        run(("PRAGMA user_version = " + std::to_string(newest)).c_str());
    });
}

void Database::copyTo(const std::filesystem::path& target)
{
    std::filesystem::path unfinished = target;
    unfinished += ".new";
    std::filesystem::remove(unfinished);
    query("VACUUM INTO ?1", unfinished.string()).step();
    writeFileAtomically(target, readFile(unfinished)); // VACUUM does not sync
    std::filesystem::remove(unfinished);
}

void Database::transact(const std::function<void()>& work)
{
    if (m_inTransaction) {
        work();
        return;
    }
    bool retry = false;
    try {
        runTransaction(work);
    } catch (const Error& error) {
        retry = error.kind() == ErrorKind::DiskFull && m_makeRoom && m_makeRoom();
        if (!retry) {
            throw;
        }
    }
    if (retry) {
        runTransaction(work);
    }
}

void Database::runTransaction(const std::function<void()>& work)
{
    if (m_storageTrouble) {
        throw Error(ErrorKind::StorageTrouble,
            "An earlier write to " + m_path.string()
                + " failed, so nothing more is saved. Check the disk, then start "
                  "Amend again.");
    }
    run("BEGIN IMMEDIATE");
    m_inTransaction = true;
    try {
        work();
        run("COMMIT");
    } catch (...) {
        rollBack();
        throw;
    }
    m_inTransaction = false;
}

void Database::rollBack() noexcept
{
    m_inTransaction = false;
    if (sqlite3_get_autocommit(m_connection.get()) == 0) { // SQLite may have rolled back by itself
        sqlite3_exec(m_connection.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

std::int64_t Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_connection.get());
}

std::string Database::check(CheckDepth depth)
{
    std::string problems;
    try {
        Statement result = query(depth == CheckDepth::Full ? "PRAGMA integrity_check" : "PRAGMA quick_check");
        while (result.step()) {
            if (result.text(0) != "ok") {
                problems += result.text(0) + "\n";
            }
        }
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::FileCorrupt) {
            throw;
        }
        problems += error.what(); // too damaged to be checked
    }
    return problems;
}

std::int64_t Database::pragma(const char* name)
{
    Statement value = query(std::string("PRAGMA ") + name);
    return value.step() ? value.integer(0) : -1;
}

Statement Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    const int code
        = sqlite3_prepare_v2(m_connection.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) {
        fail(code);
    }
    return { statement, this };
}

void Database::run(const char* sql)
{
    const int code = sqlite3_exec(m_connection.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        fail(sqlite3_extended_errcode(m_connection.get()));
    }
}

void Database::requireTransaction() const
{
    if (!m_inTransaction) {
        throw Error(ErrorKind::Internal, "A change of the database outside a transaction.");
    }
}

void Database::fail(int code)
{
    const ErrorKind kind = kindOf(code);
    m_storageTrouble = m_storageTrouble || kind == ErrorKind::StorageTrouble;
    throw Error(kind,
        "The database " + m_path.string() + ": " + sqlite3_errmsg(m_connection.get()) + " (SQLite code "
            + std::to_string(code) + "). " + adviceFor(kind));
}

} // namespace amend
