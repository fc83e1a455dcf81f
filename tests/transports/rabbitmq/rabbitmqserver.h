// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/sourceurl.h"

#include <QProcess>
#include <QTemporaryDir>

#include <cstdint>
#include <string>

namespace playhead::test {

/// A real RabbitMQ server on free ports of loopback, in a folder of its own, for as long as this
/// lives: rabbitmqserver.sh runs it, and ends it when this process ends, however it ends. Needs
/// the package rabbitmq-server; its service need not run. Takes about 5 s to start, and 150 MB.
class RabbitMqServer
{
public:
    enum class Management { Off, On };

    /// Whether there is one on this machine.
    static bool isInstalled();

    /// Starts it and waits until it answers.
    explicit RabbitMqServer(Management management = Management::Off);
    ~RabbitMqServer();
    RabbitMqServer(const RabbitMqServer &) = delete;
    RabbitMqServer &operator=(const RabbitMqServer &) = delete;

    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    /// `amqp://127.0.0.1:PORT/` and what comes behind; `management=` is in it where it is on.
    [[nodiscard]] SourceUrl url(const std::string &rest = {}) const;
    [[nodiscard]] std::string urlText(const std::string &rest = {}) const;
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    /// `http://127.0.0.1:PORT`.
    [[nodiscard]] std::string managementAddress() const;

    /// By kill -9: all connections break, messages that are not persistent are gone.
    void kill();
    /// After kill(): on the same ports, with what it had kept. Waits until it answers.
    void restart();
    /// What `rabbitmqctl ARGUMENTS` prints. Takes about 2 s.
    std::string control(const QStringList &arguments);

private:
    void obey(const char *command);
    void waitUntilItAnswers();

    QTemporaryDir m_folder;
    QProcess m_script;
    std::uint16_t m_port = 0;
    std::uint16_t m_managementPort = 0;
    bool m_isRunning = false;
};

} // namespace playhead::test
