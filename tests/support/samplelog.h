// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"

#include <cstdint>
#include <memory>

namespace playhead::test {

/// A log in memory that looks like a shop at work: producers, one channel, three consumers;
/// publish, deliver, ack, and now and then a nack with its retry or a dead letter. The same
/// arguments give the same log. Ends at exactly `steps` steps; events carry small JSON data.
std::shared_ptr<Log> makeShopLog(std::uint64_t steps, std::uint32_t seed = 1);

/// Goes on with a log made by makeShopLog, as a live source would; publishes at the end.
void appendShopSteps(Log &log, std::uint64_t steps, std::uint32_t seed);

} // namespace playhead::test
