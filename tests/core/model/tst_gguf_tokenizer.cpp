// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/gguf_tokenizer.h"

#include "tests/support/broken_file.h"
#include "tests/support/gguf_writer.h"
#include "tests/support/tiny_tokenizer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <functional>

using namespace amend;
using namespace amend::test;

namespace {

GgufWriter fileOf(const TokenizerData& data)
{
    GgufWriter file;
    const bool isByteLevel = data.algorithm == TokenizerData::Algorithm::ByteLevelBpe;
    file.addText("tokenizer.ggml.model", isByteLevel ? "gpt2" : "llama");
    file.addTexts("tokenizer.ggml.tokens", data.tokens);
    file.addUint32("tokenizer.ggml.eos_token_id", static_cast<std::uint32_t>(*data.eos));
    std::string kinds;
    for (const TokenKind kind : data.kinds) {
        kinds += packed(static_cast<std::int32_t>(kind));
    }
    file.addArray("tokenizer.ggml.token_type", GgufWriter::Int32, data.kinds.size(), kinds);
    if (isByteLevel) {
        file.addText("tokenizer.ggml.pre", "gpt-2");
        std::vector<std::string> merges;
        for (const auto& [left, right] : data.merges) {
            merges.push_back(left + " " + right);
        }
        file.addTexts("tokenizer.ggml.merges", merges);
    } else {
        std::string scores;
        for (const double score : data.scores) {
            scores += packed(static_cast<float>(score));
        }
        file.addArray("tokenizer.ggml.scores", GgufWriter::Float32, data.scores.size(), scores);
    }
    return file;
}

GgufWriter byteLevelFile()
{
    return fileOf(tinyByteLevel());
}

void remove(GgufWriter& file, std::string_view key)
{
    std::erase_if(file.keys, [&](const GgufWriter::Key& k) { return k.name == key; });
}

struct BrokenFile {
    const char* title;
    ErrorKind kind;
    const char* part;
    std::function<void(GgufWriter&)> change;
};

constexpr auto corrupt = ErrorKind::FileCorrupt;
constexpr auto unsupported = ErrorKind::FormatUnsupported;

const std::vector<BrokenFile> brokenFiles = {
    { "no algorithm", corrupt, "tokenizer.ggml.model", [](auto& f) { remove(f, "tokenizer.ggml.model"); } },
    { "another algorithm", unsupported, "its algorithm is \"bert\"",
        [](auto& f) {
            remove(f, "tokenizer.ggml.model");
            f.addText("tokenizer.ggml.model", "bert");
        } },
    { "no pre-tokeniser", unsupported, "does not name its pre-tokeniser",
        [](auto& f) { remove(f, "tokenizer.ggml.pre"); } },
    { "another pre-tokeniser", unsupported, "its pre-tokeniser is \"tekken\"",
        [](auto& f) {
            remove(f, "tokenizer.ggml.pre");
            f.addText("tokenizer.ggml.pre", "tekken");
        } },
    { "no tokens", corrupt, "it has no tokens", [](auto& f) { remove(f, "tokenizer.ggml.tokens"); } },
    { "no merges", corrupt, "it has no merges", [](auto& f) { remove(f, "tokenizer.ggml.merges"); } },
    { "a merge of one part", corrupt, "a merge is not two texts",
        [](auto& f) {
            remove(f, "tokenizer.ggml.merges");
            f.addTexts("tokenizer.ggml.merges", { "he" });
        } },
    { "no scores", corrupt, "it has no scores",
        [](auto& f) {
            remove(f, "tokenizer.ggml.model");
            f.addText("tokenizer.ggml.model", "llama");
        } },
    { "an unknown kind of token", corrupt, "the unknown type 7",
        [](auto& f) {
            remove(f, "tokenizer.ggml.token_type");
            f.addArray("tokenizer.ggml.token_type", GgufWriter::Int32, 1, packed(std::int32_t { 7 }));
        } },
    { "kinds of some tokens only", corrupt, "kinds for 1",
        [](auto& f) {
            remove(f, "tokenizer.ggml.token_type");
            f.addArray("tokenizer.ggml.token_type", GgufWriter::Int32, 1, packed(std::int32_t { 1 }));
        } },
    { "tokens of another type", corrupt, "tokenizer.ggml.tokens",
        [](auto& f) {
            remove(f, "tokenizer.ggml.tokens");
            f.addText("tokenizer.ggml.tokens", "a");
        } },
    { "an id beyond 31 bits", corrupt, "tokenizer.ggml.bos_token_id is 4294967295",
        [](auto& f) { f.addUint32("tokenizer.ggml.bos_token_id", 0xFFFFFFFF); } },
    { "an id beyond the vocabulary", corrupt, "names token 262 of 262",
        [](auto& f) { f.addUint32("tokenizer.ggml.bos_token_id", 262); } },
};

} // namespace

class GgufTokenizerTest final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    const QString m_path = m_folder.filePath(QStringLiteral("tiny.gguf"));

    Tokenizer load(const GgufWriter& file) const
    {
        writeFile(m_path, file.bytes());
        return tokenizerFromGguf(GgufFile::open(m_path.toStdString()));
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
        GgufWriter file = byteLevelFile();
        brokenFiles[row].change(file);
        const Refusal refusal = refusalOf([&] { load(file); });
        QCOMPARE(faultOf(refusal, brokenFiles[row].kind, brokenFiles[row].part, m_path.toStdString()), QString());
    }

    void followsTheFamilysHabitsWhereTheFileIsSilent()
    {
        QVERIFY(!load(byteLevelFile()).addsBos());
        const Tokenizer sentencePiece = load(fileOf(tinySentencePiece()));
        QVERIFY(sentencePiece.addsBos());
        QVERIFY(sentencePiece.addsSpace());
        GgufWriter llama3 = byteLevelFile();
        remove(llama3, "tokenizer.ggml.pre");
        llama3.addText("tokenizer.ggml.pre", "llama-bpe");
        QVERIFY(load(llama3).addsBos());
    }

    void followsTheFileWhereItSpeaks()
    {
        GgufWriter file = fileOf(tinySentencePiece());
        file.add("tokenizer.ggml.add_bos_token", GgufWriter::Bool, std::string(1, '\0'));
        file.add("tokenizer.ggml.add_space_prefix", GgufWriter::Bool, std::string(1, '\0'));
        file.addUint32("tokenizer.ggml.eot_token_id", 263);
        const Tokenizer tokenizer = load(file);
        QVERIFY(!tokenizer.addsBos());
        QVERIFY(!tokenizer.addsSpace());
        QCOMPARE(tokenizer.endOfTurn(), 263);
    }

    void treatsTokensAsOrdinaryWithoutKinds()
    {
        GgufWriter file = byteLevelFile();
        remove(file, "tokenizer.ggml.token_type");
        const Tokenizer tokenizer = load(file);
        QVERIFY(tokenizer.isSpecial(260)); // the eos, as its key says
        QVERIFY(!tokenizer.isSpecial(259));
    }
};

QTEST_GUILESS_MAIN(GgufTokenizerTest)
#include "tst_gguf_tokenizer.moc"
