// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/bridgeroute.h"

#include "bus/pattern.h"

#include <algorithm>

#include <fmt/format.h>

namespace playhead {

std::string BridgeRoute::text() const
{
    if (direction == Direction::From)
        return fmt::format("from {} to the channel {}", url.text(), channel);
    return fmt::format("from the channel {} to {}", channel, url.text());
}

Result<BridgeRoute> readBridgeRoute(std::string_view from, std::string_view to,
                                    std::string_view channel)
{
    if (from.empty() == to.empty())
        return failure("A bridge needs either from, the URL of a source, or to, that of a target.");
    BridgeRoute route;
    route.direction = to.empty() ? BridgeRoute::Direction::From : BridgeRoute::Direction::To;
    auto url = parseSourceUrl(to.empty() ? from : to);
    if (!url) return tl::unexpected(url.error());
    route.url = std::move(*url);
    const bool hasSecret = !route.url.password.empty()
                           || std::ranges::any_of(route.url.options, [](const auto &option) {
                                  return isSecretOption(option.first);
                              });
    if (hasSecret)
        return failure(fmt::format("The bridge URL {} has a password in it, which does not belong "
                                   "in a file that others read. Name the user only, and give the "
                                   "password in the environment, as PLAYHEAD_PASSWORD.",
                                   route.url.text()));
    route.channel = channel;
    if (route.direction == BridgeRoute::Direction::To) {
        if (const auto pattern = Pattern::parse(channel); !pattern)
            return failure(fmt::format("The bridge to {} has no pattern of channels: {}",
                                       route.url.text(), pattern.error().message));
    } else if (!isChannelName(channel)) {
        return failure(fmt::format("The bridge from {} cannot lead to a channel '{}': a name needs "
                                   "words without blanks, '*' and '#', separated by single dots.",
                                   route.url.text(), channel));
    }
    return route;
}

} // namespace playhead
