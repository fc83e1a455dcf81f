// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/rabbitmq/managementclient.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace playhead {

/// Queues that sources of Playhead make begin so; they are left out of what is shown.
inline constexpr std::string_view ownQueuePrefix = "playhead.tap.";

/// How a virtual host is made up.
struct BrokerTopology
{
    /// A JSON object: `exchanges` and `queues` by name, with what they are, and an array of
    /// `bindings`. Without the default exchange and queues of our own.
    std::string json;
    std::vector<std::string> deadLetterExchanges; ///< that queues give their dead letters to
    /// Keys that direct exchanges have bindings for, by exchange.
    std::unordered_map<std::string, std::vector<std::string>> directKeys;
};

struct QueueFigures
{
    std::uint64_t messages = 0;
    std::uint64_t unacknowledged = 0; ///< of these
};

/// What the management interface tells of a server. Everything asks the server.
class BrokerView
{
public:
    explicit BrokerView(ManagementClient &client) : m_client(client) {}

    Result<BrokerTopology> topology();
    /// The figures of all queues, counted now where the server can (3.10 and later), else up to 5 s
    /// old.
    Result<std::unordered_map<std::string, QueueFigures>> queues();
    /// All connections that there are now.
    Result<std::vector<std::string>> connections();
    /// By the connection's name: the name that its program gave it, empty where it gave none. New
    /// connections are not among them for some seconds.
    Result<std::unordered_map<std::string, std::string>> connectionNames();

private:
    ManagementClient &m_client;
};

} // namespace playhead
