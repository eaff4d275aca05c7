// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The gate's checks as a table of quiet rows.
#pragma once

#include "core/domain/lesson_receipt.h"

#include <QTableWidget>

namespace amend {

/// One row per check: verdict as an icon, name, measured, limit. Every second row lies on a soft ground.
class GateTable final : public QTableWidget {
    Q_OBJECT

public:
    explicit GateTable(QWidget* parent = nullptr);

    void setChecks(const std::vector<GateCheck>& checks);
    /// The checks as lines with tabs between the columns.
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fill();
    void shareWidth();

    std::vector<GateCheck> m_checks;
    int m_longestName = 0; ///< in pixels
    int m_longestMeasured = 0;
};

} // namespace amend
