// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clitesting.h"
#include "transports/receivers/httpclient.h"

#include <csignal>

namespace clitest {

/// Runs the program to its end; its name would be that of our namespace here.
inline Outcome run(const QStringList &arguments)
{
    return clitest::playhead(arguments);
}

/// The program at work, until it is asked to end.
class Running
{
public:
    explicit Running(const QStringList &arguments) { start(m_process, arguments); }
    ~Running()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    /// Waits until it has said this on standard error.
    bool hasSaid(const char *text)
    {
        while (!m_messages.contains(text)) {
            if (!m_process.waitForReadyRead(30000)) return false;
            m_messages += m_process.readAllStandardError();
        }
        return true;
    }
    /// As Ctrl+C does.
    void interrupt() { ::kill(static_cast<pid_t>(m_process.processId()), SIGINT); }

    Outcome wait()
    {
        Outcome outcome;
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(60000))
            return outcome;
        if (m_process.exitStatus() == QProcess::NormalExit) outcome.status = m_process.exitCode();
        outcome.output = m_process.readAllStandardOutput();
        outcome.messages = m_messages + m_process.readAllStandardError();
        return outcome;
    }

private:
    struct Process : QProcess
    {
        Process() { setReadChannel(QProcess::StandardError); }
    };
    Process m_process;
    QByteArray m_messages;
};

/// A receiver on a free port.
struct HttpSource
{
    std::uint16_t port = playhead::test::freePort();
    QString url = QStringLiteral("http://127.0.0.1:%1").arg(port);

    /// Sends an event; false: it was not taken.
    bool send(const std::string &id) const
    {
        const auto body = R"({"specversion":"1.0","id":")" + id
                          + R"(","source":"/shop","type":"order.placed","subject":"o-1",)"
                            R"("data":{"n":1}})";
        const auto reply =
            playhead::test::post(port, "/events", "application/cloudevents+json", body);
        return reply.status >= 200 && reply.status < 300;
    }
};

} // namespace clitest
