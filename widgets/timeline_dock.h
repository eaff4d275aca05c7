// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline: every checkpoint there ever was, and the ways back.
#pragma once

#include "core/domain/checkpoint_row.h"
#include "widgets/card_dock.h"

#include <optional>
#include <vector>

class QAction;
class QLineEdit;
class QListView;
class QMenu;
class QPushButton;
class QToolButton;

namespace amend {

class CheckpointFilter;
class CheckpointModel;
class DamageBar;
class TimelineDelegate;

/// A list with lanes, newest on top. It changes nothing by itself: it announces what the person wishes, and shows
/// the ledger that comes back.
///
/// Keys with the focus in the list: Enter restore, Ctrl+Alt+Z undo (the window's), F2 name, P pin, / filter.
class TimelineDock final : public CardDock {
    Q_OBJECT

public:
    explicit TimelineDock(QWidget* parent = nullptr);

    const CheckpointModel& model() const { return *m_model; }
    int rowCount() const;
    /// The row that the actions act on; none while what is selected has no row.
    std::optional<CheckpointRow> currentRow() const;

    QAction* restoreAction() const { return m_restore; }
    QAction* undoAction() const { return m_undo; }
    QAction* nameAction() const { return m_name; }
    QAction* pinAction() const { return m_pin; }
    QAction* unteachAction() const { return m_unteach; }
    QAction* exportAction() const { return m_export; }

public Q_SLOTS:
    /// The whole ledger, oldest first. While the newest row is selected, the selection stays on the newest.
    void setRows(const std::vector<amend::CheckpointRow>& rows);
    /// Selects a lesson that was chosen elsewhere, without announcing it again; one that has no row here selects none.
    void selectLesson(amend::LessonId lesson);
    /// Selects the row that made a checkpoint, as a click on it would; one that is not shown is left alone.
    void selectCheckpoint(amend::CheckpointId checkpoint);
    void setFilterShown(bool isShown);

Q_SIGNALS:
    void restoreRequested(amend::CheckpointId checkpoint);
    void undoRequested();
    void nameRequested(amend::CheckpointId checkpoint, const QString& name);
    void pinRequested(amend::CheckpointId checkpoint, bool isPinned);
    void unteachRequested(amend::LessonId lesson);
    void exportRequested(amend::CheckpointId checkpoint);
    void rebuildRequested(amend::CheckpointId checkpoint); ///< of a damaged one
    void rowSelected(const amend::CheckpointRow& row);

private:
    QWidget* makeFilterBar();
    QAction* makeAction(const QString& text, const QString& iconName, const QKeySequence& key);
    void makeActions();
    void refresh();
    void refreshActions();
    void refreshDamage();
    void announceSelection();

    CheckpointModel* m_model;
    CheckpointFilter* m_filter;
    TimelineDelegate* m_delegate;
    QListView* m_view;
    QWidget* m_filterBar;
    QLineEdit* m_filterText;
    DamageBar* m_damage;
    QMenu* m_menu;
    QAction* m_restore = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_name = nullptr;
    QAction* m_pin = nullptr;
    QAction* m_unteach = nullptr;
    QAction* m_export = nullptr;
    QAction* m_showFilter = nullptr;
    bool m_isQuiet = false; ///< selecting on behalf of somebody else
    bool m_isElsewhere = false; ///< what is selected has no row here
};

} // namespace amend
