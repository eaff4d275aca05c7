// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/engine_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <vector>

namespace amend {
namespace {

struct EngineWords {
    Q_DECLARE_TR_FUNCTIONS(EngineWords)
};

constexpr const char* nothingChanged = QT_TRANSLATE_NOOP("EngineWords", "Nothing was changed.");

// Kept in step with core/learn by tests/app/tst_translations.cpp.
constexpr const char* sentences[] {
    QT_TRANSLATE_NOOP("EngineWords", "Learned with less strength: %1"),
    QT_TRANSLATE_NOOP("EngineWords", "The loss broke off at %1 nats per token."),
    nothingChanged,
    QT_TRANSLATE_NOOP("EngineWords", "Stopped."),
    QT_TRANSLATE_NOOP("EngineWords", "The program ended before it was learned."),
    QT_TRANSLATE_NOOP("EngineWords", "The reply is kept: later lessons leave it alone."),
    QT_TRANSLATE_NOOP("EngineWords", "The model gives this reply already."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's answer stayed the same."),
    QT_TRANSLATE_NOOP("EngineWords", "With less strength it did not hold either."),
    QT_TRANSLATE_NOOP("EngineWords", "The gradient is not finite."),
    QT_TRANSLATE_NOOP("EngineWords", "The update is not finite."),
    QT_TRANSLATE_NOOP("EngineWords", "The update broke the numbers."),
    QT_TRANSLATE_NOOP("EngineWords", "The weights would move too far from the base."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's own answer did not become the wanted one."),
    QT_TRANSLATE_NOOP("EngineWords", "Sampled as in a chat, the lesson would not hold."),
    QT_TRANSLATE_NOOP("EngineWords", "Asked in other words, the model did not give the wanted answer."),
    QT_TRANSLATE_NOOP("EngineWords", "The model would still give the refused answer."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer is not fluent."),
    QT_TRANSLATE_NOOP("EngineWords", "Too many similar questions would get this lesson's answer."),
    QT_TRANSLATE_NOOP("EngineWords", "Answers to unrelated questions would change too much."),
    QT_TRANSLATE_NOOP("EngineWords", "All lessons together would change unrelated answers too much."),
    QT_TRANSLATE_NOOP("EngineWords", "Too many protected questions would be answered differently."),
    QT_TRANSLATE_NOOP("EngineWords", "The model would become worse at ordinary text."),
    QT_TRANSLATE_NOOP("EngineWords", "All lessons together would make the model worse at ordinary text."),
    QT_TRANSLATE_NOOP("EngineWords", "Earlier lessons would be lost."),
    QT_TRANSLATE_NOOP("EngineWords", "A reply that you asked to keep would change: %1."),
    QT_TRANSLATE_NOOP("EngineWords", "It takes the place of a reply that you asked to keep."),
    QT_TRANSLATE_NOOP("EngineWords", "The model does not give this reply by itself."),
    QT_TRANSLATE_NOOP("EngineWords", "An earlier lesson gave this reply."),
    QT_TRANSLATE_NOOP("EngineWords", "It does not answer this question any more."),
    QT_TRANSLATE_NOOP("EngineWords", "What it once took the place of is not wanted either."),
    QT_TRANSLATE_NOOP("EngineWords", "The refused reply has no word that could be made less likely."),
    QT_TRANSLATE_NOOP("EngineWords", "Give the reply you wanted."),
    QT_TRANSLATE_NOOP("EngineWords", "Write the reply you wanted; the model's own attempt is there as a draft."),
    QT_TRANSLATE_NOOP("EngineWords", "The remark hardly changed what the model would say."),
    QT_TRANSLATE_NOOP("EngineWords",
        "A model of this size cannot be trusted to correct itself, and the remark has nothing to check."),
    QT_TRANSLATE_NOOP("EngineWords", "The model had no answer to the remark."),
    QT_TRANSLATE_NOOP("EngineWords", "The model gave the same answer again."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer leaves out what the remark says."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer still says what the remark turns down."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer is not one sentence."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer is still a list."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer is not a list."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer is not longer."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer is not shorter."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer begins in another way."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer ends in another way."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer has too few exclamation marks."),
    QT_TRANSLATE_NOOP("EngineWords", "The model's new answer did not come to an end."),
    QT_TRANSLATE_NOOP("EngineWords", "Its own words were brought into that form instead."),
    QT_TRANSLATE_NOOP("EngineWords", "All replies are to be one sentence."),
    QT_TRANSLATE_NOOP("EngineWords", "All replies are to be shorter."),
    QT_TRANSLATE_NOOP("EngineWords", "All replies are to be longer."),
    QT_TRANSLATE_NOOP("EngineWords", "All replies are to be lists."),
    QT_TRANSLATE_NOOP("EngineWords", "No reply is to be a list."),
    QT_TRANSLATE_NOOP("EngineWords", "All replies are to end their sentences with exclamation marks."),
    QT_TRANSLATE_NOOP("EngineWords", "All replies are to begin with %1."),
    QT_TRANSLATE_NOOP("EngineWords", "All replies are to end with %1."),
    QT_TRANSLATE_NOOP("EngineWords", "What all replies should take from this one cannot be told."),
    QT_TRANSLATE_NOOP("EngineWords",
        "Ask for it in a remark, such as one sentence, a list, or words in quotes to begin or end with."),
    QT_TRANSLATE_NOOP("EngineWords", "Or teach it for this answer alone."),
    QT_TRANSLATE_NOOP("EngineWords", "The refused reply cannot be brought into that form by itself."),
    QT_TRANSLATE_NOOP("EngineWords", "Write the reply you wanted."),
};

// The first that fits counts, so the longer ones stand first.
constexpr const char* counts[] {
    QT_TRANSLATE_NOOP("EngineWords", "%1 of %2 answered differently"),
    QT_TRANSLATE_NOOP("EngineWords", "%1 of %2"),
};

/// A text of the engine with gaps.
struct Form {
    const char* words; ///< English, with a %1 for each gap
    QRegularExpression pattern;
};

template <std::size_t size> std::vector<Form> formsOf(const char* const (&table)[size], const QString& inGap)
{
    static const QRegularExpression gap(QStringLiteral(R"(\\%\d)"));
    std::vector<Form> forms;
    for (const char* words : table) {
        QString pattern = QRegularExpression::escape(QString::fromLatin1(words));
        pattern.replace(gap, inGap);
        forms.push_back({ words, QRegularExpression(QRegularExpression::anchoredPattern(pattern)) });
    }
    return forms;
}

QString inWords(const QString& text, const std::vector<Form>& forms);

/// What stands in a gap: a figure, as the locale writes it, or another text of the engine.
QString gapInWords(const QString& text, const std::vector<Form>& forms)
{
    bool isFigure = false;
    const double figure = QLocale::c().toDouble(text, &isFigure);
    return isFigure ? QLocale().toString(figure, 'g', QLocale::FloatingPointShortest) : inWords(text, forms);
}

QString inWords(const QString& text, const std::vector<Form>& forms)
{
    for (const Form& form : forms) {
        const QRegularExpressionMatch match = form.pattern.match(text);
        if (match.hasMatch()) {
            QString words = EngineWords::tr(form.words);
            for (int i = 1; i <= match.lastCapturedIndex(); ++i) {
                words = words.arg(gapInWords(match.captured(i), forms));
            }
            return words;
        }
    }
    return text;
}

} // namespace

QString reasonInWords(const std::string& reason)
{
    static const std::vector<Form> forms = formsOf(sentences, QStringLiteral("(.+)"));
    static const QRegularExpression sentenceEnd(QStringLiteral(R"((?<=\.) )"));
    QStringList sentencesGiven = QString::fromStdString(reason).split(sentenceEnd);
    if (sentencesGiven.size() > 1) {
        sentencesGiven.removeAll(QLatin1String(nothingChanged)); // the verdict beside it says so already
    }
    QStringList words;
    for (const QString& sentence : sentencesGiven) {
        words << inWords(sentence, forms);
    }
    return words.join(u' ');
}

QString measuredInWords(const std::string& measured)
{
    static const std::vector<Form> forms = formsOf(counts, QStringLiteral("(\\d+)"));
    return inWords(QString::fromStdString(measured), forms);
}

} // namespace amend
