// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace playhead {

/// The folder of that name with files that come with the program, such as `samples`: beside an
/// installed program, else in the source tree that it was built from. Empty: there is none.
[[nodiscard]] QString resourceFolder(const QString &name);

} // namespace playhead
