// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace playhead {

/// Whether the type's last word, in any of the usual spellings (`order.deleted`, `OrderDeleted`,
/// `user-removed`, `ORDER_DELETED`), says that the subject is gone.
[[nodiscard]] bool saysRemoved(std::string_view type);

} // namespace playhead
