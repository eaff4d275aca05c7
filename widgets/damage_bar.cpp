// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/damage_bar.h"

#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace amend {

DamageBar::DamageBar(QWidget* parent)
    : QWidget(parent)
    , m_sentence(new QLabel)
    , m_rebuild(new QPushButton(tr("Rebuild")))
    , m_goBack(new QPushButton)
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("surface", QStringLiteral("warning"));
    m_sentence->setWordWrap(true);
    m_sentence->setToolTip(tr("What is left of the file was set aside, not deleted."));
    m_rebuild->setToolTip(tr("Learns its lessons anew from the log, and lets the result serve"));
    connect(m_rebuild, &QPushButton::clicked, this, [this] { Q_EMIT rebuildRequested(m_damaged); });
    connect(m_goBack, &QPushButton::clicked, this, [this] { Q_EMIT restoreRequested(*m_sound); });
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::padding, metrics::grid, metrics::grid, metrics::grid);
    row->setSpacing(metrics::gutter);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_rebuild);
    row->addWidget(m_goBack);
}

void DamageBar::setDamage(CheckpointId damaged, std::optional<CheckpointId> sound)
{
    m_damaged = damaged;
    m_sound = sound;
    m_sentence->setText(tr("The file of #%1 is damaged or missing.").arg(damaged.value));
    m_goBack->setText(tr("Back to #%1").arg(sound.value_or(CheckpointId {}).value));
    m_goBack->setVisible(sound.has_value());
}

} // namespace amend
