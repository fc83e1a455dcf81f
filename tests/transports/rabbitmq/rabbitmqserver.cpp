// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqserver.h"

#include "transports/rabbitmq/amqpconnection.h"
#include "transports/rabbitmq/managementclient.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QStandardPaths>
#include <QtTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

namespace playhead::test {
namespace {

constexpr auto program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
constexpr int patience = 120'000; // milliseconds

/// Held until it goes out of scope, so that several are different.
class FreePort
{
public:
    FreePort() : m_socket(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *const place = reinterpret_cast<sockaddr *>(&address);
        if (bind(m_socket, place, size) != 0 || getsockname(m_socket, place, &size) != 0)
            qFatal("no free port");
        m_port = ntohs(address.sin_port);
    }
    ~FreePort() { close(m_socket); }
    FreePort(const FreePort &) = delete;
    FreePort &operator=(const FreePort &) = delete;
    [[nodiscard]] std::uint16_t number() const { return m_port; }

private:
    int m_socket;
    std::uint16_t m_port = 0;
};

} // namespace

bool RabbitMqServer::isInstalled()
{
    return QFileInfo(program).isExecutable();
}

RabbitMqServer::RabbitMqServer(Management management)
{
    QStringList arguments = {PLAYHEAD_RABBITMQ_SCRIPT, m_folder.path()};
    {
        const FreePort amqp;
        const FreePort http;
        const FreePort distribution;
        const FreePort epmd;
        m_port = amqp.number();
        if (management == Management::On) m_managementPort = http.number();
        for (const auto number : {m_port, m_managementPort, distribution.number(), epmd.number()})
            arguments << QString::number(number);
    }
    m_script.setStandardErrorFile(m_folder.filePath("script.log"));
    m_script.start("bash", arguments);
    obey("start");
    waitUntilItAnswers();
}

RabbitMqServer::~RabbitMqServer()
{
    m_script.closeWriteChannel();
    if (!m_script.waitForFinished(patience)) qWarning("the server did not end");
}

std::string RabbitMqServer::urlText(const std::string &rest) const
{
    auto text = fmt::format("amqp://127.0.0.1:{}/{}", m_port, rest);
    if (m_managementPort != 0)
        text += fmt::format("{}management={}", text.find('?') == std::string::npos ? '?' : '&',
                            managementAddress());
    return text;
}

SourceUrl RabbitMqServer::url(const std::string &rest) const
{
    auto url = parseSourceUrl(urlText(rest));
    if (!url) qFatal("%s", url.error().message.c_str());
    return *url;
}

std::string RabbitMqServer::managementAddress() const
{
    return fmt::format("http://127.0.0.1:{}", m_managementPort);
}

void RabbitMqServer::obey(const char *command)
{
    m_script.write(command);
    m_script.write("\n");
    const QByteArray answer = QByteArray(command) + " done\n";
    const QDeadlineTimer deadline(patience);
    while (!m_script.canReadLine() && !deadline.hasExpired() && m_script.waitForReadyRead(patience))
        ;
    if (m_script.readLine() != answer) qFatal("the script of the server does not answer");
}

void RabbitMqServer::waitUntilItAnswers()
{
    auto settings = RabbitMqSettings::fromUrl(url());
    if (!settings) qFatal("%s", settings.error().message.c_str());
    m_isRunning = QTest::qWaitFor(
        [&] {
            return AmqpConnection::open(*settings, "test").has_value()
                   && (m_managementPort == 0
                       || ManagementClient(*settings).fetch("/api/overview").has_value());
        },
        patience);
    if (m_isRunning) return;
    QFile log(m_folder.filePath("out.log"));
    if (log.open(QFile::ReadOnly)) qWarning("%s", log.readAll().constData());
}

void RabbitMqServer::kill()
{
    obey("kill");
    m_isRunning = false;
}

void RabbitMqServer::restart()
{
    obey("start");
    waitUntilItAnswers();
}

std::string RabbitMqServer::control(const QStringList &arguments)
{
    QProcess control;
    control.start("bash", QStringList{"-c", ". \"$0\"; exec /usr/lib/rabbitmq/bin/rabbitmqctl \"$@\"",
                                      m_folder.filePath("env")}
                              + arguments);
    control.waitForFinished(patience);
    return control.readAllStandardOutput().toStdString();
}

} // namespace playhead::test
