// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/status_strip.h"

#include "widgets/context_bar.h"
#include "widgets/icon.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>

#include <utility>

namespace amend {
namespace {

/// Choosing another variant of the stylesheet takes effect after polishing again.
void setVariant(QPushButton* button, const QString& variant)
{
    if (button->property("variant").toString() != variant) {
        button->setProperty("variant", variant);
        button->style()->unpolish(button);
        button->style()->polish(button);
    }
}

} // namespace

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent)
    , m_model(makeField(tr("Model"), tr("Chooses another model"), &StatusStrip::modelRequested))
    , m_serving(makeField(tr("Serving"), tr("The checkpoint that writes new replies; opens the timeline"),
          &StatusStrip::timelineRequested))
    , m_queue(makeField(tr("Lessons"), tr("Lessons being learned and waiting"), &StatusStrip::queueRequested))
    , m_device(makeField(tr("Device"), tr("Where the model runs; offers another"), &StatusStrip::offerDevices))
    , m_speed(makeField(tr("Speed"), tr("Speed of the last reply"), &StatusStrip::speedRequested))
    , m_context(makeField(tr("Context"), tr("How much of its context this chat uses"), &StatusStrip::contextRequested))
    , m_contextBar(new ContextBar)
    , m_loading(new QWidget)
    , m_loadingText(new QLabel)
    , m_progress(new QProgressBar)
{
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(40 * metrics::grid);
    m_progress->setAccessibleName(tr("Loading"));
    m_loadingText->setProperty("tone", QStringLiteral("second"));
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setProperty("variant", QStringLiteral("flat"));
    cancel->setAccessibleDescription(tr("Stops loading the model"));
    connect(cancel, &QPushButton::clicked, this, &StatusStrip::cancelLoadingRequested);
    m_loading->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred); // Cancel stays beside the bar
    auto* loading = new QHBoxLayout(m_loading);
    loading->setContentsMargins(2 * metrics::grid, 0, 0, 0);
    loading->setSpacing(2 * metrics::grid);
    loading->addWidget(m_loadingText);
    loading->addWidget(m_progress);
    loading->addWidget(cancel);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 3 * metrics::grid, 0);
    layout->setSpacing(3 * metrics::grid);
    for (QWidget* field :
        std::initializer_list<QWidget*> { m_model, m_serving, m_queue, m_device, m_speed, m_loading }) {
        layout->addWidget(field);
    }
    layout->addStretch();
    layout->addWidget(m_context);
    layout->addWidget(m_contextBar);
    for (QWidget* field : std::initializer_list<QWidget*> { m_contextBar, m_loading }) {
        field->hide();
    }
    setFixedHeight(metrics::rowHeight + 2);
}

QPushButton* StatusStrip::makeField(const QString& name, const QString& description, void (StatusStrip::*wish)())
{
    auto* field = new QPushButton;
    field->setProperty("variant", QStringLiteral("flat"));
    field->setAccessibleName(name);
    field->setAccessibleDescription(description);
    field->setToolTip(description);
    field->setFocusPolicy(Qt::TabFocus);
    field->hide();
    connect(field, &QPushButton::clicked, this, wish);
    return field;
}

void StatusStrip::setModel(const ModelInfo& model)
{
    QStringList name { QString::fromStdString(model.name), QString::fromStdString(model.quantisation) };
    name.removeAll(QString());
    m_model->setText(name.join(QLatin1Char(' ')));
    m_model->setToolTip(QString::fromStdString(model.path));
    setKnown(m_model, true);

    QStringList device { QString::fromStdString(model.device) };
    if (model.threads > 0) {
        device.append(tr("%n thread(s)", nullptr, model.threads));
    }
    device.append(QString::fromStdString(model.instructionSet));
    device.removeAll(QString());
    m_device->setText(device.join(QStringLiteral(" · ")));
    setKnown(m_device, true);
    endLoading();
    refreshServing();
}

void StatusStrip::offerDevices()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addDevices(menu);
    menu->popup(m_device->mapToGlobal(QPoint(0, 0)));
}

void StatusStrip::addDevices(QMenu* menu)
{
    for (const auto& [device, words] :
        { std::pair(QStringLiteral("auto"), tr("&Graphics processor, where there is one")),
            std::pair(QStringLiteral("cpu"), tr("&CPU only")) }) {
        connect(menu->addAction(words), &QAction::triggered, this,
            [this, device = device] { Q_EMIT deviceChosen(device); });
    }
}

void StatusStrip::clearModel()
{
    for (QWidget* field :
        std::initializer_list<QWidget*> { m_model, m_serving, m_queue, m_device, m_speed, m_context, m_contextBar }) {
        setKnown(field, false);
    }
}

void StatusStrip::setServing(CheckpointId checkpoint)
{
    m_servingId = checkpoint;
    if (m_pending == checkpoint) {
        m_pending.reset();
    }
    refreshServing();
}

void StatusStrip::setPending(std::optional<CheckpointId> checkpoint)
{
    m_pending = checkpoint;
    refreshServing();
}

void StatusStrip::refreshServing()
{
    setVariant(m_serving, m_pending ? QStringLiteral("flat-wait") : QStringLiteral("flat-accent"));
    m_serving->setIcon(icon(QStringLiteral("dot"), m_pending ? IconColour::Wait : IconColour::Accent));
    m_serving->setText(m_pending ? tr("#%1 takes over after this reply").arg(m_pending->value)
                                 : tr("Serving #%1").arg(m_servingId.value));
    setKnown(m_serving, true);
}

void StatusStrip::setQueue(int learning, int waiting)
{
    m_waiting = waiting;
    m_queue->setText(tr("learning %1, waiting %2").arg(learning).arg(waiting));
    setKnown(m_queue, true);
}

void StatusStrip::setLearning(const QString& words)
{
    m_queue->setText(tr("%1, waiting %2").arg(words).arg(m_waiting));
    setKnown(m_queue, true);
}

void StatusStrip::setSpeed(double tokensPerSecond)
{
    m_speed->setText(tr("%1 tok/s").arg(locale().toString(tokensPerSecond, 'f', tokensPerSecond < 10 ? 1 : 0)));
    setKnown(m_speed, tokensPerSecond > 0);
}

void StatusStrip::setContext(int usedTokens, int totalTokens)
{
    const double share = totalTokens > 0 ? static_cast<double>(usedTokens) / totalTokens : 0;
    const bool isNearlyFull = share >= contextWarning;
    m_context->setText(isNearlyFull
            ? tr("context %1 / %2, nearly full").arg(locale().toString(usedTokens), locale().toString(totalTokens))
            : tr("context %1 / %2").arg(locale().toString(usedTokens), locale().toString(totalTokens)));
    setVariant(m_context, isNearlyFull ? QStringLiteral("flat-wait") : QStringLiteral("flat"));
    m_contextBar->setShare(share, contextWarning);
    const bool isKnown = usedTokens > 0 && totalTokens > 0;
    setKnown(m_context, isKnown);
    setKnown(m_contextBar, isKnown);
}

void StatusStrip::setLoading(const QString& what, double share)
{
    m_loadingText->setText(tr("Loading %1").arg(what));
    m_progress->setValue(qRound(share * m_progress->maximum()));
    setKnown(m_loading, true);
}

void StatusStrip::endLoading()
{
    setKnown(m_loading, false);
}

bool StatusStrip::event(QEvent* event)
{
    const bool isHandled = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show || event->type() == QEvent::FontChange) {
        fitToWidth();
    }
    return isHandled;
}

void StatusStrip::setKnown(QWidget* field, bool isKnown)
{
    if (isKnown) {
        m_known.insert(field);
    } else {
        m_known.remove(field);
    }
    fitToWidth();
}

void StatusStrip::fitToWidth()
{
    const QMargins margins = layout()->contentsMargins();
    int needed = margins.left() + margins.right();
    for (const QWidget* field : std::as_const(m_known)) {
        needed += field->sizeHint().width() + layout()->spacing();
    }
    QSet<QWidget*> shown = m_known;
    for (QWidget* field : std::initializer_list<QWidget*> { m_device, m_speed, m_model, m_queue }) {
        if (isVisible() && needed > width() && shown.remove(field)) {
            needed -= field->sizeHint().width() + layout()->spacing();
        }
    }
    for (QWidget* field : std::initializer_list<QWidget*> {
             m_model, m_serving, m_queue, m_device, m_speed, m_loading, m_context, m_contextBar }) {
        field->setVisible(shown.contains(field));
    }
}

} // namespace amend
