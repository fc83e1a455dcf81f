// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/receiveroptions.h"

#include "transports/receivers/httplistener.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::array<SourceOption, 4> options{{
    {"token",
     "What senders have to show as 'Authorization: Bearer TOKEN'; without it, that of "
     "PLAYHEAD_RECEIVER_TOKEN. Required where others than this machine reach the port.",
     "", ""},
    {"body-limit", "The largest body that is taken, unpacked: bytes, or such as 500k, 16M", "16M",
     ""},
    {"rate-limit", "Events and spans a second that are taken; more are refused. 0: any number",
     "500000", ""},
    {"settle", "How long spans are held until nothing more of their trace arrives", "2s", ""},
}};

constexpr std::size_t leastBody = 1024;
constexpr std::size_t mostBody = std::size_t(256) << 20U;

/// A whole number, with k, M or G behind it where `units`.
std::optional<std::uint64_t> readNumber(std::string_view text, bool units)
{
    std::uint64_t number = 0;
    const auto *end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc()) return {};
    unsigned shift = 0;
    if (units && end - stopped == 1) {
        const auto unit = std::string_view("kMG").find(*stopped);
        if (unit == std::string_view::npos) return {};
        shift = static_cast<unsigned>(10 * (unit + 1));
    } else if (stopped != end) {
        return {};
    }
    if (number > std::numeric_limits<std::uint64_t>::max() >> shift) return {};
    return number << shift;
}

Result<void> readLimits(const SourceUrl &url, ReceiverOptions &out)
{
    if (const auto text = url.option("body-limit")) {
        const auto limit = readNumber(*text, true);
        if (!limit || *limit < leastBody || *limit > mostBody)
            return failure(fmt::format("'body-limit={}' in {} is no size from 1k to 256M.", *text,
                                       url.text()));
        out.bodyLimit = *limit;
    }
    if (const auto text = url.option("rate-limit")) {
        const auto limit = readNumber(*text, false);
        if (!limit)
            return failure(fmt::format("'rate-limit={}' in {} is no number of events a second.",
                                       *text, url.text()));
        out.rateLimit = *limit;
    }
    if (const auto text = url.option("settle")) {
        const auto settle = parseDuration(*text);
        if (!settle || *settle > 60 * nanosecondsPerSecond)
            return failure(fmt::format("'settle={}' in {} is no time of up to 60s, such as 500ms.",
                                       *text, url.text()));
        out.settle = *settle;
    }
    return {};
}

} // namespace

std::span<const SourceOption> receiverOptionList()
{
    return options;
}

Result<ReceiverOptions> ReceiverOptions::fromUrl(const Transport &transport, const SourceUrl &url,
                                                 std::uint16_t usualPort)
{
    if (const auto checked = checkOptions(transport, url); !checked)
        return tl::unexpected(checked.error());
    ReceiverOptions out;
    if (!url.path.empty())
        return failure(fmt::format("{} has a path, '{}', but a receiver has its own: events go to "
                                   "/events, traces to /v1/traces. Leave it out.",
                                   url.text(), url.path));
    if (!url.user.empty() || !url.password.empty())
        return failure(fmt::format("{} names a user, but senders are told by a token: write "
                                   "?token=..., or set {}.",
                                   url.text(), receiverTokenVariable));
    out.host = url.host.empty() ? "127.0.0.1" : url.host;
    out.port = url.port != 0 ? url.port : usualPort;
    if (const auto read = readLimits(url, out); !read) return tl::unexpected(read.error());
    const auto loopback = isLoopback(out.host);
    if (!loopback) return tl::unexpected(loopback.error());
    out.loopback = *loopback;
    if (const auto token = url.option("token"))
        out.token = *token;
    else if (const char *variable = std::getenv(receiverTokenVariable))
        out.token = variable;
    if (!out.loopback && out.token.empty())
        return failure(fmt::format("{} is reached by others than this machine: anybody could write "
                                   "into the log. Set {} (or ?token=...) to what senders have to "
                                   "show, or listen on 127.0.0.1.",
                                   url.text(), receiverTokenVariable));
    return out;
}

} // namespace playhead
