// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"
#include "tests/support/storage.h"

#include <QtTest>

#include <sys/stat.h>

#include <vector>

using namespace amend;

class TestAtomicFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackWhatWasWrittenAtAnOddPath();
    void replacesTheOldContentsAsAWhole();
    void makesAFileWithTheModeAskedFor();
    void neverReplacesAFileThatIsToBeNew();
    void leavesNothingBehindWhenTheFileMayNotGrow();
    void saysThatAFolderIsMissing();
    void doesNotTakeAFolderForAFile();
};

namespace {

std::size_t filesIn(const std::filesystem::path& folder)
{
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

std::string textOf(const std::filesystem::path& path)
{
    const std::vector<std::byte> bytes = readFile(path);
    return { reinterpret_cast<const char*>(bytes.data()), bytes.size() };
}

} // namespace

void TestAtomicFile::readsBackWhatWasWrittenAtAnOddPath()
{
    const OddlyNamedFolder folder;
    writeFileAtomically(folder.path() / "ü.txt", bytesOf("a"));
    QCOMPARE(textOf(folder.path() / "ü.txt"), std::string("a"));
    writeFileAtomically(folder.path() / "empty", {});
    QCOMPARE(textOf(folder.path() / "empty"), std::string());
}

void TestAtomicFile::replacesTheOldContentsAsAWhole()
{
    const OddlyNamedFolder folder;
    writeFileAtomically(folder.path() / "file", bytesOf("a long first version"));
    writeFileAtomically(folder.path() / "file", bytesOf("short"));
    QCOMPARE(textOf(folder.path() / "file"), std::string("short"));
    QCOMPARE(filesIn(folder.path()), 1U);
}

void TestAtomicFile::makesAFileWithTheModeAskedFor()
{
    const OddlyNamedFolder folder;
    writeNewFile(folder.path() / "file", bytesOf("x"), 0400);
    struct stat status { };
    QCOMPARE(stat((folder.path() / "file").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0400U);
}

void TestAtomicFile::neverReplacesAFileThatIsToBeNew()
{
    const OddlyNamedFolder folder;
    writeNewFile(folder.path() / "file", bytesOf("first"), 0600);
    QVERIFY(errorOf([&] { writeNewFile(folder.path() / "file", bytesOf("second"), 0600); }));
    QCOMPARE(textOf(folder.path() / "file"), std::string("first"));
}

void TestAtomicFile::leavesNothingBehindWhenTheFileMayNotGrow()
{
    const OddlyNamedFolder folder;
    writeFileAtomically(folder.path() / "file", bytesOf("old"));
    const std::vector<std::byte> large(100'000);
    {
        const FileSizeLimit limit(50'000);
        QCOMPARE(errorOf([&] { writeFileAtomically(folder.path() / "file", large); }), ErrorKind::DiskFull);
    }
    QCOMPARE(textOf(folder.path() / "file"), std::string("old"));
    QCOMPARE(filesIn(folder.path()), 1U);
}

void TestAtomicFile::saysThatAFolderIsMissing()
{
    const OddlyNamedFolder folder;
    const auto path = folder.path() / "absent" / "file";
    QCOMPARE(errorOf([&] { writeFileAtomically(path, {}); }), ErrorKind::FileMissing);
    QCOMPARE(errorOf([&] { readFile(path); }), ErrorKind::FileMissing);
    QCOMPARE(errorOf([&] { syncFolder(path); }), ErrorKind::FileMissing);
}

void TestAtomicFile::doesNotTakeAFolderForAFile()
{
    const OddlyNamedFolder folder;
    QCOMPARE(errorOf([&] { readFile(folder.path()); }), ErrorKind::FileMissing);
}

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
