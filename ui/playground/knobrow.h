// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/knobscale.h"
#include "theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

namespace playhead {

/// One knob of a scenario: label, slider and value, or a check box where it is a switch; a button
/// puts it back to where it stood at first. Interface thread.
class KnobRow : public QWidget
{
    Q_OBJECT

public:
    /// `knob` must outlive the row; those of scenarios() do.
    KnobRow(const Knob &knob, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] const Knob &knob() const { return m_knob; }
    [[nodiscard]] double value() const { return m_value; }

public slots:
    /// Shows the value without saying valueChanged().
    void setValue(double value);
    void reset();

signals:
    /// A person has turned it.
    void valueChanged(double value);

private:
    void turnTo(double value);
    void layOutSwitch();
    void layOutSlider();
    void applyTheme();

    const Knob &m_knob;
    const Theme &m_theme;
    KnobScale m_scale;
    double m_value = 0;
    QLabel *m_label = nullptr;
    QLabel *m_number = nullptr;
    QSlider *m_slider = nullptr;
    QCheckBox *m_switch = nullptr;
    QToolButton *m_reset;
};

} // namespace playhead
