// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QString>

namespace playhead {

/// The style sheet of the window's ordinary widgets (buttons, fields, lists, scroll bars) in the
/// look of the theme. Painted views do not depend on it.
[[nodiscard]] QString windowStyle(const Theme &theme);

} // namespace playhead
