// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One window per profile: a second start hands over and ends.
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QString>

namespace amend {

/// The profile's lock (core/store) decides who owns the profile; this socket only carries the wish to see its window.
class SingleInstance final : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(const QString& profile, QObject* parent = nullptr);

    /// True if a window of this profile answered and has been asked to show itself.
    bool raiseOther() const;
    /// From now on others' starts raise this window. After a crash the old socket is replaced.
    void listen();

Q_SIGNALS:
    void raiseRequested();

private:
    QString m_name;
    QLocalServer m_server;
};

} // namespace amend
