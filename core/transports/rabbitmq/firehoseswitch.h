// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/rabbitmq/managementclient.h"

#include <string>

namespace playhead {

/// Turns tracing of a virtual host (the firehose, https://www.rabbitmq.com/docs/firehose) on, and
/// off again as it was found.
///
/// Who turned it on is noted on the server itself, in a global parameter `playhead-tracing-VHOST`,
/// before it is turned on, and until it is off again. So whoever comes next after a crash, from any
/// machine, knows that it is to be turned off; tracing that somebody else turned on is left alone.
/// Several of us share it: the last one with a queue at the firehose turns it off.
class FirehoseSwitch
{
public:
    explicit FirehoseSwitch(ManagementClient &client);

    /// Does nothing where it is on. Needs an administrator.
    Result<void> turnOn();
    /// As it was found; `ownQueue` is the queue that we have at the firehose still.
    Result<void> restore(const std::string &ownQueue);
    /// Turns off what a run that crashed left on.
    Result<void> removeLeftover() { return restore({}); }

private:
    Result<bool> isOn();
    Result<void> set(bool on);
    Result<bool> isUsedByOthers(const std::string &ownQueue);

    ManagementClient &m_client;
    std::string m_vhostPath;
    std::string m_notePath;
};

} // namespace playhead
