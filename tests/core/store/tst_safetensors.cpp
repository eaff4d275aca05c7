// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"
#include "core/store/safetensors.h"
#include "tests/support/broken_file.h"
#include "tests/support/gguf_writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <functional>

using namespace amend;
using namespace amend::test;

namespace {

constexpr auto corrupt = ErrorKind::FileCorrupt;
constexpr auto unsupported = ErrorKind::FormatUnsupported;

/// A file of any header and any data.
std::string fileOf(const std::string& header, const std::string& data)
{
    return packedText(header) + data;
}

/// Two tensors, of 8 and of 4 bytes, and a line of metadata.
const std::string soundHeader = R"({"__metadata__":{"format":"pt"},)"
                                R"("a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                                R"("b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]}})";
const std::string soundData(12, '\x01');

/// The sound file with one part of its header replaced.
std::string changed(const char* part, const std::string& replacement)
{
    std::string header = soundHeader;
    const std::size_t place = header.find(part);
    return fileOf(header.replace(place, std::strlen(part), replacement), soundData);
}

std::string manyTensors(int count)
{
    std::string header = "{";
    for (int i = 0; i < count; ++i) {
        header
            += (i == 0 ? "\"t" : ",\"t") + std::to_string(i) + R"(":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})";
    }
    return fileOf(header + "}", "");
}

struct BrokenFile {
    const char* title;
    ErrorKind kind;
    const char* part;
    std::string bytes;
};

std::vector<BrokenFile> brokenHeaders()
{
    const std::string deep = std::string(100'000, '[');
    return {
        { "a file of seven bytes", corrupt, "ends inside the header's length", "1234567" },
        { "a header of 2^64-1 bytes", corrupt, "18446744073709551615 bytes", std::string(8, '\xFF') + "{}" },
        { "a header of 100 MB and a byte", corrupt, "100000001 bytes", packed<std::uint64_t>(100'000'001) + "{}" },
        { "a header longer than the file", corrupt, "ends inside the header", packed<std::uint64_t>(3) + "{}" },
        { "an empty header", corrupt, "does not begin with '{'", fileOf("", "") },
        { "a header that begins with a space", corrupt, "does not begin with '{'", fileOf(" {}", "") },
        { "a header that is a list", corrupt, "does not begin with '{'", fileOf("[]", "") },
        { "a Git LFS pointer", corrupt, "Git LFS pointer", "version https://git-lfs.github.com/spec/v1" },
        { "a pickle", unsupported, "a Python pickle", "\x80\x02}q" },
        { "a header cut short", corrupt, "not valid JSON", fileOf(R"({"a":)", "") },
        { "text behind the header's object", corrupt, "not valid JSON", fileOf("{}x", "") },
        { "a NUL behind the header's object", corrupt, "a NUL byte", fileOf(std::string("{}\0x", 4), "") },
        { "a header that is not UTF-8", corrupt, "not valid JSON", changed("\"a\"", "\"\xC3\"") },
        { "a comment", corrupt, "not valid JSON", fileOf("{/* */}", "") },
        { "a tensor twice", corrupt, "'a' occurs twice", changed("\"b\"", "\"a\"") },
        { "metadata twice", corrupt, "'__metadata__' occurs twice", changed("\"a\":{", R"("__metadata__":{},"a":{)") },
        { "a metadata key twice", corrupt, "the key 'format' twice", changed("\"pt\"", R"("pt","format":"x")") },
        { "metadata that is a number", corrupt, "a number where", changed("\"pt\"", "7") },
        { "metadata that is a list", corrupt, "a list where", changed("{\"format\":\"pt\"}", "[]") },
        { "a deep nest", corrupt, "a list where", changed("\"pt\"", deep) },
        { "a deep nest of objects", corrupt, "an object where", changed("\"pt\"", R"({"a":{"a":{"a":{}}}})") },
        { "a tensor that is null", corrupt, "null where", fileOf(R"({"a":null})", "") },
        { "a tensor that is a list", corrupt, "a list where", fileOf(R"({"a":[]})", "") },
        { "a tensor without a name", corrupt, "name is empty", changed("\"a\"", "\"\"") },
        { "a tensor's name with a slash", corrupt, "character of file paths", changed("\"a\"", "\"../a\"") },
        { "a tensor's name with a NUL", corrupt, "character of file paths", changed("\"a\"", "\"a\\u0000\"") },
        { "100001 tensors", corrupt, "more than 100000 tensors", manyTensors(100'001) },
    };
}

std::vector<BrokenFile> brokenTensors()
{
    return {
        { "an unknown field", corrupt, "unknown field 'strides'", changed("\"dtype\":", R"("strides":[1],"dtype":)") },
        { "a field twice", corrupt, "the field 'dtype' twice", changed("\"shape\":[2,1]", R"("dtype":"F32")") },
        { "no dtype", corrupt, "'a' lacks", changed("\"dtype\":\"F32\",", "") },
        { "no shape", corrupt, "'a' lacks", changed("\"shape\":[2,1],", "") },
        { "no offsets", corrupt, "'a' lacks", changed(",\"data_offsets\":[0,8]", "") },
        { "one offset", corrupt, "'a' lacks", changed("[0,8]", "[0]") },
        { "three offsets", corrupt, "more than two data offsets", changed("[0,8]", "[0,8,8]") },
        { "an integer dtype", unsupported, "in the type 'I64'", changed("F32", "I64") },
        { "an unknown dtype", unsupported, "in the type 'Q9_Z'", changed("F32", "Q9_Z") },
        { "a quantised dtype", unsupported, "in the type 'Q4_0'", changed("F32", "Q4_0") },
        { "a dtype that is a number", corrupt, "a number where", changed("\"F32\"", "32") },
        { "a shape that is a number", corrupt, "a number where", changed("[2,1]", "2") },
        { "a shape of a text", corrupt, "a text where", changed("[2,1]", R"(["2"])") },
        { "a shape of lists", corrupt, "a list where", changed("[2,1]", "[[2,1]]") },
        { "a negative size", corrupt, "a negative number where", changed("[2,1]", "[-2,1]") },
        { "a fractional size", corrupt, "a fraction", changed("[2,1]", "[2.0,1]") },
        { "a size beyond 64 bits", corrupt, "beyond 64 bits", changed("[2,1]", "[18446744073709551616]") },
        { "a truth value as size", corrupt, "a truth value where", changed("[2,1]", "[true]") },
        { "nine dimensions", corrupt, "more than 8 dimensions", changed("[2,1]", "[2,1,1,1,1,1,1,1,1]") },
        { "a shape whose product wraps", corrupt, "more bytes than there can be",
            changed("[2,1]", "[4294967296,4294967296]") },
        { "a shape whose size in bytes wraps", corrupt, "more bytes than there can be",
            changed("[2,1]", "[4611686018427387906]") },
        { "a first tensor that begins late", corrupt, "'a' begins at 4 of the data instead of 0",
            changed("[0,8]", "[4,8]") },
        { "a gap", corrupt, "'b' begins at 10 of the data instead of 8", changed("[8,12]", "[10,12]") },
        { "an overlap", corrupt, "'b' begins at 4 of the data instead of 8", changed("[8,12]", "[4,12]") },
        { "offsets in reverse", corrupt, "do not enclose the 4 bytes", changed("[8,12]", "[8,4]") },
        { "a tensor smaller than its shape", corrupt, "do not enclose the 8 bytes", changed("[0,8]", "[0,4]") },
        { "a tensor larger than its shape", corrupt, "do not enclose the 4 bytes", changed("[8,12]", "[8,16]") },
        { "an offset of 2^64-1", corrupt, "do not enclose", changed("[8,12]", "[8,18446744073709551615]") },
        { "data that ends early", corrupt, "'b' goes on after the end", fileOf(soundHeader, soundData.substr(1)) },
        { "data after the end", corrupt, "but there are 13", fileOf(soundHeader, soundData + "x") },
        { "data without tensors", corrupt, "but there are 1.", fileOf("{}", "x") },
    };
}

const std::vector<BrokenFile>& brokenFiles()
{
    static const std::vector<BrokenFile> files = [] {
        std::vector<BrokenFile> all = brokenHeaders();
        const std::vector<BrokenFile> more = brokenTensors();
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return files;
}

SafetensorsFile parsed(const std::string& bytes)
{
    return SafetensorsFile::fromBytes(bytesOf(bytes), "model.safetensors");
}

std::string textOf(std::span<const std::byte> bytes)
{
    return { reinterpret_cast<const char*>(bytes.data()), bytes.size() };
}

NamedTensor tensorOf(const char* name, TensorType type, std::vector<std::int64_t> shape, std::span<const float> values)
{
    return { .name = name, .type = type, .shape = std::move(shape), .bytes = std::as_bytes(values) };
}

} // namespace

class TestSafetensors final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsASoundFile();
    void readsTensorsInAnyOrderOfTheHeader();
    void readsEmptyTensorsAndScalars();
    void readsAFileWithoutTensors();
    void readsWhatItWrote();
    void writesTheSameBytesEveryTime();
    void writesPreciselyTheseBytes();
    void refusesToWriteWhatIsWrong();
    void rejectsABrokenFile_data();
    void rejectsABrokenFile();
    void rejectsAFileCutAtAnyByte();
    void survivesAnyFlippedBit();
    void rejectsWhatIsNoFile();
    void noticesThatAFileChanged();

private:
    QString pathOf(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    QTemporaryDir m_folder;
};

void TestSafetensors::readsASoundFile()
{
    const SafetensorsFile file = parsed(fileOf(soundHeader, soundData));
    QCOMPARE(file.tensors().size(), std::size_t(2));
    const NamedTensor* a = file.findTensor("a");
    QVERIFY(a != nullptr);
    QVERIFY(a->type == TensorType::F32);
    QVERIFY((a->shape == std::vector<std::int64_t> { 2, 1 }));
    QCOMPARE(a->bytes.size(), std::size_t(8));
    QVERIFY(file.findTensor("b")->type == TensorType::BF16);
    QVERIFY(file.findTensor("c") == nullptr);
    QVERIFY((file.metadata() == std::map<std::string, std::string> { { "format", "pt" } }));
    QCOMPARE(textOf(file.bytes()), fileOf(soundHeader, soundData));
}

void TestSafetensors::readsTensorsInAnyOrderOfTheHeader()
{
    const SafetensorsFile file = parsed(fileOf(R"({"z":{"data_offsets":[4,8],"shape":[1],"dtype":"F32"},)"
                                               R"("y":{"shape":[2],"dtype":"F16","data_offsets":[0,4]}}   )",
        "abcdefgh"));
    QCOMPARE(file.tensors().front().name, std::string("y"));
    QCOMPARE(textOf(file.findTensor("y")->bytes), std::string("abcd"));
    QCOMPARE(textOf(file.findTensor("z")->bytes), std::string("efgh"));
}

void TestSafetensors::readsEmptyTensorsAndScalars()
{
    const SafetensorsFile file = parsed(fileOf(R"({"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
                                               R"("e":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]}})",
        "abcd"));
    QCOMPARE(elementCount(*file.findTensor("s")), std::int64_t(1));
    QCOMPARE(elementCount(*file.findTensor("e")), std::int64_t(0));
}

void TestSafetensors::readsAFileWithoutTensors()
{
    QVERIFY(parsed(fileOf("{}", "")).tensors().empty());
    QVERIFY(parsed(fileOf(R"({"__metadata__":{}})", "")).metadata().empty());
}

void TestSafetensors::readsWhatItWrote()
{
    const std::vector<float> values { 1.5F, -2.0F, 0.0F, 3.25F };
    const std::vector<NamedTensor> tensors { tensorOf("second \"quoted\" ü", TensorType::F32, { 1, 4 }, values),
        tensorOf("first", TensorType::F16, { 8 }, values) };
    const std::map<std::string, std::string> metadata { { "parent", "0123" }, { "lesson", "line\nbreak" } };
    const std::vector<std::byte> bytes = safetensorsBytes(tensors, metadata);

    writeFile(pathOf("adapter.safetensors"), textOf(bytes));
    const SafetensorsFile file = SafetensorsFile::open(pathOf("adapter.safetensors").toStdString());
    QVERIFY(file.metadata() == metadata);
    QCOMPARE(file.tensors().size(), tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        QCOMPARE(file.tensors()[i].name, tensors[i].name);
        QVERIFY(file.tensors()[i].type == tensors[i].type);
        QVERIFY(file.tensors()[i].shape == tensors[i].shape);
        QCOMPARE(textOf(file.tensors()[i].bytes), textOf(tensors[i].bytes));
    }
    // Save, load, save gives the same bytes.
    QVERIFY(safetensorsBytes(file.tensors(), file.metadata()) == bytes);
}

void TestSafetensors::writesTheSameBytesEveryTime()
{
    const std::vector<float> values { 1.0F, 2.0F };
    const std::vector<NamedTensor> tensors { tensorOf("w", TensorType::F32, { 2 }, values) };
    const std::string hash = sha256Hex(safetensorsBytes(tensors, { { "b", "2" }, { "a", "1" } }));
    QCOMPARE(sha256Hex(safetensorsBytes(tensors, { { "a", "1" }, { "b", "2" } })), hash);
    QVERIFY(sha256Hex(safetensorsBytes(tensors, { { "a", "1" }, { "b", "3" } })) != hash);
}

void TestSafetensors::writesPreciselyTheseBytes()
{
    const std::vector<float> values { 1.0F };
    const std::vector<NamedTensor> tensors { tensorOf("w", TensorType::F32, { 1 }, values) };
    const std::string header = R"({"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    const std::string padding((8 - header.size() % 8) % 8, ' ');
    QCOMPARE(textOf(safetensorsBytes(tensors, { { "k", "v" } })), fileOf(header + padding, packed(1.0F)));
    QCOMPARE(textOf(safetensorsBytes({}, {})), fileOf("{}      ", ""));
}

void TestSafetensors::refusesToWriteWhatIsWrong()
{
    const std::vector<float> values { 1.0F, 2.0F };
    const auto isRefused = [](const std::vector<NamedTensor>& tensors) {
        const Refusal refusal = refusalOf([&] { safetensorsBytes(tensors, {}); });
        return refusal.happened && refusal.kind == ErrorKind::Internal;
    };
    QVERIFY(isRefused({ tensorOf("w", TensorType::F32, { 3 }, values) }));
    QVERIFY(isRefused({ tensorOf("w", TensorType::Q8_0, { 8 }, values) }));
    QVERIFY(
        isRefused({ tensorOf("w", TensorType::F32, { 2 }, values), tensorOf("w", TensorType::F32, { 2 }, values) }));
}

void TestSafetensors::rejectsABrokenFile_data()
{
    QTest::addColumn<int>("row");
    const std::vector<BrokenFile>& files = brokenFiles();
    for (std::size_t i = 0; i < files.size(); ++i) {
        QTest::newRow(files[i].title) << static_cast<int>(i);
    }
}

void TestSafetensors::rejectsABrokenFile()
{
    QFETCH(const int, row);
    const BrokenFile& broken = brokenFiles()[static_cast<std::size_t>(row)];
    const Refusal refusal = refusalOf([&] { parsed(broken.bytes); });
    QCOMPARE(faultOf(refusal, broken.kind, broken.part, "model.safetensors"), QString());
}

void TestSafetensors::rejectsAFileCutAtAnyByte()
{
    const std::string whole = fileOf(soundHeader, soundData);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Refusal refusal = refusalOf([&] { parsed(whole.substr(0, length)); });
        QVERIFY2(refusal.happened && refusal.kind == corrupt, std::to_string(length).c_str());
    }
}

void TestSafetensors::survivesAnyFlippedBit()
{
    const std::string whole = fileOf(soundHeader, soundData);
    int refused = 0;
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        std::string flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        refused += refusalOf([&] { parsed(flipped); }).happened ? 1 : 0;
    }
    QVERIFY(refused > 800); // the others changed a name, metadata or the data
}

void TestSafetensors::rejectsWhatIsNoFile()
{
    const auto faultOfOpening = [&](const QString& path, ErrorKind kind, const char* part) {
        const std::string name = path.toStdString();
        return faultOf(refusalOf([&] { SafetensorsFile::open(name); }), kind, part, name);
    };
    const QString empty = pathOf("empty.safetensors");
    writeFile(empty, "");
    QCOMPARE(faultOfOpening(pathOf("none"), ErrorKind::FileMissing, "No such file"), QString());
    QCOMPARE(faultOfOpening(m_folder.path(), ErrorKind::FileMissing, "but a folder"), QString());
    QCOMPARE(faultOfOpening(empty, corrupt, "is empty"), QString());
}

void TestSafetensors::noticesThatAFileChanged()
{
    const QString path = pathOf("changing.safetensors");
    writeFile(path, fileOf(soundHeader, soundData));
    const SafetensorsFile file = SafetensorsFile::open(path.toStdString());
    file.checkUnchanged();
    QVERIFY(QFile::remove(path));
    writeFile(path, fileOf(soundHeader, soundData) + "x");
    QCOMPARE(
        faultOf(refusalOf([&] { file.checkUnchanged(); }), corrupt, "has been changed", path.toStdString()), QString());
}

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
