// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QString>

namespace playhead {

/// The style sheet of the playground: sliders, check boxes and the fields of its forms in the
/// colours of the theme, whatever the window's sheet says of the rest.
[[nodiscard]] QString playgroundStyle(const Theme &theme);

} // namespace playhead
