// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"
#include "core/store/blob_store.h"
#include "core/store/profile_folder.h"
#include "tests/support/storage.h"

#include <QtTest>

#include <fstream>
#include <thread>

using namespace amend;

class TestBlobStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackWhatWasPut();
    void keepsTheSameContentsOnce();
    void findsEveryFlippedBit();
    void findsACutAndAGrownFile();
    void saysThatABlobIsMissing();
    void setsADamagedFileAsideAndCanStoreItAnew();
    void replacesADamagedFileWhenTheSameContentsArePutAgain();
    void leavesNoTraceWhenTheFileMayNotGrow();
    void takesBlobsFromSeveralThreads();
    void refusesANameThatIsNoHash();
};

namespace {

struct Store {
    OddlyNamedFolder parent;
    ProfileFolder folder { parent.path() / "profile" };
    BlobStore blobs { folder.path() };
};

std::string textOf(const std::vector<std::byte>& bytes)
{
    return { reinterpret_cast<const char*>(bytes.data()), bytes.size() };
}

} // namespace

void TestBlobStore::readsBackWhatWasPut()
{
    const Store store;
    for (const std::string& contents : { std::string(), std::string("adapter"), std::string(300'000, 'x') }) {
        const Blob blob = store.blobs.put(bytesOf(contents));
        QCOMPARE(blob.sha256, sha256Hex(contents));
        QCOMPARE(static_cast<std::size_t>(blob.sizeBytes), contents.size());
        QCOMPARE(textOf(store.blobs.read(blob.sha256)), contents);
    }
    QVERIFY(std::filesystem::is_empty(store.folder.path() / "tmp"));
}

void TestBlobStore::keepsTheSameContentsOnce()
{
    const Store store;
    const Blob blob = store.blobs.put(bytesOf("same"));
    const auto written = std::filesystem::last_write_time(store.blobs.pathOf(blob.sha256));
    QCOMPARE(store.blobs.put(bytesOf("same")), blob);
    QVERIFY(std::filesystem::last_write_time(store.blobs.pathOf(blob.sha256)) == written);
}

void TestBlobStore::findsEveryFlippedBit()
{
    const Store store;
    const std::string contents = "0123456789";
    const Blob blob = store.blobs.put(bytesOf(contents));
    for (std::size_t bit = 0; bit < 8 * contents.size(); ++bit) {
        std::string flipped = contents;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        overwrite(store.blobs.pathOf(blob.sha256), flipped);
        QCOMPARE(errorOf([&] { store.blobs.check(blob.sha256); }), ErrorKind::FileCorrupt);
    }
    overwrite(store.blobs.pathOf(blob.sha256), contents);
    store.blobs.check(blob.sha256);
}

void TestBlobStore::findsACutAndAGrownFile()
{
    const Store store;
    const Blob blob = store.blobs.put(bytesOf("contents"));
    for (const char* damaged : { "content", "", "contents!" }) {
        overwrite(store.blobs.pathOf(blob.sha256), damaged);
        QCOMPARE(errorOf([&] { store.blobs.read(blob.sha256); }), ErrorKind::FileCorrupt);
    }
}

void TestBlobStore::saysThatABlobIsMissing()
{
    const Store store;
    QCOMPARE(errorOf([&] { store.blobs.read(sha256Hex("never put")); }), ErrorKind::FileMissing);
    QVERIFY(!store.blobs.exists(sha256Hex("never put")));
}

void TestBlobStore::setsADamagedFileAsideAndCanStoreItAnew()
{
    const Store store;
    const Blob blob = store.blobs.put(bytesOf("contents"));
    for (int times = 1; times <= 2; ++times) {
        overwrite(store.blobs.pathOf(blob.sha256), "damaged");
        store.blobs.quarantine(blob.sha256);
        QVERIFY(!store.blobs.exists(blob.sha256));
        const std::filesystem::directory_iterator entries(store.folder.path() / "quarantine");
        QCOMPARE(std::distance(begin(entries), end(entries)), times);
        store.blobs.put(bytesOf("contents"));
        store.blobs.check(blob.sha256);
    }
    store.blobs.quarantine(sha256Hex("never put"));
}

void TestBlobStore::replacesADamagedFileWhenTheSameContentsArePutAgain()
{
    const Store store;
    const Blob blob = store.blobs.put(bytesOf("contents"));
    overwrite(store.blobs.pathOf(blob.sha256), "damaged!");
    store.blobs.put(bytesOf("contents"));
    store.blobs.check(blob.sha256);
    QVERIFY(!std::filesystem::is_empty(store.folder.path() / "quarantine"));
}

void TestBlobStore::leavesNoTraceWhenTheFileMayNotGrow()
{
    const Store store;
    const std::string large(100'000, 'x');
    {
        const FileSizeLimit limit(50'000);
        QCOMPARE(errorOf([&] { store.blobs.put(bytesOf(large)); }), ErrorKind::DiskFull);
    }
    QVERIFY(!store.blobs.exists(sha256Hex(large)));
    QVERIFY(std::filesystem::is_empty(store.folder.path() / "tmp"));
    store.blobs.put(bytesOf(large));
}

void TestBlobStore::takesBlobsFromSeveralThreads()
{
    const Store store;
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 4; ++writer) {
        writers.emplace_back([blobs = store.blobs] {
            for (int i = 0; i < 5; ++i) {
                blobs.put(bytesOf("contents " + std::to_string(i)));
            }
        });
    }
    writers.clear(); // joins
    for (int i = 0; i < 5; ++i) {
        store.blobs.check(sha256Hex("contents " + std::to_string(i)));
    }
}

void TestBlobStore::refusesANameThatIsNoHash()
{
    const Store store;
    QCOMPARE(errorOf([&] { store.blobs.read("../../../../etc/passwd"); }), ErrorKind::FileCorrupt);
    QCOMPARE(errorOf([&] { store.blobs.read(""); }), ErrorKind::FileCorrupt);
}

QTEST_GUILESS_MAIN(TestBlobStore)
#include "tst_blob_store.moc"
