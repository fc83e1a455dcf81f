// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lessons/lesson.h"

#include <vector>

namespace playhead {

/// The lessons that come with the program, in their order, read when they are first asked for. One
/// that cannot be read is left out, with a warning on standard error. Interface thread.
[[nodiscard]] const std::vector<Lesson> &lessonShelf();

} // namespace playhead
