// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"
#include "tests/support/broken_file.h"
#include "tests/support/token_fixture.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace amend;
using namespace amend::test;

namespace {

/// A change of one place in the text of a sound tokenizer.json, and what must be said about it.
struct BrokenJson {
    const char* title;
    const char* family;
    const char* from;
    const char* to;
    ErrorKind kind;
    const char* part;
};

constexpr auto corrupt = ErrorKind::FileCorrupt;
constexpr auto unsupported = ErrorKind::FormatUnsupported;

const std::vector<BrokenJson> brokenFiles = {
    { "another model", "gpt2", "\"type\": \"BPE\"", "\"type\": \"Unigram\"", unsupported, "its model is of a kind" },
    { "a word ending", "gpt2", "\"end_of_word_suffix\": null", "\"end_of_word_suffix\": \"</w>\"", unsupported,
        "end_of_word_suffix" },
    { "dropout", "gpt2", "\"dropout\": null", "\"dropout\": 0.1", unsupported, "dropout" },
    { "another split pattern", "llama3", "\\\\p{N}{1,3}", "(a+)+", unsupported, "its split pattern is of a kind" },
    { "another split behaviour", "llama3", "\"Isolated\"", "\"Removed\"", unsupported,
        "its pre-tokeniser is of a kind" },
    { "another pre-tokeniser", "smollm", "\"Digits\"", "\"Punctuation\"", unsupported, "Punctuation" },
    { "digits in runs", "smollm", "\"individual_digits\": true", "\"individual_digits\": false", unsupported,
        "Digits" },
    { "a pre-tokeniser's space prefix", "gpt2", "\"add_prefix_space\": false", "\"add_prefix_space\": true",
        unsupported, "ByteLevel" },
    { "a charsmap", "qwen2", "\"type\": \"NFC\"", "\"type\": \"Precompiled\"", unsupported, "Precompiled" },
    { "another space mark", "llama2", "\"prepend\": \"▁\"", "\"prepend\": \"_\"", unsupported, "Prepend" },
    { "another space scheme", "metaspace-first", "\"first\"", "\"second\"", unsupported, "its space prefix" },
    { "words cut at spaces", "metaspace-first", "\"split\": false", "\"split\": true", unsupported, "Metaspace" },
    { "an added token for whole words", "gpt2", "\"single_word\": false", "\"single_word\": true", unsupported,
        "single_word" },
    { "an id twice", "gpt2", "\"h\": 71", "\"h\": 70", corrupt, "two tokens have the id 70" },
    { "a gap in the ids", "gpt2", "\"h\": 71", "\"h\": 100071", corrupt, "gaps or repeat; one is 100071" },
    { "a negative id", "gpt2", "\"h\": 71", "\"h\": -1", corrupt, "one is -1" },
    { "an id that is no number", "gpt2", "\"h\": 71", "\"h\": \"71\"", corrupt, "wrong type" },
    { "an empty token", "gpt2", "\"h\": 71", "\"\": 71", corrupt, "the text of token 71 has 0 bytes" },
    { "a merge of an unknown token", "gpt2", "\"merges\": [", "\"merges\": [[\"nowhere\", \"h\"],", corrupt,
        "merge 0 joins or gives" },
    { "a merge of one part", "gpt2", "\"merges\": [", "\"merges\": [\"nospace\",", corrupt,
        "a merge is not two texts" },
    { "a merge list that is none", "gpt2", "\"merges\": [", "\"merges\": [[]], \"other\": [", corrupt, "absent" },
    { "no vocabulary", "gpt2", "\"vocab\": {", "\"other\": {", corrupt, "absent" },
    { "broken JSON", "gpt2", "\"vocab\": {", "\"vocab\": {{", corrupt, "is not JSON from byte" },
    { "invalid UTF-8", "gpt2", "\"h\": 71", "\"\xFF\": 71", corrupt, "is not JSON from byte" },
};

} // namespace

class TokenizerJsonTest final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    const QString m_path = m_folder.filePath(QStringLiteral("tokenizer.json"));

    static QByteArray soundFile(const std::string& family)
    {
        QFile file(QString::fromStdString((tokenizerFolder(family) / "tokenizer.json").string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QString faultOfFile(const QByteArray& contents, ErrorKind kind, const char* part) const
    {
        writeFile(m_path, std::string_view(contents.data(), static_cast<std::size_t>(contents.size())));
        const Refusal refusal = refusalOf([&] { Tokenizer::fromJson(m_path.toStdString()); });
        return faultOf(refusal, kind, part, m_path.toStdString());
    }

private Q_SLOTS:
    void refusesDamagedFiles_data()
    {
        QTest::addColumn<int>("row");
        for (int row = 0; row < static_cast<int>(brokenFiles.size()); ++row) {
            QTest::newRow(brokenFiles[row].title) << row;
        }
    }
    void refusesDamagedFiles()
    {
        QFETCH(const int, row);
        const BrokenJson& broken = brokenFiles[row];
        QByteArray contents = soundFile(broken.family);
        const qsizetype place = contents.indexOf(broken.from);
        QVERIFY2(place >= 0, broken.from);
        contents.replace(place, qstrlen(broken.from), broken.to);
        QCOMPARE(faultOfFile(contents, broken.kind, broken.part), QString());
    }

    void refusesAFileThatEndsTooEarly()
    {
        const QByteArray contents = soundFile("gpt2");
        for (qsizetype length = 0; length < contents.size() - 2; length += 97) {
            QCOMPARE(faultOfFile(contents.left(length), corrupt, "is not JSON"), QString());
        }
    }

    void refusesAMissingFile()
    {
        const std::string path = m_folder.filePath(QStringLiteral("nowhere.json")).toStdString();
        const Refusal refusal = refusalOf([&] { Tokenizer::fromJson(path); });
        QCOMPARE(faultOf(refusal, ErrorKind::FileMissing, "Cannot open", path), QString());
    }

    void refusesDeepNesting()
    {
        QCOMPARE(faultOfFile(QByteArray(1'000'000, '['), corrupt, "nested too deeply"), QString());
    }

    void refusesAHugeFile()
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.resize((64 << 20) + 1)); // a hole, no disk space
        file.close();
        const Refusal refusal = refusalOf([&] { Tokenizer::fromJson(m_path.toStdString()); });
        QCOMPARE(faultOf(refusal, corrupt, "more than any tokenizer needs", m_path.toStdString()), QString());
    }

    void readsTheSpecialTokensBesideIt()
    {
        const Tokenizer llama3 = Tokenizer::fromJson(tokenizerFolder("llama3") / "tokenizer.json");
        QCOMPARE(llama3.bosText(), "<|begin_of_text|>");
        QCOMPARE(llama3.eosText(), "<|eot_id|>");
        QVERIFY(llama3.addsBos()); // its post-processor says so
        const Tokenizer llama2 = Tokenizer::fromJson(tokenizerFolder("llama2") / "tokenizer.json");
        QVERIFY(llama2.addsBos()); // its configuration says so
        QCOMPARE(llama2.eosText(), "</s>");
        const Tokenizer qwen2 = Tokenizer::fromJson(tokenizerFolder("qwen2") / "tokenizer.json");
        QVERIFY(!qwen2.addsBos() && !qwen2.bos());
        const Tokenizer strips = Tokenizer::fromJson(tokenizerFolder("strips") / "tokenizer.json");
        QCOMPARE(strips.bosText(), "<s>"); // named by an object
    }

    void findsTheEndOfTextWithoutAConfiguration()
    {
        writeFile(m_path, soundFile("gpt2").toStdString());
        QCOMPARE(Tokenizer::fromJson(m_path.toStdString()).eosText(), "<|endoftext|>");
    }
};

QTEST_GUILESS_MAIN(TokenizerJsonTest)
#include "tst_tokenizer_json.moc"
