// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/store/checkpoint_file.h"

#include <QTest>

#include <string_view>

using namespace amend;

namespace {

CheckpointFile example()
{
    return { .alwaysSha256 = sha256Hex("a habit"),
        .lessons
        = { { sha256Hex("one"), "Who wrote \"Emma\"?\nWhy?" }, { sha256Hex("two"), "Wie heißt mein Hund? 🐕" } } };
}

bool isRefused(std::string_view text)
{
    try {
        checkpointFileFrom(std::as_bytes(std::span(text.data(), text.size())), "here");
    } catch (const Error& error) {
        return error.kind() == ErrorKind::FileCorrupt
            && std::string_view(error.what()).find("here") != std::string_view::npos;
    }
    return false;
}

} // namespace

class TestCheckpointFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWas()
    {
        const std::vector<std::byte> bytes = checkpointFileBytes(example());
        QVERIFY(checkpointFileFrom(bytes, "here") == example());
        QVERIFY(checkpointFileBytes(checkpointFileFrom(bytes, "here")) == bytes);
        QVERIFY(checkpointFileFrom(checkpointFileBytes({}), "here") == CheckpointFile {});
    }

    void knowsARefusal()
    {
        CheckpointFile file = example();
        file.lessons.back().isRefusal = true;
        const std::vector<std::byte> bytes = checkpointFileBytes(file);
        QVERIFY(bytes != checkpointFileBytes(example()));
        QVERIFY(checkpointFileFrom(bytes, "here") == file);
        QVERIFY(isRefused("{\"format\":\"amend checkpoint 1\",\"always\":\"\",\"lessons\":[{\"adapter\":\""
            + sha256Hex("one") + "\",\"question\":\"\",\"refusal\":7}]}"));
    }

    void namesItsParts()
    {
        QCOMPARE(example().parts(), (std::vector { sha256Hex("a habit"), sha256Hex("one"), sha256Hex("two") }));
        QVERIFY(CheckpointFile {}.parts().empty());
    }

    void refusesWhatIsNoList()
    {
        for (const char* text :
            { "", "{", "[]", "{}", "adapter", "{\"format\":\"amend checkpoint 9\",\"always\":\"\",\"lessons\":[]}",
                "{\"format\":\"amend checkpoint 1\",\"always\":7,\"lessons\":[]}",
                "{\"format\":\"amend checkpoint 1\",\"always\":\"../../app.db\",\"lessons\":[]}",
                "{\"format\":\"amend checkpoint "
                "1\",\"always\":\"\",\"lessons\":[{\"adapter\":\"\",\"question\":\"\"}]}" }) {
            QVERIFY2(isRefused(text), text);
        }
    }

    void refusesAFileCutAnywhere()
    {
        const std::vector<std::byte> bytes = checkpointFileBytes(example());
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        for (std::size_t size = 0; size + 2 < text.size();
             ++size) { // the last two bytes are the brace and the line's end
            QVERIFY(isRefused(text.substr(0, size)));
        }
    }
};

QTEST_GUILESS_MAIN(TestCheckpointFile)
#include "tst_checkpoint_file.moc"
