// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/gguf.h"
#include "core/store/gguf_parser.h"
#include "tests/support/broken_file.h"
#include "tests/support/gguf_writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

#include <functional>
#include <limits>

using namespace amend;
using namespace amend::test;

namespace {

/// Two keys, an array and two tensors, all sound.
GgufWriter soundFile()
{
    GgufWriter file;
    file.addText("general.architecture", "llama");
    file.addUint32("llama.block_count", 2);
    file.addTexts("tokens", { "a", "b", "" });
    file.addTensor("weight", { 2, 32 }, TensorType::Q8_0);
    file.addTensor("norm", { 8 }, TensorType::F32, packed(1.0F) + std::string(28, '\0'));
    return file;
}

struct BrokenFile {
    const char* title;
    ErrorKind kind;
    const char* part;
    std::function<void(GgufWriter&)> change;
};

constexpr auto corrupt = ErrorKind::FileCorrupt;
constexpr auto unsupported = ErrorKind::FormatUnsupported;

std::vector<BrokenFile> brokenPreambles()
{
    const auto beginning = [](std::string_view text) {
        return [text](GgufWriter& f) { f.magic = std::string(text) + std::string(64, ' '); };
    };
    return {
        { "another magic number", corrupt, "does not begin with 'GGUF'", [](auto& f) { f.magic = "GGUX"; } },
        { "a Git LFS pointer", corrupt, "Git LFS pointer", beginning("version https://git-lfs.github.com/spec/v1") },
        { "a web page", corrupt, "is a web page", beginning("<!DOCTYPE html>") },
        { "a PyTorch archive", unsupported, "an archive", beginning("PK\x03\x04") },
        { "a pickle", unsupported, "a Python pickle", beginning("\x80\x02}") },
        { "an old GGML file", unsupported, "before GGUF", beginning("tjgg") },
        { "version 0", unsupported, "GGUF version 0;", [](auto& f) { f.version = 0; } },
        { "version 1", unsupported, "GGUF version 1;", [](auto& f) { f.version = 1; } },
        { "version 4", unsupported, "GGUF version 4;", [](auto& f) { f.version = 4; } },
        { "a big-endian file", unsupported, "big-endian", [](auto& f) { f.version = 0x03000000; } },
        { "a key too many", corrupt, "ends inside a key's name",
            [](auto& f) {
                f.tensors.clear();
                f.alignment = 1; // no padding that could be taken for a key
                f.addText("more", "than the smallest key has");
                f.claimedKeys = 5;
            } },
        { "2^63 keys", corrupt, "9223372036854775808 keys", [](auto& f) { f.claimedKeys = 1ULL << 63U; } },
        { "a tensor too many", corrupt, "a tensor has an empty name",
            [](auto& f) {
                f.alignment = 256; // enough padding behind the two tensors to be taken for a third
                f.claimedTensors = 3;
            } },
        { "2^63 tensors", corrupt, "9223372036854775808 tensors", [](auto& f) { f.claimedTensors = 1ULL << 63U; } },
        { "more tensors than fit behind the keys", corrupt, "claims 9 tensors",
            [](auto& f) {
                f.tensors.clear();
                f.claimedTensors = 9;
            } },
    };
}

std::vector<BrokenFile> brokenKeys()
{
    using W = GgufWriter;
    return {
        { "a key without a name", corrupt, "a key has an empty name", [](auto& f) { f.keys[0].name.clear(); } },
        { "a key that is not UTF-8", corrupt, "key's name is not UTF-8", [](auto& f) { f.keys[0].name[1] = '\xC3'; } },
        { "a key with a NUL", corrupt, "key's name is not UTF-8", [](auto& f) { f.keys[0].name[1] = '\0'; } },
        { "a key too long", corrupt, "65536 bytes long", [](auto& f) { f.keys[0].name.assign(65'536, 'k'); } },
        { "a key longer than the file", corrupt, "ends inside a key's name",
            [](auto& f) { f.keys[2].claimedNameLength = 60'000; } },
        { "a key of 2^64-1 bytes", corrupt, "18446744073709551615 bytes long",
            [](auto& f) { f.keys[0].claimedNameLength = std::numeric_limits<std::uint64_t>::max(); } },
        { "a key twice", corrupt, "'llama.block_count' occurs twice",
            [](auto& f) { f.addUint32("llama.block_count", 2); } },
        { "a long key twice", corrupt, "kkkk…' occurs twice",
            [](auto& f) {
                f.addUint32(std::string(200, 'k'), 1);
                f.addUint32(std::string(200, 'k'), 1);
            } },
        { "a value of no type", corrupt, "has the type 13", [](auto& f) { f.keys[1].type = 13; } },
        { "a value of type 2^32-1", corrupt, "has the type 4294967295", [](auto& f) { f.keys[1].type = 0xFFFFFFFF; } },
        { "a truth value of 2", corrupt, "only 0 and 1", [](auto& f) { f.add("b", W::Bool, "\x02"); } },
        { "an integer beyond 63 bits", corrupt, "more than any model needs",
            [](auto& f) { f.add("n", W::Uint64, packed<std::uint64_t>(1ULL << 63U)); } },
        { "a text longer than the file", corrupt, "ends inside the value of 't'",
            [](auto& f) { f.add("t", W::String, packed<std::uint64_t>(100'000)); } },
        { "a text of more than 1 GiB", corrupt, "1073741825 bytes long",
            [](auto& f) { f.add("t", W::String, packed<std::uint64_t>((1U << 30U) + 1)); } },
        { "an array of arrays", unsupported, "an array of arrays, 'a'",
            [](auto& f) { f.addArray("a", W::Array, 1, packed<std::uint32_t>(W::Uint8) + packed<std::uint64_t>(0)); } },
        { "an array of no type", corrupt, "elements of type 13", [](auto& f) { f.addArray("a", 13, 1, "x"); } },
        { "an array longer than the file", corrupt, "claims 5000 elements",
            [](auto& f) { f.addArray("a", W::Uint8, 5000, "x"); } },
        { "an array whose size wraps", corrupt, "claims 2305843009213693953 elements",
            [](auto& f) { f.addArray("a", W::Uint64, (1ULL << 61U) + 1, std::string(8, 'x')); } },
        { "an array with a text that is too long", corrupt, "ends inside the array 'a'",
            [](auto& f) { f.addArray("a", W::String, 2, packedText("x") + packed<std::uint64_t>(9999)); } },
        { "an array with a truth value of 7", corrupt, "the array 'a' is 7",
            [](auto& f) { f.addArray("a", W::Bool, 2, std::string("\x01\x07")); } },
        { "one part of a split model", unsupported, "one of 3 parts",
            [](auto& f) { f.add("split.count", W::Uint16, packed<std::uint16_t>(3)); } },
        { "an alignment of 0", corrupt, "'general.alignment'", [](auto& f) { f.addUint32("general.alignment", 0); } },
        { "an alignment of 4", corrupt, "'general.alignment'", [](auto& f) { f.addUint32("general.alignment", 4); } },
        { "an alignment of 24", corrupt, "'general.alignment'", [](auto& f) { f.addUint32("general.alignment", 24); } },
        { "an alignment of 2^31", corrupt, "'general.alignment'",
            [](auto& f) { f.addUint32("general.alignment", 1U << 31U); } },
        { "an alignment as text", corrupt, "'general.alignment'",
            [](auto& f) { f.addText("general.alignment", "32"); } },
    };
}

std::vector<BrokenFile> brokenTensors()
{
    return {
        { "a tensor without a name", corrupt, "tensor has an empty name", [](auto& f) { f.tensors[0].name.clear(); } },
        { "a tensor's name too long", corrupt, "64 bytes long", [](auto& f) { f.tensors[0].name.assign(64, 'n'); } },
        { "a tensor's name with a NUL", corrupt, "tensor's name is not UTF-8",
            [](auto& f) { f.tensors[0].name[0] = '\0'; } },
        { "a tensor's name that is not UTF-8", corrupt, "tensor's name is not UTF-8",
            [](auto& f) { f.tensors[0].name[0] = '\xFF'; } },
        { "a tensor twice", corrupt, "'weight' occurs twice", [](auto& f) { f.tensors[1].name = "weight"; } },
        { "no dimension", corrupt, "has 0 dimensions", [](auto& f) { f.tensors[1].sizes.clear(); } },
        { "five dimensions", corrupt, "has 5 dimensions",
            [](auto& f) {
                f.tensors[1].sizes = { 8, 1, 1, 1, 1 };
            } },
        { "2^32-1 dimensions", corrupt, "has 4294967295 dimensions",
            [](auto& f) { f.tensors[1].claimedDimensions = 0xFFFFFFFF; } },
        { "a dimension of zero", corrupt, "a dimension of zero",
            [](auto& f) {
                f.tensors[1].sizes = { 8, 0 };
            } },
        { "dimensions whose product wraps", corrupt, "more values than there can be",
            [](auto& f) {
                f.tensors[1].sizes = { 1ULL << 32U, 1ULL << 32U };
            } },
        { "a dimension beyond 63 bits", corrupt, "more values than there can be",
            [](auto& f) { f.tensors[1].sizes = { 1ULL << 63U }; } },
        { "a size in bytes that wraps", corrupt, "more bytes than there can be",
            [](auto& f) { f.tensors[1].sizes = { (1ULL << 62U) + 8 }; } },
        { "rows that are no whole blocks", corrupt, "rows of 48 values",
            [](auto& f) {
                f.tensors[0].sizes = { 48, 2 };
            } },
        { "an unsupported type", unsupported, "in the type IQ2_XXS,", [](auto& f) { f.tensors[0].type = 16; } },
        { "another unsupported type", unsupported, "in the type MXFP4,", [](auto& f) { f.tensors[0].type = 39; } },
        { "a removed type", unsupported, "in the type number 4,", [](auto& f) { f.tensors[0].type = 4; } },
        { "an unknown type", unsupported, "in the type number 4294967295,",
            [](auto& f) { f.tensors[0].type = 0xFFFFFFFF; } },
        { "a gap in front of the first tensor", corrupt, "begin at 32 but",
            [](auto& f) { f.tensors[0].claimedOffset = 32; } },
        { "a gap between tensors", corrupt, "begin at 128 but", [](auto& f) { f.tensors[1].claimedOffset = 128; } },
        { "tensors that overlap", corrupt, "begin at 64 but", [](auto& f) { f.tensors[1].claimedOffset = 64; } },
        { "a tensor that is not aligned", corrupt, "begin at 68 but",
            [](auto& f) { f.tensors[1].claimedOffset = 68; } },
        { "a tensor larger than the file", corrupt, "ends inside the data of the tensor 'norm'",
            [](auto& f) { f.tensors[1].sizes = { 1ULL << 40U }; } },
        { "sizes whose sum wraps", corrupt, "ends inside the data of the tensor 'weight'",
            [](auto& f) {
                f.tensors[0].sizes = { (1ULL << 62U) - 32 };
                f.tensors[1].sizes = { (1ULL << 62U) - 8 };
            } },
        { "data after the end", corrupt, "should end after 128 bytes, but there are 160",
            [](auto& f) { f.afterTheEnd.assign(32, '\0'); } },
        { "one byte after the end", corrupt, "but there are 129", [](auto& f) { f.afterTheEnd = "x"; } },
    };
}

std::vector<BrokenFile> brokenFiles()
{
    std::vector<BrokenFile> all = brokenPreambles();
    for (const std::vector<BrokenFile>& more : { brokenKeys(), brokenTensors() }) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

} // namespace

class TestGguf final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsASoundFile();
    void readsEveryKindOfValue();
    void readsAFileOfKeysAlone();
    void readsAFileWhoseLastTensorIsNotPadded();
    void readsAFileWithAnotherAlignment();
    void opensAFileWithANonAsciiPath();
    void saysWhichKeyIsMissingOrOfAnotherType();
    void rejectsABrokenFile_data();
    void rejectsABrokenFile();
    void rejectsAFileCutAtAnyByte();
    void survivesAnyFlippedBit();
    void rejectsWhatIsNoFile();
    void noticesThatAFileChanged();

private:
    QString pathOf(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    GgufFile opened(const std::string& contents) const
    {
        writeFile(pathOf("model.gguf"), contents);
        return GgufFile::open(pathOf("model.gguf").toStdString());
    }

    QTemporaryDir m_folder;
};

void TestGguf::readsASoundFile()
{
    const GgufFile file = opened(soundFile().bytes());
    QCOMPARE(file.requireString("general.architecture"), std::string("llama"));
    QCOMPARE(file.requireInt("llama.block_count"), std::int64_t(2));
    QVERIFY((*file.findStrings("tokens") == std::vector<std::string> { "a", "b", "" }));
    QCOMPARE(file.tensors().size(), std::size_t(2));
    const NamedTensor* weight = file.findTensor("weight");
    QVERIFY(weight != nullptr);
    QVERIFY(weight->type == TensorType::Q8_0);
    QVERIFY((weight->shape == std::vector<std::int64_t> { 2, 32 })); // the file has 32, 2
    QCOMPARE(weight->bytes.size(), std::size_t(68));
    const NamedTensor* norm = file.findTensor("norm");
    QVERIFY(norm != nullptr);
    float first = 0;
    std::memcpy(&first, norm->bytes.data(), sizeof first);
    QCOMPARE(first, 1.0F);
    QVERIFY(file.findTensor("bias") == nullptr);
    QCOMPARE(file.sizeBytes(), static_cast<std::int64_t>(soundFile().bytes().size()));
}

void TestGguf::readsEveryKindOfValue()
{
    using W = GgufWriter;
    GgufWriter writer;
    writer.add("u8", W::Uint8, packed<std::uint8_t>(255));
    writer.add("i8", W::Int8, packed<std::int8_t>(-128));
    writer.add("u16", W::Uint16, packed<std::uint16_t>(65'535));
    writer.add("i16", W::Int16, packed<std::int16_t>(-32'768));
    writer.add("u32", W::Uint32, packed<std::uint32_t>(4'294'967'295));
    writer.add("i32", W::Int32, packed<std::int32_t>(-2'147'483'647));
    writer.add("u64", W::Uint64, packed<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    writer.add("i64", W::Int64, packed(std::numeric_limits<std::int64_t>::min()));
    writer.add("f32", W::Float32, packed(0.5F));
    writer.add("f64", W::Float64, packed(0.1));
    writer.add("bool", W::Bool, "\x01");
    writer.addText("text", "Grüße");
    writer.addArray("ints", W::Int8, 2, packed<std::int8_t>(-1) + packed<std::int8_t>(1));
    writer.addArray("floats", W::Float32, 2, packed(1.5F) + packed(-2.0F));
    writer.addArray("bools", W::Bool, 2, std::string("\x01\x00", 2));
    writer.addArray("none", W::String, 0, "");
    const GgufFile file = opened(writer.bytes());

    QCOMPARE(*file.findInt("u8"), std::int64_t(255));
    QCOMPARE(*file.findInt("i8"), std::int64_t(-128));
    QCOMPARE(*file.findInt("u16"), std::int64_t(65'535));
    QCOMPARE(*file.findInt("i16"), std::int64_t(-32'768));
    QCOMPARE(*file.findInt("u32"), std::int64_t(4'294'967'295));
    QCOMPARE(*file.findInt("i32"), std::int64_t(-2'147'483'647));
    QCOMPARE(*file.findInt("u64"), std::numeric_limits<std::int64_t>::max());
    QCOMPARE(*file.findInt("i64"), std::numeric_limits<std::int64_t>::min());
    QCOMPARE(*file.findFloat("f32"), 0.5);
    QCOMPARE(*file.findFloat("f64"), 0.1);
    QCOMPARE(*file.findBool("bool"), true);
    QCOMPARE(*file.findString("text"), std::string("Grüße"));
    QVERIFY((*file.findInts("ints") == std::vector<std::int64_t> { -1, 1 }));
    QVERIFY((*file.findFloats("floats") == std::vector<double> { 1.5, -2.0 }));
    QVERIFY((std::get<std::vector<bool>>(*file.find("bools")) == std::vector<bool> { true, false }));
    QVERIFY(file.findStrings("none")->empty());
}

void TestGguf::readsAFileOfKeysAlone()
{
    GgufWriter writer;
    writer.addText("general.name", "x");
    QCOMPARE(opened(writer.bytes()).tensors().size(), std::size_t(0));
    writer.alignment = 1; // nothing is padded
    QCOMPARE(opened(writer.bytes()).requireString("general.name"), std::string("x"));
}

void TestGguf::readsAFileWhoseLastTensorIsNotPadded()
{
    GgufWriter writer = soundFile();
    writer.addTensor("last", { 3 }, TensorType::F32);
    std::string bytes = writer.bytes();
    QCOMPARE(opened(bytes).tensors().size(), std::size_t(3));
    bytes.resize(bytes.size() - 20);
    QCOMPARE(opened(bytes).findTensor("last")->bytes.size(), std::size_t(12));
    bytes.pop_back();
    QVERIFY(refusalOf([&] { opened(bytes); }).kind == corrupt);
}

void TestGguf::readsAFileWithAnotherAlignment()
{
    GgufWriter writer = soundFile();
    writer.addUint32("general.alignment", 8);
    writer.alignment = 8;
    QCOMPARE(opened(writer.bytes()).tensors().size(), std::size_t(2));
}

void TestGguf::opensAFileWithANonAsciiPath()
{
    const QString path = pathOf("Bücher 模型.gguf");
    writeFile(path, soundFile().bytes());
    QCOMPARE(GgufFile::open(path.toStdString()).tensors().size(), std::size_t(2));
}

void TestGguf::saysWhichKeyIsMissingOrOfAnotherType()
{
    const GgufFile file = opened(soundFile().bytes());
    const auto faultOfLookUp = [&](const char* part, const std::function<void()>& lookUp) {
        return faultOf(refusalOf(lookUp), corrupt, part, file.path().string());
    };
    QCOMPARE(faultOfLookUp("the key 'none' is missing", [&] { file.requireInt("none"); }), QString());
    QCOMPARE(faultOfLookUp("the key 'none' is missing", [&] { file.requireFloat("none"); }), QString());
    QCOMPARE(faultOfLookUp("the key 'none' is missing", [&] { file.requireString("none"); }), QString());
    QCOMPARE(faultOfLookUp("'tokens' is not an integer", [&] { file.findInt("tokens"); }), QString());
    QCOMPARE(faultOfLookUp("'tokens' is not a list of integers", [&] { file.findInts("tokens"); }), QString());
    QCOMPARE(
        faultOfLookUp("'llama.block_count' is not a text", [&] { file.findString("llama.block_count"); }), QString());
    QVERIFY(!file.findInt("none"));
    QVERIFY(!file.findBool("none"));
    QVERIFY(file.findString("none") == nullptr);
}

void TestGguf::rejectsABrokenFile_data()
{
    QTest::addColumn<int>("row");
    const std::vector<BrokenFile> files = brokenFiles();
    for (std::size_t i = 0; i < files.size(); ++i) {
        QTest::newRow(files[i].title) << static_cast<int>(i);
    }
}

void TestGguf::rejectsABrokenFile()
{
    QFETCH(const int, row);
    const BrokenFile broken = brokenFiles()[static_cast<std::size_t>(row)];
    GgufWriter writer = soundFile();
    broken.change(writer);
    const std::vector<std::byte> bytes = bytesOf(writer.bytes());
    const Refusal refusal = refusalOf([&] { parseGguf(bytes, "model.gguf"); });
    QCOMPARE(faultOf(refusal, broken.kind, broken.part, "model.gguf"), QString());
}

void TestGguf::rejectsAFileCutAtAnyByte()
{
    const std::string whole = soundFile().bytes();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const std::vector<std::byte> cut = bytesOf(std::string_view(whole).substr(0, length));
        const Refusal refusal = refusalOf([&] { parseGguf(cut, "model.gguf"); });
        QVERIFY2(refusal.happened && refusal.kind == corrupt, std::to_string(length).c_str());
    }
}

void TestGguf::survivesAnyFlippedBit()
{
    const std::string whole = soundFile().bytes();
    int refused = 0;
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        std::string flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const std::vector<std::byte> bytes = bytesOf(flipped);
        refused += refusalOf([&] { parseGguf(bytes, "model.gguf"); }).happened ? 1 : 0;
    }
    QVERIFY(refused > 500); // the others changed a text, a value or the data
}

void TestGguf::rejectsWhatIsNoFile()
{
    const auto faultOfOpening = [&](const QString& path, ErrorKind kind, const char* part) {
        const std::string name = path.toStdString();
        return faultOf(refusalOf([&] { GgufFile::open(name); }), kind, part, name);
    };
    const QString pipe = pathOf("pipe");
    QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
    const QString empty = pathOf("empty.gguf");
    writeFile(empty, "");
    QCOMPARE(faultOfOpening(pathOf("none.gguf"), ErrorKind::FileMissing, "No such file"), QString());
    QCOMPARE(faultOfOpening(m_folder.path(), ErrorKind::FileMissing, "but a folder"), QString());
    QCOMPARE(faultOfOpening(pipe, ErrorKind::FileMissing, "is not a file"), QString());
    QCOMPARE(faultOfOpening(QStringLiteral("/dev/zero"), ErrorKind::FileMissing, "is not a file"), QString());
    QCOMPARE(faultOfOpening(empty, corrupt, "is empty"), QString());
}

void TestGguf::noticesThatAFileChanged()
{
    const GgufFile file = opened(soundFile().bytes());
    file.checkUnchanged();
    QFile grown(pathOf("model.gguf"));
    QVERIFY(grown.open(QIODevice::Append));
    grown.write("x");
    grown.close();
    const auto faultOfChecking = [&](ErrorKind kind, const char* part) {
        return faultOf(refusalOf([&] { file.checkUnchanged(); }), kind, part, file.path().string());
    };
    QCOMPARE(faultOfChecking(corrupt, "has been changed"), QString());
    QVERIFY(grown.remove());
    QCOMPARE(faultOfChecking(ErrorKind::FileMissing, "has gone"), QString());
}

QTEST_GUILESS_MAIN(TestGguf)
#include "tst_gguf.moc"
