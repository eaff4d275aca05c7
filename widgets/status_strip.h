// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The line at the bottom of the window: what serves, what is being learned, on what, and how fast.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/model_info.h"

#include <QSet>
#include <QWidget>

#include <optional>

class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;

namespace amend {

class ContextBar;

/// Every field is a flat button that announces a wish; a field without a value is not shown,
/// nor is, in a narrow window, one that matters less than the others.
class StatusStrip final : public QWidget {
    Q_OBJECT

public:
    static constexpr double contextWarning = 0.8; ///< share of the context from which the bar warns

    explicit StatusStrip(QWidget* parent = nullptr);

    /// Appends where a model can run; what is chosen there is announced by deviceChosen.
    void addDevices(QMenu* menu);

public Q_SLOTS:
    void setModel(const amend::ModelInfo& model);
    void clearModel();
    void setServing(amend::CheckpointId checkpoint);
    /// A new checkpoint waits for the running reply to end; nothing when none waits.
    void setPending(std::optional<amend::CheckpointId> checkpoint);
    void setQueue(int learning, int waiting);
    void setLearning(const QString& words); ///< how far the lesson is that runs; until the queue changes
    void setSpeed(double tokensPerSecond); ///< 0: not measured, and not shown
    void setContext(int usedTokens, int totalTokens); ///< of the chat that is open; 0: not known, and not shown
    /// `share` of the model that is loaded, from 0 to 1.
    void setLoading(const QString& what, double share);
    void endLoading();

Q_SIGNALS:
    void modelRequested();
    void timelineRequested();
    void queueRequested();
    void deviceChosen(const QString& device); ///< "auto" or "cpu"
    void speedRequested();
    void contextRequested();
    void cancelLoadingRequested();

protected:
    bool event(QEvent* event) override;

private:
    void setKnown(QWidget* field, bool isKnown);
    void fitToWidth();
    QPushButton* makeField(const QString& name, const QString& description, void (StatusStrip::*wish)());
    void refreshServing();
    void offerDevices();

    QPushButton* m_model;
    QPushButton* m_serving;
    QPushButton* m_queue;
    QPushButton* m_device;
    QPushButton* m_speed;
    QPushButton* m_context;
    ContextBar* m_contextBar;
    QWidget* m_loading;
    QLabel* m_loadingText;
    QProgressBar* m_progress;
    QSet<QWidget*> m_known; ///< the fields that have a value
    int m_waiting = 0; ///< lessons
    CheckpointId m_servingId;
    std::optional<CheckpointId> m_pending;
};

} // namespace amend
