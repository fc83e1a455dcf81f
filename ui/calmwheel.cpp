// SPDX-License-Identifier: GPL-3.0-or-later
#include "calmwheel.h"

#include <QEvent>
#include <QWidget>

namespace playhead {
namespace {

class WheelGuard : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        event->ignore(); // so that the parent gets it
        return true;
    }
};

} // namespace

void calmWheel(QWidget *control)
{
    control->setFocusPolicy(Qt::StrongFocus); // not Qt::WheelFocus
    control->installEventFilter(new WheelGuard(control));
}

} // namespace playhead
