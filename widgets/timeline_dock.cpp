// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline_dock.h"

#include "widgets/damage_bar.h"
#include "widgets/icon.h"
#include "widgets/models/checkpoint_filter.h"
#include "widgets/models/checkpoint_model.h"
#include "widgets/theme.h"
#include "widgets/timeline_delegate.h"

#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QToolButton>

namespace amend {

TimelineDock::TimelineDock(QWidget* parent)
    : CardDock(QStringLiteral("timeline"), tr("Timeline"), parent)
    , m_model(new CheckpointModel(this))
    , m_filter(new CheckpointFilter(this))
    , m_delegate(new TimelineDelegate(this))
    , m_view(new QListView)
    , m_filterText(new QLineEdit)
    , m_damage(new DamageBar)
    , m_menu(new QMenu(this))
{
    m_filter->setSourceModel(m_model);
    m_view->setModel(m_filter);
    m_view->setItemDelegate(m_delegate);
    m_view->setUniformItemSizes(true);
    m_view->setMouseTracking(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Timeline"));
    m_filterBar = makeFilterBar();
    makeActions();

    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, metrics::grid);
    layout->setSpacing(0);
    layout->addWidget(m_filterBar);
    layout->addWidget(m_view);
    auto* damageRow = new QHBoxLayout;
    damageRow->setContentsMargins(metrics::gutter, metrics::grid, metrics::gutter, metrics::grid);
    damageRow->addWidget(m_damage);
    layout->addLayout(damageRow);
    setBody(body);
    setFocusProxy(m_view);

    connect(m_damage, &DamageBar::rebuildRequested, this, &TimelineDock::rebuildRequested);
    connect(m_damage, &DamageBar::restoreRequested, this, &TimelineDock::restoreRequested);
    connect(m_model, &CheckpointModel::nameRequested, this, &TimelineDock::nameRequested);
    connect(m_view, &QWidget::customContextMenuRequested, this,
        [this](const QPoint& position) { m_menu->popup(m_view->viewport()->mapToGlobal(position)); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        m_view->selectionModel()->select(current, QItemSelectionModel::ClearAndSelect); // also when the focus chose it
        refreshActions();
        announceSelection();
    });
    refresh();
}

QWidget* TimelineDock::makeFilterBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(2 * metrics::grid, metrics::grid, 2 * metrics::grid, metrics::grid);
    layout->setSpacing(metrics::grid);
    m_filterText->setPlaceholderText(tr("Filter the timeline"));
    m_filterText->setAccessibleName(m_filterText->placeholderText());
    m_filterText->setClearButtonEnabled(true);
    layout->addWidget(m_filterText, 1);
    connect(m_filterText, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setText(text);
        refresh();
    });

    auto* pinned = new QPushButton(tr("Pinned"));
    auto* notLearned = new QPushButton(tr("Not learned"));
    for (QPushButton* chip : { pinned, notLearned }) {
        chip->setProperty("variant", QStringLiteral("chip"));
        chip->setCheckable(true);
        layout->addWidget(chip);
    }
    const auto setKind = [this](QPushButton* other, CheckpointFilter::Kind kind, bool isOn) {
        if (isOn) {
            other->setChecked(false); // first: it sets the kind to all
        }
        m_filter->setKind(isOn ? kind : CheckpointFilter::Kind::All);
        refresh();
    };
    connect(pinned, &QPushButton::toggled, this,
        [=](bool isOn) { setKind(notLearned, CheckpointFilter::Kind::Pinned, isOn); });
    connect(notLearned, &QPushButton::toggled, this,
        [=](bool isOn) { setKind(pinned, CheckpointFilter::Kind::NotLearned, isOn); });
    bar->hide();
    return bar;
}

QAction* TimelineDock::makeAction(const QString& text, const QString& iconName, const QKeySequence& key)
{
    auto* action = new QAction(icon(iconName), text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut); // letters are text while one types into the filter
    m_view->addAction(action);
    m_menu->addAction(action);
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setIconSize({ 16, 16 });
    addTitleWidget(button);
    return action;
}

void TimelineDock::makeActions()
{
    m_showFilter = makeAction(tr("&Filter"), QStringLiteral("filter"), Qt::Key_Slash);
    m_showFilter->setCheckable(true);
    connect(m_showFilter, &QAction::toggled, this, &TimelineDock::setFilterShown);
    m_restore = makeAction(tr("&Restore"), QStringLiteral("restore"), Qt::Key_Return);
    m_restore->setShortcuts({ Qt::Key_Return, Qt::Key_Enter });
    connect(m_restore, &QAction::triggered, this, [this] {
        const auto row = currentRow();
        if (const auto checkpoint = row->target ? row->target : row->checkpoint) {
            Q_EMIT restoreRequested(*checkpoint);
        }
    });
    m_undo = makeAction(tr("&Undo last lesson"), QStringLiteral("undo"), {});
    connect(m_undo, &QAction::triggered, this, &TimelineDock::undoRequested);
    m_name = makeAction(tr("&Name…"), QStringLiteral("rename"), Qt::Key_F2);
    connect(m_name, &QAction::triggered, this, [this] { m_view->edit(m_view->currentIndex()); });
    m_pin = makeAction(tr("&Pin"), QStringLiteral("pin"), Qt::Key_P);
    m_pin->setCheckable(true);
    connect(m_pin, &QAction::triggered, this,
        [this](bool isPinned) { Q_EMIT pinRequested(*currentRow()->checkpoint, isPinned); });
    m_unteach = makeAction(tr("Un-&teach…"), QStringLiteral("unteach"), {});
    connect(m_unteach, &QAction::triggered, this, [this] { Q_EMIT unteachRequested(*currentRow()->lesson); });
    m_export = makeAction(tr("&Export…"), QStringLiteral("export"), {});
    connect(m_export, &QAction::triggered, this, [this] { Q_EMIT exportRequested(*currentRow()->checkpoint); });
}

std::optional<CheckpointRow> TimelineDock::currentRow() const
{
    const QModelIndex current = m_view->currentIndex();
    if (!current.isValid()) {
        return std::nullopt;
    }
    return current.data(CheckpointModel::RowRole).value<CheckpointRow>();
}

void TimelineDock::setRows(const std::vector<CheckpointRow>& rows)
{
    const bool followsNewest = m_view->currentIndex().row() == 0;
    m_model->setRows(rows);
    m_delegate->setLaneCount(m_model->laneCount());
    const bool hasNone = !m_view->currentIndex().isValid() && !m_isElsewhere;
    if ((followsNewest || hasNone) && m_filter->rowCount() > 0) {
        m_view->setCurrentIndex(m_filter->index(0, 0));
    }
    refresh();
}

void TimelineDock::selectLesson(LessonId lesson)
{
    const QScopedValueRollback quiet(m_isQuiet, true);
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOfLesson(lesson));
    m_view->setCurrentIndex(index);
    m_isElsewhere = !index.isValid();
}

void TimelineDock::selectCheckpoint(CheckpointId checkpoint)
{
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOfCheckpoint(checkpoint));
    if (index.isValid()) {
        m_view->setCurrentIndex(index);
    }
}

int TimelineDock::rowCount() const
{
    return m_model->rowCount();
}

void TimelineDock::setFilterShown(bool isShown)
{
    m_showFilter->setChecked(isShown);
    m_filterBar->setVisible(isShown);
    if (isShown) {
        m_filterText->setFocus();
        return;
    }
    m_filterText->clear();
    for (QPushButton* chip : m_filterBar->findChildren<QPushButton*>()) {
        chip->setChecked(false);
    }
    m_view->setFocus();
}

void TimelineDock::refresh()
{
    const QString count = tr("%n checkpoint(s)", nullptr, m_model->checkpointCount());
    const QString size = locale().formattedDataSize(m_model->sizeBytes(), 0, QLocale::DataSizeSIFormat);
    const QString hits = tr("%n hit(s)", nullptr, m_filter->rowCount());
    setSummary(m_filter->isActive() ? hits : QStringLiteral("%1 · %2").arg(count, size));
    if (m_model->rowCount() == 0) {
        showEmpty(tr("No model is loaded, so there is no timeline yet."));
    } else {
        showBody();
    }
    m_view->viewport()->update();
    refreshActions();
}

void TimelineDock::refreshActions()
{
    const CheckpointRow row = currentRow().value_or(CheckpointRow {});
    const bool hasRow = currentRow().has_value();
    const bool isCheckpoint = hasRow && row.checkpoint && row.kind != TimelineKind::Restored;
    m_restore->setEnabled(hasRow && (row.checkpoint || row.target) && !row.serving && !row.damaged);
    m_undo->setEnabled(m_model->rowCount() > 1);
    m_name->setEnabled(isCheckpoint);
    m_pin->setEnabled(isCheckpoint && row.kind != TimelineKind::Base); // the base is pinned for good
    m_pin->setChecked(row.pinned);
    m_unteach->setEnabled(hasRow && row.kind == TimelineKind::Learned && row.lesson);
    m_export->setEnabled(isCheckpoint && row.kind != TimelineKind::Base && !row.damaged);
    refreshDamage();
}

void TimelineDock::refreshDamage()
{
    const CheckpointRow row = currentRow().value_or(CheckpointRow {});
    if (row.damaged) {
        const CheckpointId damaged = row.checkpoint ? *row.checkpoint : row.target.value_or(CheckpointId {});
        const CheckpointId sound = m_model->soundAncestor(damaged);
        m_damage->setDamage(damaged, m_model->serving() == sound ? std::nullopt : std::optional(sound));
    }
    if (!row.damaged && m_damage->isAncestorOf(QApplication::focusWidget())) {
        m_view->setFocus(); // else it goes to whatever comes next in the window
    }
    m_damage->setVisible(row.damaged);
}

void TimelineDock::announceSelection()
{
    const auto row = currentRow();
    if (!m_isQuiet && row) {
        m_isElsewhere = false;
        Q_EMIT rowSelected(*row);
    }
}

} // namespace amend
