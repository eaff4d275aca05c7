// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icon.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>

#include <algorithm>

using namespace amend;

namespace {

int pixelsOf(const QImage& image, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y) == colour;
        }
    }
    return count;
}

} // namespace

class TestIcon : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsEveryIconOfTheResources()
    {
        icon(QStringLiteral("check")); // registers the resources
        const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
        QVERIFY(!files.isEmpty());
        for (const QString& file : files) {
            const QImage image
                = icon(QString(file).remove(QStringLiteral(".svg")), IconColour::Bad).pixmap(48, 48).toImage();
            QVERIFY2(pixelsOf(image, Theme::current().bad) > 10, qPrintable(file));
        }
    }

    void followsASwitchOfTheTheme()
    {
        QApplication::setPalette(Theme::light().palette());
        const QIcon check = icon(QStringLiteral("check"), IconColour::Accent);
        QVERIFY(pixelsOf(check.pixmap(48, 48).toImage(), Theme::light().accent) > 0);
        QApplication::setPalette(Theme::dark().palette());
        const QImage image = check.pixmap(48, 48).toImage();
        QVERIFY(pixelsOf(image, Theme::dark().accent) > 0);
        QCOMPARE(pixelsOf(image, Theme::light().accent), 0);
    }

    void drawsADisabledIconAtHalfStrength()
    {
        const QIcon check = icon(QStringLiteral("check"), IconColour::Good);
        const QImage image = check.pixmap(QSize(48, 48), QIcon::Disabled).toImage();
        int strongest = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                strongest = std::max(strongest, image.pixelColor(x, y).alpha());
            }
        }
        QVERIFY2(strongest > 100 && strongest < 150, qPrintable(QString::number(strongest)));
    }
};

QTEST_MAIN(TestIcon)
#include "tst_icon.moc"
