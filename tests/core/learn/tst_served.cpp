// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/served.h"

#include "core/base/error.h"
#include "tests/core/learn/tiny_lesson.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

using namespace amend;

namespace {

constexpr int limit = 12;

/// Under the tiny lesson's weights, changed or as they are.
std::shared_ptr<const LessonAdapters> taught(const std::function<void(Adapter&)>& change = {})
{
    auto own = std::make_shared<Adapter>(*test::taughtWeights());
    if (change) {
        change(*own);
    }
    std::vector<LessonAdapter> lessons;
    lessons.push_back({ "a", "Is it?", std::shared_ptr<const Adapter>(own) });
    return test::acting(test::tinyReader(test::tinyChatModel()), std::move(lessons));
}

std::vector<std::string> replies(
    const LessonAdapters& adapters, const std::vector<GenerationOptions>& options, const std::string& draft)
{
    const auto model = test::tinyChatModel();
    const std::vector<Context> contexts(options.size(), { { Role::User, "Is it?" } });
    std::vector<std::string> texts;
    for (const auto& tokens : servedReplies(*model, adapters, contexts, options, {}, nullptr, draft)) {
        texts.push_back(model->tokenizer.decode(tokens));
    }
    return texts;
}

} // namespace

class ServedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Greedy ones and drawn ones, those that are the draft and those that are not.
    void aDraftChangesNoReply()
    {
        std::vector<GenerationOptions> options { greedy(limit), greedy(3) };
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            options.push_back(
                { .temperature = 0.8, .topK = 0, .topP = 1, .seed = seed, .maxTokens = limit, .stopStrings = {} });
        }
        const auto adapters = taught();
        const std::vector<std::string> written = replies(*adapters, options, {});
        QCOMPARE(written.front(), std::string("ok."));
        const auto asDrafted = std::count(written.begin(), written.end(), "ok.");
        QVERIFY(asDrafted > 2 && asDrafted < static_cast<std::ptrdiff_t>(written.size()));
        for (const char* draft : { "ok.", "ok", "ok. No", "no", "a reply of more tokens than there may be" }) {
            QVERIFY(replies(*adapters, options, draft) == written);
        }
    }

    void aDraftHidesNoBrokenNumbers()
    {
        const auto broken = taught([](Adapter& adapter) {
            LoraPair& pair = adapter.layers.back().linear[static_cast<std::size_t>(Projection::Up)];
            pair.b = pair.b * std::numeric_limits<float>::quiet_NaN();
        });
        QVERIFY_THROWS_EXCEPTION(Error, replies(*broken, { greedy(limit) }, "ok."));
    }
};

QTEST_GUILESS_MAIN(ServedTest)
#include "tst_served.moc"
