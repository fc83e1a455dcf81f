// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/livesource.h"
#include "transports/transport.h"

#include <memory>
#include <span>
#include <string_view>

namespace playhead {

/// All kinds of systems, those that this build lacks a library for included (see
/// Transport::unavailable). To add one: a folder here, and a line in transporttable.cpp.
[[nodiscard]] std::span<const Transport *const> transports();

/// The transport of a URL's scheme. Fails, naming those that there are, for others, and, saying
/// what to install, for one that this build lacks.
[[nodiscard]] Result<const Transport *>
transportFor(const SourceUrl &url, std::span<const Transport *const> among = transports());

/// What attaching to it will do (see Transport::plan).
[[nodiscard]] Result<AttachPlan> planAttach(const SourceUrl &url);

/// Attaches: connects in the background. Fails for what can be seen to be wrong without connecting.
[[nodiscard]] Result<std::unique_ptr<LiveSource>> attach(const SourceUrl &url,
                                                         SourceContext context);

/// Where events are published, not connected yet.
[[nodiscard]] Result<std::unique_ptr<Target>> openTarget(const SourceUrl &url);

/// The queue of dead letters that the path of the URL names, not connected yet. Fails for systems
/// that have no such queues.
[[nodiscard]] Result<std::unique_ptr<DeadLetterQueue>> openDeadLetters(const SourceUrl &url);

} // namespace playhead
