// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icon.h"

#include "widgets/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

/// The resources sit in a static library, where nothing registers them by itself. Qt's macro declares a
/// function, so this stands outside every namespace.
static void registerResources()
{
    static const bool isRegistered = [] {
        Q_INIT_RESOURCE(amend);
        return true;
    }();
    Q_UNUSED(isRegistered)
}

namespace amend {
namespace {

QColor colourOf(IconColour colour)
{
    const Theme& theme = Theme::current();
    switch (colour) {
    case IconColour::Text:
        return theme.text;
    case IconColour::Second:
        return theme.second;
    case IconColour::Third:
        return theme.third;
    case IconColour::Accent:
        return theme.accent;
    case IconColour::OnAccent:
        return theme.onAccent();
    case IconColour::Good:
        return theme.good;
    case IconColour::Bad:
        return theme.bad;
    case IconColour::Wait:
        return theme.wait;
    }
    return theme.second;
}

/// Renders at each painting, so that neither a switch of the theme nor another screen leaves a stale picture.
class ThemedIconEngine final : public QIconEngine {
public:
    ThemedIconEngine(const QString& name, IconColour colour)
        : m_name(name)
        , m_colour(colour)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        const bool isOff = mode == QIcon::Disabled;
        constexpr double shownOfOff = 0.5; // the third grey alone is too near to the second to be told from it
        painter->save();
        painter->setOpacity(isOff ? shownOfOff * painter->opacity() : painter->opacity());
        paintIcon(*painter, rect, m_name, isOff ? Theme::current().third : colourOf(m_colour));
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_name, m_colour); }

private:
    QString m_name;
    IconColour m_colour;
};

} // namespace

QIcon icon(const QString& name, IconColour colour)
{
    registerResources();
    Q_ASSERT_X(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(name)), "icon", qPrintable(name));
    return QIcon(new ThemedIconEngine(name, colour));
}

void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& colour)
{
    registerResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return;
    }
    QSvgRenderer renderer(file.readAll().replace("currentColor", colour.name().toLatin1()));
    const double side = qMin(rect.width(), rect.height());
    renderer.render(&painter, QRectF(rect.center() - QPointF(side / 2, side / 2), QSizeF(side, side)));
}

} // namespace amend
