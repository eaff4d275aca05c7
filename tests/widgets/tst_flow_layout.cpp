// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/flow_layout.h"

#include <QTest>
#include <QWidget>

using namespace amend;

namespace {

class Block final : public QWidget {
public:
    QSize sizeHint() const override { return { 100, 20 }; }
};

} // namespace

class TestFlowLayout final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesOnInTheNextLineWhereTheWidthEnds()
    {
        QWidget row;
        auto* layout = new FlowLayout(10, &row);
        std::vector<QWidget*> blocks;
        for (int i = 0; i < 3; ++i) {
            layout->addWidget(blocks.emplace_back(new Block));
        }
        QCOMPARE(layout->sizeHint(), QSize(320, 20));
        QCOMPARE(layout->minimumSize(), QSize(100, 20));
        QCOMPARE(layout->heightForWidth(320), 20);
        QCOMPARE(layout->heightForWidth(319), 50);
        QCOMPARE(layout->heightForWidth(100), 80);
        row.resize(250, 50);
        row.show();
        QCOMPARE(blocks[1]->pos(), QPoint(110, 0));
        QCOMPARE(blocks[2]->pos(), QPoint(0, 30));
        blocks[0]->hide();
        QCOMPARE(layout->heightForWidth(250), 20);
    }

    void startsAtTheRightWhereOneReadsFromThere()
    {
        QWidget row;
        row.setLayoutDirection(Qt::RightToLeft);
        auto* layout = new FlowLayout(10, &row);
        auto* block = new Block;
        layout->addWidget(block);
        row.resize(250, 20);
        row.show();
        QCOMPARE(block->x(), 150);
    }
};

QTEST_MAIN(TestFlowLayout)
#include "tst_flow_layout.moc"
