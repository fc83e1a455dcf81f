// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/logreader.h"

namespace playhead {

/// EDN as Clojure programs write it: a vector (or list) of event maps, or maps one after another:
/// `[{:type :user-created :data {:id 1 :name "Alice"}}]`. Keys with or without a namespace: type,
/// id, source, subject, time (`#inst`, or a number since 1970), data, correlation-id, causation-id,
/// channel. Other keys are kept as extensions where there is data, else they are the data. Each is
/// a publish from its source (else the file's name) to its channel (else `events`).
const LogReader &ednReader();

} // namespace playhead
