// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// View C of the inspector: what changed in the weights?
#pragma once

#include "core/domain/lesson_receipt.h"
#include "widgets/plot_dock.h"

namespace amend {

class DriftMapView;

/// The change of every layer and projection, of this update or since the base.
class DriftDock final : public PlotDock {
    Q_OBJECT

public:
    enum class Reference { ThisUpdate, Base };

    explicit DriftDock(QWidget* parent = nullptr);

    TableData table() const override;
    QPixmap picture() const override;

public Q_SLOTS:
    void showReceipt(const amend::LessonReceipt& receipt);
    /// Any other map, such as one between two checkpoints; `title` says which.
    void setDrift(const amend::DriftMap& map, const QString& title);
    /// What is selected moved nothing; `why` and its name. Without them: nothing is selected.
    void clear(const QString& why = {}, const QString& name = {});
    void setReference(amend::DriftDock::Reference reference);
    void setLogarithmic(bool isLogarithmic);

Q_SIGNALS:
    void cellChosen(int layer, int projection);

private:
    void refresh();

    DriftMapView* m_view;
    QAction* m_sinceBase = nullptr;
    QAction* m_logarithmic = nullptr;
    DriftMap m_ofLesson;
    DriftMap m_fromBase;
    Reference m_reference = Reference::ThisUpdate;
    QString m_name; ///< of what is selected
    QString m_why; ///< why there is nothing to show
    QString m_title; ///< of a map that is neither; else empty
};

} // namespace amend
