// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/block_view.h"

#include "widgets/icon.h"
#include "widgets/markdown_html.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QUrl>
#include <QWheelEvent>

namespace amend {
namespace {

enum class Frame { None, Code, Quote };

Frame frameOf(BlockKind kind)
{
    switch (kind) {
    case BlockKind::Code:
        return Frame::Code;
    case BlockKind::Quote:
        return Frame::Quote;
    case BlockKind::Prose:
    case BlockKind::Heading:
    case BlockKind::Table:
    case BlockKind::List:
    case BlockKind::Rule:
        return Frame::None;
    }
    return Frame::None;
}

constexpr int quoteIndent = 14;
constexpr int quoteBar = 3;

HtmlStyle htmlStyle()
{
    const Theme& theme = Theme::current();
    return { theme.second, theme.inset, theme.border, fontFor(TextRole::Figures).family() };
}

/// Code scrolls sideways and never up and down: it is as high as its text, plus the bar when there is one.
class CodeScroll final : public QScrollArea {
public:
    explicit CodeScroll(QWidget* parent)
        : QScrollArea(parent)
    {
        setFrameShape(QFrame::NoFrame);
        setWidgetResizable(true);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        viewport()->setAutoFillBackground(false);
    }

    QSize sizeHint() const override
    {
        const QSize inside = widget() ? widget()->sizeHint() : QSize();
        const bool scrolls = inside.width() > width();
        return { 120, inside.height() + (scrolls ? horizontalScrollBar()->sizeHint().height() : 0) };
    }
    QSize minimumSizeHint() const override { return { 40, sizeHint().height() }; }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        QScrollArea::resizeEvent(event);
        updateGeometry();
    }
    /// The wheel belongs to the conversation.
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

} // namespace

BlockView::BlockView(const MarkdownBlock& block, QWidget* parent)
    : QFrame(parent)
    , m_block(block)
    , m_text(new QLabel(this))
{
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse);
    if (block.kind == BlockKind::Code) {
        buildCode();
    } else {
        buildProse();
    }
    render();
}

bool BlockView::fits(const MarkdownBlock& block) const
{
    return frameOf(block.kind) == frameOf(m_block.kind);
}

void BlockView::setBlock(const MarkdownBlock& block)
{
    if (block != m_block) {
        m_block = block;
        render();
    }
}

void BlockView::setOpen(bool isOpen)
{
    if (isOpen != m_isOpen) {
        m_isOpen = isOpen;
        render();
    }
}

void BlockView::buildProse()
{
    auto* column = new QVBoxLayout(this);
    const int left = frameOf(m_block.kind) == Frame::Quote ? quoteIndent : 0;
    column->setContentsMargins(left, 0, 0, 0);
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    column->addWidget(m_text);
    connect(m_text, &QLabel::linkHovered, m_text, &QLabel::setToolTip); // the target is shown before it is opened
    connect(m_text, &QLabel::linkActivated, this, [](const QString& address) {
        if (isOpenable(address)) {
            QDesktopServices::openUrl(QUrl(address));
        }
    });
}

void BlockView::buildCode()
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setFont(fontFor(TextRole::Figures));
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_language = new QLabel(this);
    m_language->setFont(fontFor(TextRole::Small));
    m_language->setProperty("tone", QStringLiteral("second"));
    auto* copy = new QToolButton(this);
    copy->setIcon(icon(QStringLiteral("copy")));
    copy->setIconSize({ 14, 14 });
    copy->setToolTip(tr("Copy this code"));
    copy->setAccessibleName(tr("Copy this code"));
    connect(copy, &QToolButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(m_block.source)); });

    auto* head = new QHBoxLayout;
    head->addWidget(m_language, 1);
    head->addWidget(copy);
    auto* scroll = new CodeScroll(this);
    scroll->setWidget(m_text);
    m_text->setAutoFillBackground(false); // setWidget has switched it on
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, metrics::grid, metrics::grid, 12);
    column->setSpacing(metrics::grid);
    column->addLayout(head);
    column->addWidget(scroll);
}

void BlockView::render()
{
    if (m_block.kind == BlockKind::Code) {
        m_language->setText(m_block.language.empty() ? tr("code") : QString::fromStdString(m_block.language));
        m_text->setText(QString::fromStdString(m_block.source));
        return;
    }
    QString html = toHtml(m_block.source, htmlStyle());
    if (const qsizetype end = html.lastIndexOf(QLatin1String("</p>")); m_isOpen && end >= 0) {
        html.insert(end, QStringLiteral("<span style='color:%1'>\u258d</span>").arg(Theme::current().accent.name()));
    }
    m_text->setText(QStringLiteral("<div style='line-height:135%'>%1</div>").arg(html));
}

void BlockView::paintEvent(QPaintEvent*)
{
    const Frame frame = frameOf(m_block.kind);
    if (frame == Frame::None) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (frame == Frame::Quote) {
        painter.setBrush(Theme::current().border);
        painter.drawRoundedRect(QRectF(0, 0, quoteBar, height()), quoteBar / 2.0, quoteBar / 2.0);
    } else {
        painter.setBrush(Theme::current().inset);
        painter.drawRoundedRect(rect(), metrics::smallRadius, metrics::smallRadius);
    }
}

void BlockView::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        render(); // the colours stand in the HTML
    }
}

} // namespace amend
