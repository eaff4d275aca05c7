// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite behind three small words: a database, a statement, and work that happens as a whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace amend {

enum class CheckDepth {
    Quick, ///< structure and sizes: does not find bit rot
    Full, ///< every byte
};

/// A prepared statement with its values bound; its rows are read one after another.
class Statement final {
public:
    /// Next row; false after the last. Errors: see Database.
    bool step();

    // Columns count from 0.
    std::int64_t integer(int column) const;
    std::string text(int column) const; ///< empty for NULL
    bool isNull(int column) const;
    std::optional<std::int64_t> optionalInteger(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    Statement(sqlite3_stmt* statement, class Database* database);
    void bind(int position, std::int64_t value);
    void bind(int position, std::string_view value);
    void bind(int position, std::nullopt_t);
    template <class Value> void bind(int position, const std::optional<Value>& value)
    {
        value ? bind(position, *value) : bind(position, std::nullopt);
    }
    void check(int code);
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    class Database* m_database;
};

/// One connection, used by one thread. Settings (WAL, synchronous FULL, foreign keys) are made and read back on
/// opening.
///
/// Errors of everything here: DiskFull; StorageTrouble (a write or sync failed: from then on every write is refused, as
/// the state of the disk is unknown); FileCorrupt; Internal (a statement that is wrong).
class Database final {
public:
    /// Step i of `schema` brings version i to i + 1; a new database runs them all. An older one is first copied to
    /// `<path>.version-<n>`.
    /// Errors: FormatUnsupported (made by a newer Amend), FileCorrupt (not a database, or damaged).
    Database(const std::filesystem::path& path, std::span<const char* const> schema);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Called when the disk is full, to make room; true if it could. The work is then tried once more.
    void setRoomMaker(std::function<bool()> makeRoom) { m_makeRoom = std::move(makeRoom); }

    /// Runs `work` as one transaction and commits it durably; an error undoes all of it. Inside a transaction it joins
    /// that one. `work` may run twice (see setRoomMaker), so it touches nothing but this database.
    void transact(const std::function<void()>& work);

    /// Placeholders `?1`, `?2` … take `values` in order: std::int64_t, std::string, std::string_view,
    /// std::nullopt, or std::optional of these.
    template <class... Values> Statement query(std::string_view sql, const Values&... values)
    {
        Statement statement = prepare(sql);
        int position = 0;
        (statement.bind(++position, values), ...);
        return statement;
    }
    /// Runs a statement that changes something. Only inside `transact`.
    template <class... Values> void execute(std::string_view sql, const Values&... values)
    {
        requireTransaction();
        query(sql, values...).step();
    }
    std::int64_t lastInsertId() const;

    /// SQLite's own check of its pages (full: of the indexes too); empty when all is well.
    std::string check(CheckDepth depth);

private:
    friend class Statement;
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    Statement prepare(std::string_view sql);
    void run(const char* sql);
    void requireTransaction() const;
    std::int64_t pragma(const char* name);
    void runTransaction(const std::function<void()>& work);
    void copyTo(const std::filesystem::path& target);
    void configure();
    void migrate(std::span<const char* const> schema);
    void rollBack() noexcept;
    [[noreturn]] void fail(int code);

    std::filesystem::path m_path;
    std::unique_ptr<sqlite3, Close> m_connection;
    std::function<bool()> m_makeRoom;
    bool m_inTransaction = false;
    bool m_storageTrouble = false;
};

} // namespace amend
