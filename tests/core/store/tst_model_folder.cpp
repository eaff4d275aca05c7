// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"
#include "core/store/model_folder.h"
#include "tests/support/broken_file.h"
#include "tests/support/gguf_writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <functional>
#include <memory>

using namespace amend;
using namespace amend::test;

namespace {

constexpr auto corrupt = ErrorKind::FileCorrupt;
constexpr auto missing = ErrorKind::FileMissing;
constexpr auto unsupported = ErrorKind::FormatUnsupported;

/// A safetensors file with one tensor of one float.
std::string weightsOf(const std::string& tensor)
{
    return packedText("{\"" + tensor + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})") + "abcd";
}

/// A model of two shards in a temporary folder of its own.
class ShardedModel final {
public:
    ShardedModel()
    {
        write("config.json", R"({"model_type":"llama"})");
        write("model-1.safetensors", weightsOf("a"));
        write("model-2.safetensors", weightsOf("b"));
        index(R"({"a":"model-1.safetensors","b":"model-2.safetensors"})");
    }

    std::filesystem::path path() const { return m_folder.filePath(QStringLiteral("model")).toStdString(); }
    std::filesystem::path outside() const { return m_folder.path().toStdString(); }
    void write(const std::string& name, std::string_view contents)
    {
        std::filesystem::create_directory(path());
        writeFile(QString::fromStdString((path() / name).string()), contents);
    }
    void index(const std::string& weightMap)
    {
        write("model.safetensors.index.json", R"({"metadata":{"total_size":8},"weight_map":)" + weightMap + "}");
    }
    void remove(const std::string& name) { std::filesystem::remove(path() / name); }
    ModelFolder open() const { return ModelFolder::open(path()); }

private:
    QTemporaryDir m_folder;
};

struct BrokenFolder {
    const char* title;
    ErrorKind kind;
    const char* part;
    std::function<void(ShardedModel&)> change;
};

std::vector<BrokenFolder> brokenFolders()
{
    const auto config
        = [](const std::string& text) { return [text](ShardedModel& m) { m.write("config.json", text); }; };
    const auto index = [](const std::string& map) { return [map](ShardedModel& m) { m.index(map); }; };
    return {
        { "no folder", missing, "is not a folder", [](auto& m) { std::filesystem::remove_all(m.path()); } },
        { "no config.json", missing, "config.json: No such file", [](auto& m) { m.remove("config.json"); } },
        { "no weights", missing, "has neither model.safetensors nor",
            [](auto& m) { m.remove("model.safetensors.index.json"); } },
        { "weights as a pickle", unsupported, "(pytorch_model.bin)",
            [](auto& m) {
                m.remove("model.safetensors.index.json");
                m.write("pytorch_model.bin", "PK");
            } },
        { "an empty config.json", corrupt, "is empty", config("") },
        { "a config.json that is no JSON", corrupt, "not valid JSON near byte 2", config("{]") },
        { "a config.json that is a list", corrupt, "not a JSON object", config("[1]") },
        { "a config.json with a key twice", corrupt, "'a' occurs twice",
            config(R"({"b":{"a":1,"c":[{"a":1}],"a":2}})") },
        { "a config.json nested too deep", corrupt, "deeper than 64",
            config("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}") },
        { "a config.json with a NUL", corrupt, "a NUL byte", config(std::string("{}\0", 3)) },
        { "a config.json with a huge number", corrupt, "too large", config(R"({"a":1e999})") },
        { "a web page in place of config.json", corrupt, "is a web page", config("<!DOCTYPE html>") },
        { "an index without a weight map", corrupt, "has no weight_map",
            [](auto& m) { m.write("model.safetensors.index.json", "{}"); } },
        { "an empty weight map", corrupt, "has no weight_map", index("{}") },
        { "a weight map that is a list", corrupt, "'weight_map' is not an object of texts", index("[]") },
        { "a weight map with a number", corrupt, "'weight_map' is not an object of texts", index(R"({"a":1})") },
        { "a shard in the parent folder", corrupt, "'../model-1.safetensors'",
            index(R"({"a":"../model-1.safetensors"})") },
        { "a shard with an absolute path", corrupt, "'/etc/a.safetensors'", index(R"({"a":"/etc/a.safetensors"})") },
        { "a shard in a folder below", corrupt, "'x/a.safetensors'", index(R"({"a":"x/a.safetensors"})") },
        { "a shard with a NUL in its name", corrupt, "'a?.safetensors', which is no",
            index(R"({"a":"a\u0000.safetensors"})") },
        { "a shard that is no safetensors file", corrupt, "'config.json'", index(R"({"a":"config.json"})") },
        { "a shard that is not there", missing, "model-3.safetensors: No such file",
            index(R"({"a":"model-3.safetensors"})") },
        { "a shard that is damaged", corrupt, "model-2.safetensors is damaged",
            [](auto& m) { m.write("model-2.safetensors", "{}"); } },
        { "a shard that is a link leading out", corrupt, "is a link to a file outside",
            [](auto& m) {
                std::filesystem::rename(m.path() / "model-2.safetensors", m.outside() / "model-2.safetensors");
                std::filesystem::create_symlink("../model-2.safetensors", m.path() / "model-2.safetensors");
            } },
        { "a tensor that its shard lacks", corrupt, "lacks the tensor 'c'",
            index(R"({"a":"model-1.safetensors","b":"model-2.safetensors","c":"model-2.safetensors"})") },
        { "a tensor that the index does not know", corrupt, "has the tensor 'b', which the index",
            [](auto& m) {
                m.write("model-1.safetensors",
                    packedText(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                               R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})")
                        + "abcdefgh");
            } },
        { "a damaged single file", corrupt, "model.safetensors is damaged",
            [](auto& m) { m.write("model.safetensors", "{}"); } },
    };
}

} // namespace

class TestModelFolder final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsASingleFile();
    void readsAllShards();
    void followsALinkInsideTheFolder();
    void hashesTheWeightsInTheOrderOfTheirNames();
    void rejectsABrokenFolder_data();
    void rejectsABrokenFolder();
    void noticesThatAShardChanged();
    void looksUpSettingsByPath();
    void countsNullAsAbsent();
    void saysWhichSettingIsMissingOrOfAnotherType();
};

void TestModelFolder::readsASingleFile()
{
    ShardedModel model;
    model.write("model.safetensors", weightsOf("whole"));
    const ModelFolder folder = model.open();
    QCOMPARE(folder.tensors().size(), std::size_t(1));
    QVERIFY(folder.findTensor("whole") != nullptr);
    QVERIFY(folder.findTensor("a") == nullptr);
    QCOMPARE(folder.config().requireString("model_type"), std::string("llama"));
    QVERIFY(folder.path() == model.path());
}

void TestModelFolder::readsAllShards()
{
    const ShardedModel model;
    const ModelFolder folder = model.open();
    QCOMPARE(folder.tensors().size(), std::size_t(2));
    QCOMPARE(folder.findTensor("a")->bytes.size(), std::size_t(4));
    QCOMPARE(folder.findTensor("b")->bytes.size(), std::size_t(4));
    QCOMPARE(folder.sizeBytes(), static_cast<std::int64_t>(weightsOf("a").size() + weightsOf("b").size()));
}

void TestModelFolder::followsALinkInsideTheFolder()
{
    ShardedModel model;
    model.write("weights", weightsOf("b"));
    model.remove("model-2.safetensors");
    std::filesystem::create_symlink("weights", model.path() / "model-2.safetensors");
    QCOMPARE(model.open().tensors().size(), std::size_t(2));
}

void TestModelFolder::hashesTheWeightsInTheOrderOfTheirNames()
{
    ShardedModel model;
    QCOMPARE(model.open().sha256(), sha256Hex(weightsOf("a") + weightsOf("b")));
    model.write("model.safetensors", weightsOf("whole"));
    QCOMPARE(model.open().sha256(), sha256Hex(weightsOf("whole")));
}

void TestModelFolder::rejectsABrokenFolder_data()
{
    QTest::addColumn<int>("row");
    const std::vector<BrokenFolder> folders = brokenFolders();
    for (std::size_t i = 0; i < folders.size(); ++i) {
        QTest::newRow(folders[i].title) << static_cast<int>(i);
    }
}

void TestModelFolder::rejectsABrokenFolder()
{
    QFETCH(const int, row);
    const BrokenFolder broken = brokenFolders()[static_cast<std::size_t>(row)];
    ShardedModel model;
    broken.change(model);
    const Refusal refusal = refusalOf([&] { model.open(); });
    QCOMPARE(faultOf(refusal, broken.kind, broken.part, model.path().string()), QString());
}

void TestModelFolder::noticesThatAShardChanged()
{
    ShardedModel model;
    const ModelFolder folder = model.open();
    folder.checkUnchanged();
    model.remove("model-2.safetensors");
    QVERIFY(refusalOf([&] { folder.checkUnchanged(); }).kind == missing);
}

void TestModelFolder::looksUpSettingsByPath()
{
    const JsonConfig config = JsonConfig::fromText(R"({"hidden_size":576,"rms_norm_eps":1e-05,"rope_theta":10000,
        "tie_word_embeddings":true,"architectures":["LlamaForCausalLM"],"rope_scaling":{"factor":8.0,"type":"llama3"},
        "eos_token_id":[1,2],"bos_token_id":7,"id2label":{"0":"no"}})",
        "config.json");
    QCOMPARE(config.requireInt("hidden_size"), std::int64_t(576));
    QCOMPARE(config.requireFloat("rms_norm_eps"), 1e-5);
    QCOMPARE(config.requireFloat("rope_theta"), 10'000.0); // an integer is also a float
    QCOMPARE(*config.findBool("tie_word_embeddings"), true);
    QVERIFY((*config.findStrings("architectures") == std::vector<std::string> { "LlamaForCausalLM" }));
    QCOMPARE(*config.findFloat("rope_scaling.factor"), 8.0);
    QCOMPARE(config.requireString("rope_scaling.type"), std::string("llama3"));
    QVERIFY((*config.findInts("eos_token_id") == std::vector<std::int64_t> { 1, 2 }));
    QVERIFY((*config.findInts("bos_token_id") == std::vector<std::int64_t> { 7 })); // one is also a list of one
    QVERIFY((*config.findStringMap("id2label") == std::map<std::string, std::string> { { "0", "no" } }));
    QVERIFY(config.has("rope_scaling"));
}

void TestModelFolder::countsNullAsAbsent()
{
    const JsonConfig config = JsonConfig::fromText(R"({"rope_scaling":null,"name":"x"})", "config.json");
    QVERIFY(!config.has("rope_scaling"));
    QVERIFY(!config.findFloat("rope_scaling"));
    QVERIFY(!config.findFloat("rope_scaling.factor"));
    QVERIFY(!config.findString("name.first")); // a text has nothing inside
    QVERIFY(!config.findInt(""));
}

void TestModelFolder::saysWhichSettingIsMissingOrOfAnotherType()
{
    const JsonConfig config
        = JsonConfig::fromText(R"({"text":"x","big":9223372036854775808,"half":0.5,"mixed":[1,"x"]})", "config.json");
    const auto faultOfLookUp = [](const char* part, const std::function<void()>& lookUp) {
        return faultOf(refusalOf(lookUp), corrupt, part, "config.json");
    };
    QCOMPARE(faultOfLookUp("the key 'none' is missing", [&] { config.requireInt("none"); }), QString());
    QCOMPARE(faultOfLookUp("the key 'a.b' is missing", [&] { config.requireFloat("a.b"); }), QString());
    QCOMPARE(faultOfLookUp("the key 'none' is missing", [&] { config.requireString("none"); }), QString());
    QCOMPARE(faultOfLookUp("'text' is not an integer", [&] { config.findInt("text"); }), QString());
    QCOMPARE(faultOfLookUp("'big' is not an integer", [&] { config.findInt("big"); }), QString());
    QCOMPARE(faultOfLookUp("'half' is not an integer", [&] { config.findInt("half"); }), QString());
    QCOMPARE(faultOfLookUp("'text' is not a number", [&] { config.findFloat("text"); }), QString());
    QCOMPARE(faultOfLookUp("'text' is not true or false", [&] { config.findBool("text"); }), QString());
    QCOMPARE(faultOfLookUp("'half' is not a text", [&] { config.findString("half"); }), QString());
    QCOMPARE(faultOfLookUp("'mixed' is not a list of texts", [&] { config.findStrings("mixed"); }), QString());
    QCOMPARE(faultOfLookUp("'mixed' is not a list of integers", [&] { config.findInts("mixed"); }), QString());
    QCOMPARE(faultOfLookUp("'mixed' is not an object of texts", [&] { config.findStringMap("mixed"); }), QString());
}

QTEST_GUILESS_MAIN(TestModelFolder)
#include "tst_model_folder.moc"
