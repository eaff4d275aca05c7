// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Who may include whom: the table of the house, held against every #include.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <map>
#include <set>

namespace {

/// Folder -> folders whose headers it may include (itself always).
const std::map<QString, std::set<QString>> allowedIncludes {
    { u"core/base"_qs, {} },
    { u"core/domain"_qs, { u"core/base"_qs } },
    { u"core/text"_qs, { u"core/domain"_qs, u"core/base"_qs } },
    { u"core/store"_qs, { u"core/domain"_qs, u"core/base"_qs } },
    { u"core/model"_qs, { u"core/text"_qs, u"core/store"_qs, u"core/domain"_qs, u"core/base"_qs } },
    { u"core/route"_qs, { u"core/model"_qs, u"core/text"_qs, u"core/domain"_qs, u"core/base"_qs } },
    { u"core/learn"_qs, { u"core/route"_qs, u"core/model"_qs, u"core/text"_qs, u"core/domain"_qs, u"core/base"_qs } },
    { u"core/engine"_qs,
        { u"core/learn"_qs, u"core/route"_qs, u"core/model"_qs, u"core/text"_qs, u"core/store"_qs, u"core/domain"_qs,
            u"core/base"_qs } },
    { u"core/session"_qs, { u"core/engine/engine.h"_qs, u"core/domain"_qs, u"core/base"_qs } },
    { u"widgets"_qs, { u"core/domain"_qs } },
    { u"app/cli"_qs, { u"core/engine"_qs, u"core/store"_qs, u"core/domain"_qs, u"core/base"_qs } },
    { u"app"_qs,
        { u"widgets"_qs, u"core/session"_qs, u"core/engine"_qs, u"core/store"_qs, u"core/domain"_qs,
            u"core/base"_qs } },
};

const std::set<QString> torchFolders { u"core/model"_qs, u"core/route"_qs, u"core/learn"_qs, u"core/engine"_qs };
const std::set<QString> qtFolders { u"core/session"_qs, u"widgets"_qs, u"app"_qs };

struct Include {
    QString file;
    QString folder;
    QString target;
    bool quoted = false;
};

QString folderOf(const QString& path)
{
    QString best;
    for (const auto& [folder, ignored] : allowedIncludes) {
        if (path.startsWith(folder + u'/') && folder.size() > best.size()) {
            best = folder;
        }
    }
    return best;
}

bool isTorch(const QString& header)
{
    return header.startsWith(u"torch/") || header.startsWith(u"ATen/") || header.startsWith(u"c10/");
}

bool isQt(const QString& header)
{
    static const QRegularExpression qt(u"^(Q[A-Z]|Qt[A-Z]|qcustomplot)"_qs);
    return qt.match(header).hasMatch();
}

QList<Include> allIncludes()
{
    static const QRegularExpression pattern(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_qs);
    const QString root = QStringLiteral(AMEND_SOURCE_DIR);
    QList<Include> includes;
    for (const auto& [folder, ignored] : allowedIncludes) {
        QDirIterator files(root + u'/' + folder, { u"*.h"_qs, u"*.cpp"_qs }, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = QDir(root).relativeFilePath(files.next());
            if (folderOf(path) != folder) {
                continue;
            }
            QFile file(root + u'/' + path);
            if (!file.open(QIODevice::ReadOnly)) {
                continue;
            }
            while (!file.atEnd()) {
                const auto match = pattern.match(QString::fromUtf8(file.readLine()));
                if (match.hasMatch()) {
                    includes.append({ path, folder, match.captured(2), match.captured(1) == u"\"" });
                }
            }
        }
    }
    return includes;
}

bool isAllowed(const Include& include)
{
    const QString targetFolder = folderOf(include.target);
    const std::set<QString>& allowed = allowedIncludes.at(include.folder);
    return targetFolder == include.folder || allowed.contains(targetFolder) || allowed.contains(include.target);
}

} // namespace

class TestLayering final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFolderOfTheTableHasSources()
    {
        std::set<QString> seen;
        for (const Include& include : allIncludes()) {
            seen.insert(include.folder);
        }
        for (const auto& [folder, ignored] : allowedIncludes) {
            QVERIFY2(seen.contains(folder), qPrintable(folder + u" has no source with an #include"_qs));
        }
    }

    void foldersIncludeOnlyWhatTheTableAllows()
    {
        QStringList wrong;
        for (const Include& include : allIncludes()) {
            if (include.quoted && !isAllowed(include)) {
                wrong << include.file + u" includes "_qs + include.target;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void ownHeadersAreIncludedFromTheRoot()
    {
        QStringList wrong;
        for (const Include& include : allIncludes()) {
            const bool generated = include.target.endsWith(u".moc") || include.target.startsWith(u"ui_");
            if (include.quoted && !generated && folderOf(include.target).isEmpty()) {
                wrong << include.file + u" includes "_qs + include.target;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void torchStaysInModelLearnAndEngine()
    {
        QStringList wrong;
        for (const Include& include : allIncludes()) {
            if (isTorch(include.target)
                && (!torchFolders.contains(include.folder) || include.target == u"torch/torch.h")) {
                wrong << include.file + u" includes "_qs + include.target;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void qtStaysOutOfTheCore()
    {
        QStringList wrong;
        for (const Include& include : allIncludes()) {
            if (isQt(include.target) && !qtFolders.contains(include.folder)) {
                wrong << include.file + u" includes "_qs + include.target;
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestLayering)
#include "tst_layering.moc"
