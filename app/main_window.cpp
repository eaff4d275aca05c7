// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "widgets/card.h"
#include "widgets/chat_list.h"
#include "widgets/composer.h"
#include "widgets/conversation_view.h"
#include "widgets/drift_dock.h"
#include "widgets/empty_state.h"
#include "widgets/gate_card.h"
#include "widgets/icon.h"
#include "widgets/loss_dock.h"
#include "widgets/memory_dock.h"
#include "widgets/status_strip.h"
#include "widgets/theme.h"
#include "widgets/timeline_dock.h"
#include "widgets/tokens_dock.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace amend {

namespace {

const QString chatLayout = QStringLiteral("chat");
const QString learnLayout = QStringLiteral("learn");

// Below these the window is small: the docks' usual shares would leave too little for the conversation.
constexpr int roomForChatList = 1100; // of the width, beside conversation and inspector
constexpr int roomForTimeline = 700; // of the height, below the conversation

QAction* addEntry(QMenu* menu, const QString& text, const QKeySequence& key = {})
{
    QAction* action = menu->addAction(text);
    action->setShortcut(key);
    return action;
}

/// The list in the left dock sits on a card like everything else.
class ChatDock final : public CardDock {
public:
    ChatDock(const QString& title, QWidget* list)
        : CardDock(QStringLiteral("chats"), title)
    {
        setBody(list);
        showBody();
    }
};

} // namespace

MainWindow::MainWindow(ThemeSwitch& theme, Settings& settings)
    : m_theme(theme)
    , m_settings(settings)
{
    setWindowTitle(tr("Amend"));
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setMinimumSize(900, 600);
    setContentsMargins(metrics::gutter, 0, metrics::gutter, 0);
    setCentralWidget(buildMiddle());
    buildDocks();
    buildMenus();
    buildLayoutSwitch();
    restoreLayout();
}

MainWindow::~MainWindow() = default;

QWidget* MainWindow::buildMiddle()
{
    auto* card = new Card;
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, metrics::padding);
    column->setSpacing(metrics::gutter);
    auto* messageRow = new QHBoxLayout; // within the card's border
    messageRow->setContentsMargins(metrics::gutter, metrics::gutter, metrics::gutter, 0);
    messageRow->addWidget(buildMessageBar());
    column->addLayout(messageRow);

    auto* talk = new QWidget;
    auto* talkColumn = new QVBoxLayout(talk);
    talkColumn->setContentsMargins(0, 0, 0, 0);
    talkColumn->setSpacing(metrics::gutter);
    m_conversation = new ConversationView;
    m_composer = new Composer;
    talkColumn->addWidget(m_conversation, 1);
    auto* composerRow = new QHBoxLayout;
    composerRow->setContentsMargins(metrics::padding, 0, metrics::padding, 0);
    composerRow->addWidget(m_composer);
    talkColumn->addLayout(composerRow);

    m_notice = new EmptyState;
    connect(m_notice, &EmptyState::actionRequested, this, &MainWindow::noticeActionRequested);
    m_middle = new QStackedWidget;
    m_middle->addWidget(talk);
    m_middle->addWidget(m_notice);
    column->addWidget(m_middle, 1);

    auto* frame = new QWidget; // the gutter around the card
    frame->setMinimumSize(400, 240); // in a small window the docks make way
    auto* frameLayout = new QVBoxLayout(frame);
    frameLayout->setContentsMargins(0, 0, 0, 0);
    frameLayout->addWidget(card);
    return frame;
}

QWidget* MainWindow::buildMessageBar()
{
    m_messageBar = new QWidget;
    m_messageBar->setAttribute(Qt::WA_StyledBackground);
    m_message = new QLabel;
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText); // it may name a file
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_message->setMinimumWidth(1); // a long path without a space must not widen the window
    m_message->setAccessibleName(tr("Message"));
    auto* close = new QToolButton;
    close->setIcon(icon(QStringLiteral("cross")));
    close->setIconSize({ 14, 14 });
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, [this] {
        m_composer->focusText(); // else the focus goes to whatever comes next in the window
        m_messageBar->hide();
    });
    auto* row = new QHBoxLayout(m_messageBar);
    row->setContentsMargins(metrics::padding, metrics::gutter, metrics::gutter, metrics::gutter);
    row->setSpacing(metrics::gutter);
    row->addWidget(m_message, 1);
    row->addWidget(close, 0, Qt::AlignTop);
    m_messageBar->hide();
    return m_messageBar;
}

void MainWindow::buildDocks()
{
    m_chatList = new ChatList;
    m_chatDock = new ChatDock(tr("Chats"), m_chatList);
    m_lossDock = new LossDock;
    m_driftDock = new DriftDock;
    m_gateCard = new GateCard;
    m_tokensDock = new TokensDock;
    m_memoryDock = new MemoryDock;
    m_timelineDock = new TimelineDock;
    m_statusStrip = new StatusStrip;
    statusBar()->addWidget(m_statusStrip, 1);
    statusBar()->setSizeGripEnabled(false);
    connect(m_chatList, &ChatList::newChatRequested, this, &MainWindow::newChatRequested);
}

void MainWindow::arrange(const QString& layout)
{
    const bool learn = layout == learnLayout;
    for (QDockWidget* dock : findChildren<QDockWidget*>()) {
        removeDockWidget(dock);
    }
    setCorner(Qt::TopLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::TopRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    addDockWidget(Qt::LeftDockWidgetArea, m_chatDock);
    addDockWidget(Qt::RightDockWidgetArea, m_lossDock);
    splitDockWidget(m_lossDock, m_driftDock, Qt::Vertical);
    splitDockWidget(m_driftDock, m_gateCard, Qt::Vertical);
    tabifyDockWidget(m_gateCard, m_tokensDock);
    tabifyDockWidget(m_tokensDock, m_memoryDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_timelineDock);
    m_chatDock->setVisible(!learn || width() >= roomForChatList);
    for (QDockWidget* dock : std::initializer_list<QDockWidget*> {
             m_lossDock, m_driftDock, m_gateCard, m_tokensDock, m_memoryDock, m_timelineDock }) {
        dock->setVisible(learn);
    }
    m_gateCard->raise();
    shareRoom();
}

/// Gives the docks their usual shares of the window; in a small one the conversation gets more.
void MainWindow::shareRoom()
{
    const bool isNarrow = width() < roomForChatList;
    const bool isLow = height() < roomForTimeline;
    resizeDocks({ m_chatDock }, { width() * 16 / 100 }, Qt::Horizontal);
    const int right = width() * (isNarrow ? 36 : 40) / 100;
    resizeDocks({ m_lossDock, m_driftDock }, { right, right }, Qt::Horizontal);
    resizeDocks({ m_lossDock, m_driftDock, m_gateCard },
        { height() * (isLow ? 32 : 27) / 100, height() * (isLow ? 33 : 36) / 100, height() * (isLow ? 28 : 30) / 100 },
        Qt::Vertical); // a narrow legend takes two lines
    resizeDocks({ m_timelineDock }, { height() * (isLow ? 22 : 30) / 100 }, Qt::Vertical);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    const QSize before = event->oldSize();
    const bool becameSmall = (before.width() >= roomForChatList && width() < roomForChatList)
        || (before.height() >= roomForTimeline && height() < roomForTimeline);
    if (becameSmall) { // else all of it would be taken from the conversation
        QTimer::singleShot(0, this, &MainWindow::shareRoom);
    }
}

void MainWindow::buildLayoutSwitch()
{
    auto* corner = new QWidget;
    auto* row = new QHBoxLayout(corner);
    row->setContentsMargins(0, metrics::grid, metrics::gutter, metrics::grid);
    row->setSpacing(metrics::grid);
    for (QAction* action : m_layouts->actions()) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setObjectName(QStringLiteral("layoutButton"));
        button->setToolTip(action->text() + QStringLiteral(" (") + action->shortcut().toString(QKeySequence::NativeText)
            + QStringLiteral(")"));
        row->addWidget(button);
    }
    menuBar()->setCornerWidget(corner);
}

void MainWindow::buildMenus()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    connect(
        addEntry(file, tr("&New chat"), QKeySequence::New), &QAction::triggered, this, &MainWindow::newChatRequested);
    connect(addEntry(file, tr("Open &model file…"), QKeySequence::Open), &QAction::triggered, this,
        &MainWindow::chooseModelFile);
    connect(addEntry(file, tr("Open model &folder…")), &QAction::triggered, this, &MainWindow::chooseModelFolder);
    m_statusStrip->addDevices(file->addMenu(tr("&Run the model on")));
    connect(addEntry(file, tr("&Export this chat…"), Qt::CTRL | Qt::Key_E), &QAction::triggered, this,
        &MainWindow::exportChatRequested);
    file->addSeparator();
    QAction* quit = addEntry(file, tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
    connect(quit, &QAction::triggered, this, &QWidget::close);

    QMenu* chat = menuBar()->addMenu(tr("&Chat"));
    connect(addEntry(chat, tr("&Write a message"), Qt::CTRL | Qt::Key_L), &QAction::triggered, m_composer,
        &Composer::focusText);
    connect(addEntry(chat, tr("&Search chats"), Qt::CTRL | Qt::SHIFT | Qt::Key_F), &QAction::triggered, m_chatList,
        &ChatList::focusSearch);
    connect(addEntry(chat, tr("&Copy newest reply"), Qt::CTRL | Qt::SHIFT | Qt::Key_C), &QAction::triggered,
        m_conversation, &ConversationView::copyNewest);
    connect(addEntry(chat, tr("&Answer again"), Qt::CTRL | Qt::Key_R), &QAction::triggered, m_conversation, [this] {
        if (const auto reply = m_conversation->newestReply()) {
            Q_EMIT m_conversation->regenerateRequested(*reply);
        }
    });
    connect(addEntry(chat, tr("&Previous message"), Qt::ALT | Qt::Key_Up), &QAction::triggered, m_conversation,
        [this] { m_conversation->focusStep(-1); });
    connect(addEntry(chat, tr("&Next message"), Qt::ALT | Qt::Key_Down), &QAction::triggered, m_conversation,
        [this] { m_conversation->focusStep(1); });

    QMenu* lesson = menuBar()->addMenu(tr("&Lesson"));
    connect(addEntry(lesson, tr("Thumbs &up for the newest reply"), Qt::CTRL | Qt::SHIFT | Qt::Key_G),
        &QAction::triggered, m_conversation, [this] { m_conversation->rateNewest(Rating::Up); });
    connect(addEntry(lesson, tr("Thumbs &down for the newest reply"), Qt::CTRL | Qt::SHIFT | Qt::Key_B),
        &QAction::triggered, m_conversation, [this] { m_conversation->rateNewest(Rating::Down); });
    connect(addEntry(lesson, tr("Un&do the last change of the weights"), Qt::CTRL | Qt::ALT | Qt::Key_Z),
        &QAction::triggered, this, &MainWindow::undoLessonRequested);
    connect(addEntry(lesson, tr("To the &timeline"), Qt::CTRL | Qt::Key_T), &QAction::triggered, this,
        &MainWindow::showTimeline);
    lesson->addSeparator();
    connect(addEntry(lesson, tr("&Rebuild all lessons from the log")), &QAction::triggered, this,
        &MainWindow::rebuildRequested);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    m_layouts = new QActionGroup(this);
    int number = 0;
    for (const auto& [name, text] : { std::pair(chatLayout, tr("Chat")), std::pair(learnLayout, tr("Learn")) }) {
        QAction* action = addEntry(view, text, QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + number++)));
        action->setCheckable(true);
        action->setData(name);
        m_layouts->addAction(action);
    }
    connect(
        m_layouts, &QActionGroup::triggered, this, [this](QAction* action) { switchTo(action->data().toString()); });
    connect(addEntry(view, tr("&Reset this layout")), &QAction::triggered, this, [this] { arrange(m_layout); });
    view->addSeparator();
    for (QDockWidget* dock : std::initializer_list<QDockWidget*> {
             m_chatDock, m_lossDock, m_driftDock, m_gateCard, m_tokensDock, m_memoryDock, m_timelineDock }) {
        view->addAction(dock->toggleViewAction());
    }
    view->addSeparator();
    buildThemeMenu(*view);
    buildTextSizeMenu(*view);
    connect(addEntry(view, tr("Next &part of the window"), Qt::Key_F6), &QAction::triggered, this,
        [this] { focusNextPart(1); });
    connect(addEntry(view, tr("Pre&vious part of the window"), Qt::SHIFT | Qt::Key_F6), &QAction::triggered, this,
        [this] { focusNextPart(-1); });

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    connect(addEntry(help, tr("&Keys"), QKeySequence::HelpContents), &QAction::triggered, this, &MainWindow::showKeys);
    connect(addEntry(help, tr("&About Amend")), &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::buildThemeMenu(QMenu& view)
{
    QMenu* menu = view.addMenu(tr("&Appearance"));
    auto* choices = new QActionGroup(this);
    for (const auto& [choice, text] : { std::pair(ThemeChoice::System, tr("As the &system")),
             std::pair(ThemeChoice::Light, tr("&Light")), std::pair(ThemeChoice::Dark, tr("&Dark")) }) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_settings.theme() == choice);
        choices->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = choice] {
            m_settings.setTheme(chosen);
            m_theme.setChoice(chosen);
        });
    }
}

void MainWindow::buildTextSizeMenu(QMenu& view)
{
    const auto resize = [this](int pixels) {
        m_theme.setTextPixels(pixels);
        m_settings.setTextPixels(m_theme.textPixels());
    };
    connect(addEntry(&view, tr("&Larger text"), QKeySequence::ZoomIn), &QAction::triggered, this,
        [this, resize] { resize(m_theme.textPixels() + 1); });
    connect(addEntry(&view, tr("&Smaller text"), QKeySequence::ZoomOut), &QAction::triggered, this,
        [this, resize] { resize(m_theme.textPixels() - 1); });
    connect(addEntry(&view, tr("&Usual text size"), Qt::CTRL | Qt::Key_0), &QAction::triggered, this,
        [resize] { resize(ThemeSwitch::defaultTextPixels); });
}

void MainWindow::restoreLayout()
{
    if (!restoreGeometry(m_settings.geometry())) {
        constexpr QSize frame(40, 60); // what a window manager adds, with some air
        resize(QSize(1440, 900).boundedTo(screen()->availableSize() - frame));
    }
    const QString saved = m_settings.preset();
    m_layout = saved.isEmpty() ? learnLayout : saved;
    arrange(m_layout);
    restoreState(m_settings.dockState(m_layout));
    for (QAction* action : m_layouts->actions()) {
        action->setChecked(action->data().toString() == m_layout);
    }
}

void MainWindow::switchTo(const QString& layout)
{
    saveLayout();
    m_conversation->holdTop();
    m_layout = layout;
    arrange(layout);
    restoreState(m_settings.dockState(layout));
}

void MainWindow::showLearnLayout()
{
    for (QAction* action : m_layouts->actions()) {
        if (action->data().toString() == learnLayout && !action->isChecked()) {
            action->trigger();
        }
    }
}

void MainWindow::showTimeline()
{
    m_timelineDock->show();
    m_timelineDock->raise();
    m_timelineDock->setFocus();
}

void MainWindow::saveLayout()
{
    m_settings.saveWindow(saveGeometry(), m_layout, saveState());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveLayout();
    Q_EMIT closing();
    event->accept();
}

void MainWindow::showNotice(const QString& sentence, const QString& action)
{
    m_notice->setText(sentence, action);
    m_middle->setCurrentWidget(m_notice);
}

void MainWindow::showConversation()
{
    m_middle->setCurrentIndex(0);
    m_composer->focusText();
}

void MainWindow::showMessage(const QString& sentence, MessageStay stay)
{
    constexpr int shownForMs = 12'000;
    m_message->setText(sentence);
    m_messageBar->setProperty(
        "surface", stay == MessageStay::UntilClosed ? QStringLiteral("warning") : QStringLiteral("notice"));
    m_messageBar->style()->unpolish(m_messageBar); // the surface has changed
    m_messageBar->style()->polish(m_messageBar);
    m_messageBar->setVisible(!sentence.isEmpty());
    if (stay == MessageStay::UntilClosed) {
        return;
    }
    QTimer::singleShot(shownForMs, m_message, [this, sentence] {
        if (m_message->text() == sentence) {
            m_messageBar->hide();
        }
    });
}

void MainWindow::chooseModelFile()
{
    const QString path
        = QFileDialog::getOpenFileName(this, tr("Open a model"), {}, tr("Models (*.gguf);;All files (*)"));
    if (!path.isEmpty()) {
        Q_EMIT modelChosen(path);
    }
}

void MainWindow::chooseModelFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open a folder with config.json and safetensors"));
    if (!path.isEmpty()) {
        Q_EMIT modelChosen(path);
    }
}

void MainWindow::focusNextPart(int step)
{
    const std::vector<QWidget*> parts { m_chatList, m_conversation, m_composer, m_lossDock, m_driftDock, m_gateCard,
        m_tokensDock, m_memoryDock, m_timelineDock };
    const int count = static_cast<int>(parts.size());
    int current = -1;
    for (int i = 0; i < count; ++i) {
        if (parts[static_cast<std::size_t>(i)]->isAncestorOf(QApplication::focusWidget())) {
            current = i;
        }
    }
    for (int tries = 0; tries < count; ++tries) {
        current = (current + step + count) % count;
        QWidget* part = parts[static_cast<std::size_t>(current)];
        if (!part->isVisible()) {
            continue;
        }
        part->setFocus(Qt::TabFocusReason);
        if (!part->isAncestorOf(QApplication::focusWidget()) && part->nextInFocusChain() != nullptr) {
            part->nextInFocusChain()->setFocus(Qt::TabFocusReason);
        }
        return;
    }
}

void MainWindow::showKeys()
{
    QString rows;
    for (const QAction* action : findChildren<QAction*>()) {
        if (!action->shortcut().isEmpty() && !action->text().isEmpty()) {
            rows += QStringLiteral("<tr><td>%1 &nbsp;</td><td>%2</td></tr>")
                        .arg(action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped(),
                            action->text().remove(u'&').toHtmlEscaped());
        }
    }
    QMessageBox::information(this, tr("Keys"), QStringLiteral("<table>") + rows + QStringLiteral("</table>"));
}

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Amend"),
        tr("<h3>Amend %1</h3><p>A chat window over a language model that runs on this computer. A thumbs-down changes "
           "the model's "
           "weights within seconds; every change is shown, checked, and can be taken back.</p><p>Nothing leaves this "
           "computer: Amend "
           "opens no network connection.</p><p>GPL-3.0-or-later. Built on Qt (LGPL-3.0), QCustomPlot "
           "(GPL-3.0-or-later), libtorch "
           "(BSD-3-Clause), SQLite (public domain), spdlog (MIT), md4c (MIT), PCRE2 (BSD-3-Clause), OpenSSL "
           "(Apache-2.0).</p>")
            .arg(QApplication::applicationVersion()));
}

} // namespace amend
