// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/consumerrow.h"

#include "numbertext.h"
#include "scenarios/consumersettings.h"

#include <QHBoxLayout>
#include <QStyle>
#include <QVBoxLayout>

#include <array>

namespace playhead {
namespace {

/// What can go wrong on the way, by the names of consumerSettings().
const std::array<Knob, 4> &faultKnobs()
{
    static const std::array<Knob, 4> knobs = {
        Knob{"latency", "Latency", "From a channel to this consumer", 0, 5000, 0, "ms"},
        Knob{"loss", "Loss", "Deliveries that never arrive", 0, 100, 0, "%"},
        Knob{"duplicates", "Duplicates", "Deliveries that arrive a second time", 0, 100, 0, "%"},
        Knob{"reorder", "Reorder", "Deliveries that the next one overtakes", 0, 100, 0, "%"}};
    return knobs;
}

QPushButton *makeButton(QWidget *parent, const char *name)
{
    auto *button = new QPushButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setProperty("small", true);
    button->setAutoDefault(false);
    return button;
}

} // namespace

ConsumerRow::ConsumerRow(const QString &name, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_name(name),
      m_theme(theme),
      m_fold(new QToolButton(this)),
      m_waiting(new QLabel(this)),
      m_state(new QLabel(this)),
      m_pause(makeButton(this, "pauseConsumer")),
      m_crash(makeButton(this, "crashConsumer")),
      m_faults(new QWidget(this))
{
    setObjectName(QStringLiteral("consumer-") + name);
    m_status.name = name.toStdString();
    m_fold->setObjectName(QStringLiteral("unfoldConsumer"));
    m_fold->setProperty("fold", true);
    m_fold->setText(name);
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    m_fold->setFocusPolicy(Qt::StrongFocus);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_fold->setToolTip(tr("What goes wrong on the way to %1").arg(name));
    m_fold->setAccessibleName(m_fold->toolTip());
    m_waiting->setObjectName(QStringLiteral("consumerWaiting"));
    m_state->setObjectName(QStringLiteral("consumerState"));

    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(m_fold, 1);
    head->addWidget(m_waiting);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(18, 0, 0, 0);
    buttons->setSpacing(6);
    buttons->addWidget(m_state, 1);
    buttons->addWidget(m_pause);
    buttons->addWidget(m_crash);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(1);
    column->addLayout(head);
    column->addLayout(buttons);
    column->addWidget(m_faults);

    connect(m_fold, &QToolButton::toggled, this, &ConsumerRow::unfold);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        emit changeRequested({{"paused", m_status.state != ConsumerState::Paused}});
    });
    connect(m_crash, &QPushButton::clicked, this, [this] {
        emit changeRequested({{"crashed", m_status.state != ConsumerState::Crashed}});
    });
    connect(&theme, &Theme::changed, this, &ConsumerRow::showState);
    unfold(false);
    showState();
}

void ConsumerRow::makeFaults()
{
    auto *column = new QVBoxLayout(m_faults);
    column->setContentsMargins(18, 2, 0, 4);
    column->setSpacing(2);
    for (const auto &knob : faultKnobs()) {
        auto *row = new KnobRow(knob, m_theme, m_faults);
        row->setObjectName(QStringLiteral("fault-") + QString::fromStdString(knob.name));
        connect(row, &KnobRow::valueChanged, this, [this, row](double value) {
            emit changeRequested({{row->knob().name, value}});
        });
        column->addWidget(row);
        m_knobs.append(row);
    }
    showFaults();
}

void ConsumerRow::unfold(bool open)
{
    if (open && m_knobs.isEmpty()) makeFaults();
    m_fold->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_faults->setVisible(open);
}

void ConsumerRow::setStatus(const ConsumerStatus &status)
{
    m_status = status;
    showFaults();
    showState();
}

void ConsumerRow::showFaults()
{
    const auto settings = consumerSettings(m_status.faults, m_status.state);
    for (auto *knob : m_knobs) {
        // While a person holds it, it is theirs.
        if (knob->underMouse() || knob->focusProxy()->hasFocus()) continue;
        knob->setValue(settings.value(knob->knob().name, 0.0));
    }
}

void ConsumerRow::showState()
{
    const bool paused = m_status.state == ConsumerState::Paused;
    const bool crashed = m_status.state == ConsumerState::Crashed;
    const auto pending = m_status.counters.pending;
    m_waiting->setText(pending == 0 ? QString() : tr("%1 waiting").arg(shortNumber(pending)));
    m_state->setText(crashed ? tr("Crashed") : paused ? tr("Paused") : tr("Runs"));
    const auto paint = [this](QLabel *label, ColorRole role) {
        label->setStyleSheet(QStringLiteral("color: %1").arg(m_theme.color(role).name()));
    };
    paint(m_waiting, ColorRole::MutedText);
    paint(m_state, crashed  ? ColorRole::Failure
                   : paused ? ColorRole::Warning
                            : ColorRole::MutedText);
    const auto &counters = m_status.counters;
    m_state->setToolTip(tr("%1 delivered, %2 acknowledged, %3 failed")
                            .arg(exactNumber(counters.delivered),
                                 exactNumber(counters.acknowledged), exactNumber(counters.failed)));
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setToolTip(paused ? tr("Gives it what waits for it")
                               : tr("Gives it nothing until it is resumed"));
    m_pause->setEnabled(!crashed);
    m_crash->setText(crashed ? tr("Restart") : tr("Crash"));
    m_crash->setToolTip(crashed ? tr("Brings it up; what it had not acknowledged comes again")
                                : tr("Takes it down, with what it has not acknowledged"));
    m_pause->setAccessibleName(tr("%1 %2").arg(m_pause->text(), m_name));
    m_crash->setAccessibleName(tr("%1 %2").arg(m_crash->text(), m_name));
}

} // namespace playhead
