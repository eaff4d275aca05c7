// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What torch throws when memory or the GPU is gone, as errors of a kind that one can decide by.
#include "core/engine/torch_errors.h"

#include <QTest>

using namespace amend;

namespace {

const c10::SourceLocation here { "forward", "model.cpp", 1 };

template <class Thrown> Error translated(const Thrown& thrown)
{
    try {
        withTorchErrorsTranslated([&] { throw thrown; });
    } catch (const Error& error) {
        return error;
    }
    return { ErrorKind::BadInput, "not translated" };
}

} // namespace

class TorchErrorsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGpuThatIsGoneIsALostDevice()
    {
        constexpr int unknownError = 999;
        for (const Error& error : { translated(c10::AcceleratorError(here, unknownError, "CUDA error: unknown error")),
                 translated(c10::Error(here, "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling cublasSgemm")),
                 translated(c10::Error(here, "CUDA driver error: device lost")) }) {
            QCOMPARE(error.kind(), ErrorKind::DeviceLost);
            QVERIFY(QByteArray(error.what()).contains("--device cpu"));
        }
    }

    void tooLittleMemoryIsNamedByPlace()
    {
        constexpr int memoryAllocation = 2;
        for (const Error& error : { translated(c10::OutOfMemoryError(here, "CUDA out of memory.")),
                 translated(c10::AcceleratorError(here, memoryAllocation, "CUDA error: out of memory")),
                 translated(c10::Error(here, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate")) }) {
            QCOMPARE(error.kind(), ErrorKind::OutOfMemory);
            QVERIFY(QByteArray(error.what()).startsWith("The GPU"));
        }
        for (const Error& error :
            { translated(c10::Error(here, "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")),
                translated(std::bad_alloc()) }) {
            QCOMPARE(error.kind(), ErrorKind::OutOfMemory);
            QVERIFY(QByteArray(error.what()).startsWith("The computer"));
        }
    }

    void anythingElseIsAMistakeOfOurs()
    {
        QCOMPARE(translated(c10::Error(here, "mat1 and mat2 shapes cannot be multiplied")).kind(), ErrorKind::Internal);
    }

    void ourOwnErrorsAndResultsPass()
    {
        QCOMPARE(translated(Error(ErrorKind::DiskFull, "full")).kind(), ErrorKind::DiskFull);
        QCOMPARE(withTorchErrorsTranslated([] { return 7; }), 7);
    }
};

QTEST_GUILESS_MAIN(TorchErrorsTest)
#include "tst_torch_errors.moc"
