// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace playhead {

/// Keeps the wheel from changing `control` (a slider, a choice) while the person scrolls past it:
/// the wheel reaches it only once it has the focus; else it scrolls what is around it.
void calmWheel(QWidget *control);

} // namespace playhead
