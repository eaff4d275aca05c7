// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card_dock.h"

#include "widgets/dock_title_bar.h"
#include "widgets/empty_state.h"

#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace amend;

namespace {

class LabelDock final : public CardDock {
public:
    LabelDock()
        : CardDock(QStringLiteral("label"), QStringLiteral("Label"))
    {
        setBody(new QLabel(QStringLiteral("content")));
    }
    using CardDock::showBody;
    using CardDock::showEmpty;
};

} // namespace

class TestCardDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsItsBodyOrOneSentenceWithAButton()
    {
        LabelDock dock;
        dock.show();
        QVERIFY(!dock.isEmpty());
        dock.showEmpty(QStringLiteral("Nothing learned yet."), QStringLiteral("Show me"));
        QVERIFY(dock.isEmpty());
        QSignalSpy asked(&dock, &CardDock::emptyActionRequested);
        auto* button = dock.findChild<EmptyState*>()->findChild<QPushButton*>();
        QVERIFY(button->isVisible());
        button->click();
        QCOMPARE(asked.count(), 1);
        dock.showBody();
        QVERIFY(!dock.isEmpty());
    }

    void leavesTheButtonOutWhenThereIsNothingToDo()
    {
        LabelDock dock;
        dock.show();
        dock.showEmpty(QStringLiteral("Going back does not train."));
        QVERIFY(!dock.findChild<EmptyState*>()->findChild<QPushButton*>()->isVisible());
    }

    void floatsFromTheKeyboard()
    {
        QMainWindow window;
        auto* dock = new LabelDock;
        window.addDockWidget(Qt::RightDockWidgetArea, dock);
        window.show();
        auto* titleBar = dock->findChild<DockTitleBar*>();
        QVERIFY(titleBar->focusPolicy() & Qt::TabFocus);
        QTimer::singleShot(0, titleBar, [] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu);
            QTest::keyClick(menu, Qt::Key_F);
        });
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(4, 4), titleBar->mapToGlobal(QPoint(4, 4)));
        QApplication::sendEvent(titleBar, &event);
        QVERIFY(dock->isFloating());
    }
};

QTEST_MAIN(TestCardDock)
#include "tst_card_dock.moc"
