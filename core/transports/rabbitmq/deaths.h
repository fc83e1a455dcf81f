// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <amqp.h>

namespace playhead {

/// What the header `x-death` says of one queue that gave a message up, for one reason
/// (https://www.rabbitmq.com/docs/dlx).
struct Death
{
    std::string queue;      ///< that gave it up
    std::string reason;     ///< `rejected`, `expired`, `maxlen`, `delivery_limit`
    std::uint64_t count = 1; ///< how often
    std::string exchange;   ///< that the message had been published to
    std::string routingKey; ///< and with which key

    /// `rejected`, `expired 3 times`.
    [[nodiscard]] std::string text() const;
};

/// All deaths of a message, the latest first.
[[nodiscard]] std::vector<Death> deathsOf(const amqp_table_t &headers);

/// The first death of the message, which says where it came from; null: none.
[[nodiscard]] const Death *firstDeath(const std::vector<Death> &deaths,
                                      const amqp_table_t &headers);

} // namespace playhead
