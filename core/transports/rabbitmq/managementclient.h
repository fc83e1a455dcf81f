// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/rabbitmq/rabbitmqsettings.h"

#include <memory>
#include <string>

namespace playhead {

/// The management interface of a RabbitMQ server
/// (https://www.rabbitmq.com/docs/http-api-reference), spoken to as the user of the connection. One
/// thread; a call takes 3 s at most.
class ManagementClient
{
public:
    explicit ManagementClient(const RabbitMqSettings &settings);
    ~ManagementClient();
    ManagementClient(const ManagementClient &) = delete;
    ManagementClient &operator=(const ManagementClient &) = delete;

    /// The JSON at a path, such as `/api/overview`. Fails for what is not there, too.
    Result<std::string> fetch(const std::string &path);
    /// Whether there is something at a path; fails where nobody can tell.
    Result<bool> exists(const std::string &path);
    Result<void> put(const std::string &path, const std::string &json);
    /// What is not there is removed already.
    Result<void> remove(const std::string &path);

    /// The virtual host as it is written in paths.
    [[nodiscard]] const std::string &vhost() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
