// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/knobrow.h"

#include "calmwheel.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace playhead {

KnobRow::KnobRow(const Knob &knob, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_knob(knob), m_theme(theme), m_scale(knob), m_reset(new QToolButton(this))
{
    const auto label = QString::fromStdString(knob.label);
    setObjectName(QStringLiteral("knob-") + QString::fromStdString(knob.name));
    setToolTip(QString::fromStdString(knob.description));
    m_reset->setObjectName(QStringLiteral("resetKnob"));
    m_reset->setText(QString(QChar(0x21BA)));
    m_reset->setAutoRaise(true);
    m_reset->setProperty("flat", true);
    m_reset->setAccessibleName(tr("Reset %1").arg(label));
    m_reset->setToolTip(
        tr("Back to %1")
            .arg(knob.isSwitch() ? tr("how it was at first") : knobText(knob, knob.initial)));
    auto keepsPlace = m_reset->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keepsPlace);
    connect(m_reset, &QToolButton::clicked, this, &KnobRow::reset);
    if (knob.isSwitch())
        layOutSwitch();
    else
        layOutSlider();
    connect(&theme, &Theme::changed, this, &KnobRow::applyTheme);
    applyTheme();
    setValue(knob.initial);
}

void KnobRow::layOutSwitch()
{
    m_switch = new QCheckBox(QString::fromStdString(m_knob.label), this);
    m_switch->setAccessibleDescription(toolTip());
    connect(m_switch, &QCheckBox::toggled, this, [this](bool on) { turnTo(on ? 1 : 0); });
    setFocusProxy(m_switch);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 2, 0, 2);
    row->addWidget(m_switch, 1);
    row->addWidget(m_reset);
    setTabOrder(m_switch, m_reset);
}

void KnobRow::layOutSlider()
{
    m_label = new QLabel(QString::fromStdString(m_knob.label), this);
    m_number = new QLabel(this);
    m_number->setObjectName(QStringLiteral("knobValue"));
    m_number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_slider = new QSlider(Qt::Horizontal, this);
    calmWheel(m_slider);
    m_slider->setRange(0, m_scale.count() - 1);
    m_slider->setPageStep(std::max(1, m_scale.count() / 10));
    m_slider->setAccessibleName(m_label->text());
    m_label->setBuddy(m_slider);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int index) { turnTo(m_scale.valueAt(index)); });
    setFocusProxy(m_slider);
    auto *texts = new QHBoxLayout;
    texts->addWidget(m_label, 1);
    texts->addWidget(m_reset);
    texts->addWidget(m_number);
    texts->setSpacing(4);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 2);
    column->setSpacing(0);
    column->addLayout(texts);
    column->addWidget(m_slider);
    setTabOrder(m_slider, m_reset);
}

void KnobRow::setValue(double value)
{
    m_value = value;
    if (m_switch) {
        const QSignalBlocker blocker(m_switch);
        m_switch->setChecked(value != 0);
    } else {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(m_scale.indexOf(value));
        m_number->setText(knobText(m_knob, value));
        m_slider->setAccessibleDescription(
            QStringLiteral("%1. %2").arg(m_number->text(), toolTip()));
    }
    const bool turned = value != m_knob.initial;
    // Whoever pressed it by key would lose the focus to whatever comes next.
    if (!turned && m_reset->hasFocus()) focusProxy()->setFocus(Qt::OtherFocusReason);
    m_reset->setVisible(turned);
}

void KnobRow::turnTo(double value)
{
    if (value == m_value) return;
    setValue(value);
    emit valueChanged(value);
}

void KnobRow::reset()
{
    turnTo(m_knob.initial);
}

void KnobRow::applyTheme()
{
    if (!m_number) return;
    m_number->setFont(m_theme.dataFont());
}

} // namespace playhead
