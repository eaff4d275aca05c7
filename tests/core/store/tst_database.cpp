// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "tests/support/storage.h"

#include <QtTest>

#include <array>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <utility>

using namespace amend;

class TestDatabase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesBackEveryValue();
    void undoesAWholeTransactionAfterAnError();
    void joinsAnInnerTransaction();
    void refusesAChangeOutsideATransaction();
    void keepsCommittedRowsWhenItsProcessIsKilled();
    void forgetsUncommittedRowsWhenItsProcessIsKilled();
    void upgradesAnOldDatabaseAndCopiesItFirst();
    void keepsAnOldDatabaseWhenTheUpgradeFails();
    void refusesADatabaseOfANewerAmend();
    void refusesADatabaseThatIsNotOurs();
    void refusesAFileThatIsNoDatabase();
    void findsADamagedPage();
    void keepsTheStateBeforeWhenTheFileMayNotGrow();
    void triesAgainWhenRoomWasMade();
};

namespace {

constexpr std::array<const char*, 1> oneTable { "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT) STRICT" };
constexpr std::array<const char*, 2> twoSteps { oneTable[0], "ALTER TABLE notes ADD COLUMN place TEXT DEFAULT 'here'" };

void add(Database& database, const std::string& text)
{
    database.transact([&] { database.execute("INSERT INTO notes (text) VALUES (?1)", text); });
}

std::string notes(Database& database)
{
    std::string all;
    Statement row = database.query("SELECT text FROM notes ORDER BY id");
    while (row.step()) {
        all += all.empty() ? "" : ",";
        all += row.text(0);
    }
    return all;
}

struct Fixture {
    OddlyNamedFolder folder;
    std::filesystem::path path = folder.path() / "app.db";
};

} // namespace

void TestDatabase::givesBackEveryValue()
{
    const Fixture fixture;
    Database database(fixture.path, oneTable);
    const std::string odd("a\0b 🙂", 8);
    const std::int64_t least = INT64_MIN;
    Statement row = database.query(
        "SELECT ?1, ?2, ?3, ?4, ?5", least, odd, std::string_view(), std::nullopt, std::optional<std::int64_t>(7));
    QVERIFY(row.step());
    QCOMPARE(row.integer(0), least);
    QCOMPARE(row.text(1), odd);
    QVERIFY(!row.isNull(2) && row.text(2).empty());
    QVERIFY(row.isNull(3) && !row.optionalInteger(3));
    QVERIFY(row.optionalInteger(4) == 7);
    QVERIFY(!row.step());
}

void TestDatabase::undoesAWholeTransactionAfterAnError()
{
    const Fixture fixture;
    Database database(fixture.path, oneTable);
    add(database, "kept");
    const auto failsHalfWay = [&] {
        add(database, "lost");
        throw std::runtime_error("half-way");
    };
    QVERIFY_EXCEPTION_THROWN(database.transact(failsHalfWay), std::runtime_error);
    const auto makesAMistake = [&] {
        add(database, "lost");
        database.execute("nonsense");
    };
    QCOMPARE(errorOf([&] { database.transact(makesAMistake); }), ErrorKind::Internal);
    QCOMPARE(notes(database), std::string("kept"));
}

void TestDatabase::joinsAnInnerTransaction()
{
    const Fixture fixture;
    Database database(fixture.path, oneTable);
    database.transact([&] {
        add(database, "one");
        add(database, "two");
    });
    QCOMPARE(notes(database), std::string("one,two"));
}

void TestDatabase::refusesAChangeOutsideATransaction()
{
    const Fixture fixture;
    Database database(fixture.path, oneTable);
    QCOMPARE(errorOf([&] { database.execute("DELETE FROM notes"); }), ErrorKind::Internal);
}

void TestDatabase::keepsCommittedRowsWhenItsProcessIsKilled()
{
    const Fixture fixture;
    std::unique_ptr<Database> held; // still open when the end comes
    Child child([&] {
        held = std::make_unique<Database>(fixture.path, oneTable);
        add(*held, "acknowledged");
    });
    QVERIFY(child.didIt());
    child.kill();
    Database database(fixture.path, oneTable);
    QCOMPARE(notes(database), std::string("acknowledged"));
}

void TestDatabase::forgetsUncommittedRowsWhenItsProcessIsKilled()
{
    const Fixture fixture;
    Child child([&] {
        Database database(fixture.path, oneTable);
        add(database, "before");
        database.transact([&] {
            add(database, "half");
            kill(getpid(), SIGKILL);
        });
    });
    QVERIFY(!child.didIt());
    Database database(fixture.path, oneTable);
    QCOMPARE(notes(database), std::string("before"));
    QVERIFY(database.check(CheckDepth::Full).empty());
}

void TestDatabase::upgradesAnOldDatabaseAndCopiesItFirst()
{
    const Fixture fixture;
    {
        Database database(fixture.path, oneTable);
        add(database, "old");
    }
    {
        Database database(fixture.path, twoSteps);
        Statement row = database.query("SELECT text, place FROM notes");
        QVERIFY(row.step());
        QCOMPARE(row.text(0) + row.text(1), std::string("oldhere"));
    }
    Database copy(fixture.path.string() + ".version-1", oneTable);
    QCOMPARE(notes(copy), std::string("old"));
}

void TestDatabase::keepsAnOldDatabaseWhenTheUpgradeFails()
{
    const Fixture fixture;
    {
        Database database(fixture.path, oneTable);
        add(database, "old");
    }
    constexpr std::array<const char*, 2> broken { oneTable[0], "DELETE FROM notes; nonsense" };
    QCOMPARE(errorOf([&] { Database(fixture.path, broken); }), ErrorKind::Internal);
    Database database(fixture.path, oneTable);
    QCOMPARE(notes(database), std::string("old"));
}

void TestDatabase::refusesADatabaseOfANewerAmend()
{
    const Fixture fixture;
    {
        Database database(fixture.path, twoSteps);
    }
    try {
        Database database(fixture.path, oneTable);
        QFAIL("It was opened.");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::FormatUnsupported);
        QVERIFY(std::string(error.what()).find("newer Amend") != std::string::npos);
    }
}

void TestDatabase::refusesADatabaseThatIsNotOurs()
{
    const Fixture fixture;
    {
        Database database(fixture.path, oneTable);
        database.transact([&] { database.execute("PRAGMA application_id = 1"); });
    }
    QCOMPARE(errorOf([&] { Database(fixture.path, oneTable); }), ErrorKind::FormatUnsupported);
}

void TestDatabase::refusesAFileThatIsNoDatabase()
{
    const Fixture fixture;
    const std::string contents(5000, 'x');
    overwrite(fixture.path, contents);
    QCOMPARE(errorOf([&] { Database(fixture.path, oneTable); }), ErrorKind::FileCorrupt);
    QCOMPARE(std::filesystem::file_size(fixture.path), contents.size());
    QCOMPARE(errorOf([&] { Database(fixture.folder.path() / "absent" / "app.db", oneTable); }), ErrorKind::FileMissing);
}

void TestDatabase::findsADamagedPage()
{
    const Fixture fixture;
    {
        Database database(fixture.path, oneTable);
        database.transact([&] {
            for (int i = 0; i < 1000; ++i) {
                add(database, std::string(50, 'x'));
            }
        });
    }
    {
        std::fstream file(fixture.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(3 * 4096);
        file << std::string(4096, '\xff');
    }
    Database database(fixture.path, oneTable);
    QVERIFY(!database.check(CheckDepth::Quick).empty());
    QCOMPARE(errorOf([&] { notes(database); }), ErrorKind::FileCorrupt);
}

void TestDatabase::keepsTheStateBeforeWhenTheFileMayNotGrow()
{
    const Fixture fixture;
    {
        Database database(fixture.path, oneTable);
        add(database, "before");
        const FileSizeLimit limit(100'000);
        const auto error = errorOf([&] { add(database, std::string(200'000, 'x')); });
        QVERIFY(error == ErrorKind::DiskFull || error == ErrorKind::StorageTrouble);
        QCOMPARE(notes(database), std::string("before"));
    }
    Database database(fixture.path, oneTable);
    QCOMPARE(notes(database), std::string("before"));
    QVERIFY(database.check(CheckDepth::Full).empty());
    add(database, "after");
}

void TestDatabase::triesAgainWhenRoomWasMade()
{
    const Fixture fixture;
    Database database(fixture.path, oneTable);
    database.query("PRAGMA max_page_count = 20").step();
    bool asked = false;
    database.setRoomMaker([&] {
        database.query("PRAGMA max_page_count = 1000").step();
        return !std::exchange(asked, true);
    });
    add(database, std::string(200'000, 'x'));
    QVERIFY(asked);
    QCOMPARE(notes(database).size(), 200'000U);
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
