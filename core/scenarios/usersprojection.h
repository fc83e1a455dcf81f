// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/projection.h"

namespace playhead {

/// The read model of the users scenario, over the whole log: `user-created` makes its data the
/// member `user` of the state, `user-updated` merges its data into it (RFC 7396), any other event
/// leaves the state as it is. Data that is not a JSON object is refused.
ProjectionPtr usersProjection();

} // namespace playhead
