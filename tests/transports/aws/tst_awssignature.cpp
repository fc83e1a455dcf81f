// SPDX-License-Identifier: GPL-3.0-or-later
// That what we send is signed as AWS wants it: the signature is computed again, by an
// implementation that AWS's own published examples prove.
#include "transports/aws/awscaller.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QtTest>

#include <array>
#include <map>
#include <thread>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace playhead;

namespace {

constexpr const char *secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

struct SignedRequest
{
    QByteArray method;
    QByteArray query;
    std::map<QByteArray, QByteArray> headers; ///< those that are signed, names in lower case
    QByteArray body;
    QByteArray scope; ///< `20150830/us-east-1/iam/aws4_request`
};

QByteArray keyed(const QByteArray &key, const QByteArray &text)
{
    return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256);
}

QByteArray sha256(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
QByteArray signatureOf(const SignedRequest &request)
{
    QByteArray headers;
    QByteArrayList names;
    for (const auto &[name, value] : request.headers) {
        headers += name + ':' + value + '\n';
        names.push_back(name);
    }
    const auto canonical = request.method + "\n/\n" + request.query + '\n' + headers + '\n'
                           + names.join(';') + '\n' + sha256(request.body);
    const auto toSign = "AWS4-HMAC-SHA256\n" + request.headers.at("x-amz-date") + '\n'
                        + request.scope + '\n' + sha256(canonical);
    QByteArray key = QByteArray("AWS4") + secret;
    for (const auto &part : request.scope.split('/'))
        key = keyed(key, part);
    return keyed(key, toSign).toHex();
}

/// Takes one request on a loopback port, and says 200.
class Listener
{
public:
    Listener()
    {
        m_socket = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (bind(m_socket, reinterpret_cast<sockaddr *>(&address), size) != 0
            || listen(m_socket, 1) != 0
            || getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            qFatal("Cannot listen");
        m_port = ntohs(address.sin_port);
        m_thread = std::jthread([this] { serve(); });
    }
    ~Listener()
    {
        shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        close(m_socket);
    }

    [[nodiscard]] int port() const { return m_port; }
    /// Once it was answered.
    [[nodiscard]] QByteArray taken()
    {
        shutdown(m_socket, SHUT_RDWR);
        if (m_thread.joinable()) m_thread.join();
        m_thread = std::jthread([] {});
        return m_taken;
    }

private:
    void serve()
    {
        const int peer = accept(m_socket, nullptr, nullptr);
        if (peer < 0) return;
        std::array<char, 4096> part{};
        while (!isWhole()) {
            const auto bytes = recv(peer, part.data(), part.size(), 0);
            if (bytes <= 0) break;
            m_taken.append(part.data(), bytes);
        }
        constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        static_cast<void>(send(peer, ok.data(), ok.size(), MSG_NOSIGNAL));
        close(peer);
    }

    [[nodiscard]] bool isWhole() const
    {
        const auto end = m_taken.indexOf("\r\n\r\n");
        if (end < 0) return false;
        const auto at = m_taken.indexOf("Content-Length: ");
        const auto length = m_taken.mid(at + 16, m_taken.indexOf('\r', at) - at - 16).toInt();
        return m_taken.size() >= end + 4 + length;
    }

    int m_socket = -1;
    int m_port = 0;
    QByteArray m_taken;
    std::jthread m_thread;
};

} // namespace

class AwsSignatureTest : public QObject
{
    Q_OBJECT

private slots:
    void publishedExamplesProveTheTestItself()
    {
        const SignedRequest vanilla{
            "GET",
            "",
            {{"host", "example.amazonaws.com"}, {"x-amz-date", "20150830T123600Z"}},
            "",
            "20150830/us-east-1/service/aws4_request"};
        QCOMPARE(signatureOf(vanilla),
                 QByteArray("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"));
        const SignedRequest listUsers{
            "GET",
            "Action=ListUsers&Version=2010-05-08",
            {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
             {"host", "iam.amazonaws.com"},
             {"x-amz-date", "20150830T123600Z"}},
            "",
            "20150830/us-east-1/iam/aws4_request"};
        QCOMPARE(signatureOf(listUsers),
                 QByteArray("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
    }

    void whatIsSentIsSigned_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("token");
        for (const auto *service : {"sqs", "sns"})
            for (const auto *token : {"", "a+token/=="})
                QTest::addRow("%s, %s", service, *token == '\0' ? "no token" : "token")
                    << service << token;
    }

    void whatIsSentIsSigned()
    {
        QFETCH(QString, service);
        QFETCH(QString, token);
        Listener listener;
        const auto endpoint = "http://127.0.0.1:" + std::to_string(listener.port());
        HttpClient http;
        AwsCaller caller(http);
        caller.setPlace(
            {"eu-west-1", endpoint, endpoint, {"AKIDEXAMPLE", secret, token.toStdString(), false}});
        const bool isSqs = service == "sqs";
        const auto answer = caller.call(
            {isSqs ? AwsCall::Service::Sqs : AwsCall::Service::Sns,
             isSqs ? "SendMessage" : "Publish",
             isSqs ? R"({"MessageBody":"grüße"})" : "Message=gr%C3%BC%C3%9Fe&TopicArn=a%3Ab"},
            {});
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().message.c_str());
        const auto taken = listener.taken();

        const auto end = taken.indexOf("\r\n\r\n");
        std::map<QByteArray, QByteArray> headers;
        for (const auto &line : taken.left(end).split('\n').mid(1)) {
            const auto colon = line.indexOf(':');
            headers[line.left(colon).toLower()] = line.mid(colon + 1).trimmed();
        }
        const auto authorization = headers["authorization"];
        const auto part = [&](const QByteArray &name) {
            const auto from = authorization.indexOf(name + '=') + name.size() + 1;
            auto to = authorization.indexOf(',', from);
            if (to < 0) to = authorization.size();
            return authorization.mid(from, to - from);
        };
        const auto credential = part("Credential");
        SignedRequest request{"POST", "", {}, taken.mid(end + 4), credential.mid(12)};
        QVERIFY(credential.startsWith("AKIDEXAMPLE/"));
        QVERIFY(credential.endsWith(("/eu-west-1/" + service + "/aws4_request").toUtf8()));
        for (const auto &name : part("SignedHeaders").split(';'))
            request.headers[name] = headers[name];
        QVERIFY(request.headers.contains("content-type"));
        QCOMPARE(request.headers.contains("x-amz-target"), isSqs);
        QCOMPARE(request.headers.contains("x-amz-security-token"), !token.isEmpty());
        QCOMPARE(part("Signature"), signatureOf(request));
        QVERIFY(!taken.contains(secret));
    }
};

QTEST_GUILESS_MAIN(AwsSignatureTest)
#include "tst_awssignature.moc"
