// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/step.h"

#include <functional>
#include <span>

namespace playhead {

/// Takes the steps of a source or a run, in order and in batches; may move from them.
/// Recorder::submit is one.
using StepSink = std::function<void(std::span<TapStep>)>;

} // namespace playhead
