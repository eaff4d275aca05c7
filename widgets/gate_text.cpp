// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gate_text.h"

#include "widgets/engine_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace amend {
namespace {

struct GateText {
    Q_DECLARE_TR_FUNCTIONS(GateText)
};

enum class Unit { Share, Count, Nats, Ratio, YesOrNo };

/// What the window says of a check, and what its value counts.
struct CheckWords {
    const char* name;
    const char* words;
    Unit unit;
};

constexpr CheckWords knownChecks[] {
    { "fixed", QT_TRANSLATE_NOOP("GateText", "correction taken up"), Unit::YesOrNo },
    { "changed", QT_TRANSLATE_NOOP("GateText", "reply changed"), Unit::YesOrNo },
    { "fluent", QT_TRANSLATE_NOOP("GateText", "reply still fluent"), Unit::Nats },
    { "samples", QT_TRANSLATE_NOOP("GateText", "sampled replies"), Unit::Share },
    { "rephrased", QT_TRANSLATE_NOOP("GateText", "other wordings"), Unit::Share },
    { "near_unchanged", QT_TRANSLATE_NOOP("GateText", "near questions kept apart"), Unit::Share },
    { "earlier_lessons", QT_TRANSLATE_NOOP("GateText", "earlier lessons"), Unit::Share },
    { "pinned", QT_TRANSLATE_NOOP("GateText", "kept replies changed"), Unit::Count },
    { "probes", QT_TRANSLATE_NOOP("GateText", "probes changed"), Unit::Count },
    { "kl", QT_TRANSLATE_NOOP("GateText", "KL on probes"), Unit::Nats },
    { "kl_in_all", QT_TRANSLATE_NOOP("GateText", "KL on probes, in all"), Unit::Nats },
    { "perplexity_ratio", QT_TRANSLATE_NOOP("GateText", "perplexity ratio"), Unit::Ratio },
    { "perplexity_in_all", QT_TRANSLATE_NOOP("GateText", "perplexity ratio, in all"), Unit::Ratio },
    { "drift", QT_TRANSLATE_NOOP("GateText", "size of the change"), Unit::Share },
    { "finite", QT_TRANSLATE_NOOP("GateText", "numbers finite"), Unit::YesOrNo },
};

const CheckWords* wordsOf(const GateCheck& check)
{
    const auto* found = std::find_if(std::begin(knownChecks), std::end(knownChecks),
        [&check](const CheckWords& words) { return check.name == words.name; });
    return found == std::end(knownChecks) ? nullptr : found;
}

Unit unitOf(const GateCheck& check)
{
    const CheckWords* words = wordsOf(check);
    return words ? words->unit : Unit::Ratio;
}

QString valueText(double value, Unit unit)
{
    if (!std::isfinite(value)) {
        return GateText::tr("not a finite number");
    }
    const QLocale locale;
    switch (unit) {
    case Unit::Share:
        return GateText::tr("%1 %").arg(locale.toString(100 * value, 'g', 3));
    case Unit::Count:
        return locale.toString(value, 'g', 3);
    case Unit::Nats:
        return GateText::tr("%1 nats").arg(locale.toString(value, 'f', 3));
    case Unit::Ratio:
        return locale.toString(value, 'f', 3);
    case Unit::YesOrNo:
        return value > 0 ? GateText::tr("yes") : GateText::tr("no");
    }
    return {};
}

} // namespace

QString gateCheckName(const GateCheck& check)
{
    const CheckWords* words = wordsOf(check);
    return words ? GateText::tr(words->words) : QString::fromStdString(check.name);
}

QString gateMeasured(const GateCheck& check)
{
    const Unit unit = unitOf(check);
    const bool isCounted = unit == Unit::Share || unit == Unit::Count || unit == Unit::YesOrNo;
    const bool hasFigures = std::any_of(
        check.measured.begin(), check.measured.end(), [](unsigned char letter) { return std::isdigit(letter) != 0; });
    return isCounted && hasFigures ? measuredInWords(check.measured) : valueText(check.value, unit);
}

QString gateLimit(const GateCheck& check)
{
    const Unit unit = unitOf(check);
    if (unit == Unit::YesOrNo) {
        return {};
    }
    if (unit == Unit::Share && !check.upperLimit && check.limit >= 1) {
        return GateText::tr("all");
    }
    const QString limit = unit == Unit::Nats ? valueText(check.limit, Unit::Ratio) : valueText(check.limit, unit);
    return (check.upperLimit ? QStringLiteral("≤ %1") : QStringLiteral("≥ %1")).arg(limit);
}

QString gateSummary(const LessonReceipt& receipt)
{
    const auto passed
        = std::count_if(receipt.gate.begin(), receipt.gate.end(), [](const GateCheck& check) { return check.ok; });
    return GateText::tr("passed %1 of %2").arg(passed).arg(receipt.gate.size());
}

} // namespace amend
