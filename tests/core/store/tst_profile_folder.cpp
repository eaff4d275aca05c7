// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/profile_folder.h"
#include "tests/support/storage.h"

#include <QtTest>

#include <memory>
#include <string>

using namespace amend;

class TestProfileFolder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesEveryFolderOfTheLayout();
    void refusesASecondOwnerAndNamesTheFirst();
    void isFreeAtOnceAfterItsOwnerWasKilled();
    void emptiesTheTemporaryFolderAndNothingElse();
    void givesTheReserveBackOnceAndSetsItAsideAgain();
    void saysThatAFileIsNoFolder();
    void worksWithASlashAtTheEnd();
};

void TestProfileFolder::makesEveryFolderOfTheLayout()
{
    using std::filesystem::perms;
    const OddlyNamedFolder parent;
    const ProfileFolder folder(parent.path() / "new" / "profile");
    for (const char* name : { "blobs/00", "blobs/7f", "blobs/ff", "tmp", "quarantine" }) {
        QVERIFY(std::filesystem::is_directory(folder.path() / name));
    }
    const perms rights = std::filesystem::status(folder.path()).permissions();
    QVERIFY((rights & (perms::group_all | perms::others_all)) == perms::none);
}

void TestProfileFolder::refusesASecondOwnerAndNamesTheFirst()
{
    const OddlyNamedFolder parent;
    std::unique_ptr<ProfileFolder> owned;
    const Child owner([&] { owned = std::make_unique<ProfileFolder>(parent.path()); });
    QVERIFY(owner.didIt());
    try {
        const ProfileFolder second(parent.path());
        QFAIL("Two owners.");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::ProfileInUse);
        QVERIFY(std::string(error.what()).find("process " + std::to_string(owner.process())) != std::string::npos);
    }
}

void TestProfileFolder::isFreeAtOnceAfterItsOwnerWasKilled()
{
    const OddlyNamedFolder parent;
    std::unique_ptr<ProfileFolder> owned;
    Child owner([&] { owned = std::make_unique<ProfileFolder>(parent.path()); });
    QVERIFY(owner.didIt());
    owner.kill();
    const ProfileFolder next(parent.path());
}

void TestProfileFolder::emptiesTheTemporaryFolderAndNothingElse()
{
    const OddlyNamedFolder parent;
    const auto profile = parent.path() / "profile";
    std::make_unique<ProfileFolder>(profile);
    for (const char* name : { "tmp/unfinished", "quarantine/damaged", "blobs/00/blob", "something else" }) {
        overwrite(profile / name, "x");
    }
    const ProfileFolder again(profile);
    QVERIFY(std::filesystem::is_empty(profile / "tmp"));
    for (const char* name : { "quarantine/damaged", "blobs/00/blob", "something else" }) {
        QVERIFY(std::filesystem::exists(profile / name));
    }
}

void TestProfileFolder::givesTheReserveBackOnceAndSetsItAsideAgain()
{
    const OddlyNamedFolder parent;
    {
        ProfileFolder folder(parent.path());
        QCOMPARE(std::filesystem::file_size(folder.path() / "reserve"), 8U << 20U);
        QVERIFY(folder.freeReserve());
        QVERIFY(!folder.freeReserve());
    }
    const ProfileFolder again(parent.path());
    QVERIFY(std::filesystem::exists(again.path() / "reserve"));
}

void TestProfileFolder::saysThatAFileIsNoFolder()
{
    const OddlyNamedFolder parent;
    overwrite(parent.path() / "file", "x");
    QCOMPARE(errorOf([&] { ProfileFolder(parent.path() / "file"); }), ErrorKind::FileMissing);
    QCOMPARE(errorOf([&] { ProfileFolder(parent.path() / "file" / "profile"); }), ErrorKind::FileMissing);
}

void TestProfileFolder::worksWithASlashAtTheEnd()
{
    const OddlyNamedFolder parent;
    const ProfileFolder folder(parent.path() / "profile" / "");
    QVERIFY(folder.path() == parent.path() / "profile");
}

QTEST_GUILESS_MAIN(TestProfileFolder)
#include "tst_profile_folder.moc"
