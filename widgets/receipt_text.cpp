// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/receipt_text.h"

#include "widgets/engine_words.h"
#include "widgets/word_diff.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <numeric>

namespace amend {
namespace {

/// Gives the sentences their context for the translators.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(ReceiptText)
};

/// "Most change" names a run of this many layers.
constexpr int layersNamed = 4;

QString figure(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

/// First letter large, full stop at the end: for clauses that come from the engine.
QString asSentence(QString clause)
{
    clause = clause.trimmed();
    if (clause.isEmpty()) {
        return clause;
    }
    clause[0] = clause.at(0).toUpper();
    return clause.endsWith(u'.') ? clause : clause + u'.';
}

QString titleOf(const LessonReceipt& receipt)
{
    const QString number = QLocale().toString(static_cast<qlonglong>(receipt.lesson.value));
    switch (receipt.verdict) {
    case Verdict::Learned:
        return Text::tr("Lesson %1 is in the weights").arg(number);
    case Verdict::Rejected:
        return Text::tr("Lesson %1 was rejected; nothing was changed").arg(number);
    case Verdict::NoEffect:
        return Text::tr("Lesson %1 had no effect; nothing was changed").arg(number);
    case Verdict::NeedsWantedReply:
        return Text::tr("Lesson %1 needs the reply you wanted").arg(number);
    case Verdict::Cancelled:
        return Text::tr("Lesson %1 was cancelled; nothing was changed").arg(number);
    case Verdict::Kept:
        return Text::tr("This reply is kept");
    }
    return {};
}

/// A thumbs-down alone: only the disliked reply became less likely.
bool isBare(const LessonReceipt& receipt)
{
    return receipt.wantedReply.empty() && receipt.before.logpBad && receipt.after.logpBad;
}

/// A reply with a thumbs-up would have changed.
bool losesPinned(const LessonReceipt& receipt)
{
    return std::any_of(receipt.gate.begin(), receipt.gate.end(),
        [](const GateCheck& check) { return check.name == "pinned" && !check.ok; });
}

QString nextStepOf(const LessonReceipt& receipt)
{
    switch (receipt.verdict) {
    case Verdict::Learned:
        return isBare(receipt)
            ? Text::tr("The model learned only \"not this\". Write the wanted reply to teach it a better one.")
            : QString();
    case Verdict::Cancelled:
        return {};
    case Verdict::Rejected:
    case Verdict::NoEffect:
        if (!receipt.wantedReply.empty() && receipt.wantedReply == receipt.before.reply) {
            return {}; // the model gives it already
        }
        if (losesPinned(receipt)) {
            return Text::tr("Take back the thumbs-up of that reply, or put the question more narrowly.");
        }
        return receipt.wantedReply.empty()
            ? Text::tr("Write the reply you wanted, so that the model has something to learn.")
            : Text::tr("A shorter wanted reply, closer to the model's own words, often passes.");
    case Verdict::NeedsWantedReply:
        return Text::tr("This model can't turn the remark into a better reply by itself. Write the reply you wanted.");
    case Verdict::Kept:
        return Text::tr("Later lessons have to leave it as it is.");
    }
    return {};
}

QStringList measuredClauses(const LessonReceipt& receipt)
{
    QStringList clauses;
    if (receipt.tries > 1) {
        clauses << Text::tr("taught twice, the second time holding on to similar questions");
    }
    if (receipt.remarkGapNats) {
        clauses << Text::tr("the remark made the model's own revision likelier by %1 nats per token")
                       .arg(figure(*receipt.remarkGapNats, 2));
    }
    if (isBare(receipt)) {
        clauses << Text::tr("log-probability of the disliked reply %1 → %2 nats")
                       .arg(figure(*receipt.before.logpBad, 1), figure(*receipt.after.logpBad, 1));
    } else if (receipt.losses.size() > 1) {
        clauses << Text::tr("loss on this reply %1 → %2 nats per token")
                       .arg(figure(receipt.losses.front().lessonNats, 2), figure(receipt.losses.back().lessonNats, 2));
    }
    if (const QString place = mostChanged(receipt.driftOfLesson); !place.isEmpty()) {
        clauses << Text::tr("most change in %1").arg(place);
    }
    if (receipt.verdict == Verdict::Learned && !receipt.after.reply.empty()) {
        const int word = firstDifferingWord(receipt.before.reply, receipt.after.reply);
        clauses << (word > 0 ? Text::tr("the reply differs from word %1 on").arg(QLocale().toString(word))
                             : Text::tr("the reply is the same"));
    }
    for (const GateCheck& check : receipt.gate) {
        if (receipt.verdict == Verdict::Learned && check.name == "earlier_lessons" && !check.measured.empty()) {
            clauses << Text::tr("earlier lessons kept: %1").arg(measuredInWords(check.measured));
        }
    }
    if (!receipt.gate.empty()) {
        const auto passed
            = std::count_if(receipt.gate.begin(), receipt.gate.end(), [](const GateCheck& check) { return check.ok; });
        clauses << Text::tr("%1 of %n checks passed", nullptr, static_cast<int>(receipt.gate.size()))
                       .arg(QLocale().toString(static_cast<qlonglong>(passed)));
    }
    return clauses;
}

} // namespace

ReceiptText receiptText(const LessonReceipt& receipt)
{
    ReceiptText text;
    text.title = titleOf(receipt);
    text.nextStep = nextStepOf(receipt);
    const QString measured = asSentence(measuredClauses(receipt).join(QStringLiteral("; ")));
    const QString reason = asSentence(reasonInWords(receipt.reason));
    text.sentence = reason.isEmpty() || measured.isEmpty() ? reason + measured : reason + u' ' + measured;
    QStringList effort;
    if (receipt.seconds > 0) {
        effort << Text::tr("%1 s").arg(figure(receipt.seconds, 1));
    }
    if (receipt.steps > 0) {
        effort << Text::tr("%n steps", nullptr, receipt.steps);
    }
    if (receipt.steps > 0 && receipt.strength < 1) {
        effort << Text::tr("at strength %1").arg(figure(receipt.strength, 2));
    }
    text.effort = effort.join(QStringLiteral(" · "));
    return text;
}

QString mostChanged(const DriftMap& drift)
{
    const auto columns = static_cast<int>(drift.projections.size());
    if (columns == 0 || drift.layers == 0 || std::ssize(drift.relativeChange) != drift.layers * columns) {
        return {};
    }
    std::vector<double> perLayer(static_cast<std::size_t>(drift.layers));
    std::vector<double> perColumn(drift.projections.size());
    for (std::size_t i = 0; i < drift.relativeChange.size(); ++i) {
        const double squared = drift.relativeChange[i] * drift.relativeChange[i];
        perLayer[i / drift.projections.size()] += squared;
        perColumn[i % drift.projections.size()] += squared;
    }
    const int run = std::min(layersNamed, drift.layers);
    int bestFirst = 0;
    double best = 0;
    for (int first = 0; first + run <= drift.layers; ++first) {
        const double sum = std::accumulate(perLayer.begin() + first, perLayer.begin() + first + run, 0.0);
        if (sum > best) {
            best = sum;
            bestFirst = first;
        }
    }
    if (!(best > 0)) { // also when a value is not a number
        return {};
    }
    const auto column = std::max_element(perColumn.begin(), perColumn.end()) - perColumn.begin();
    return Text::tr("layers %1–%2, %3")
        .arg(bestFirst)
        .arg(bestFirst + run - 1)
        .arg(QString::fromStdString(drift.projections[static_cast<std::size_t>(column)]));
}

} // namespace amend
