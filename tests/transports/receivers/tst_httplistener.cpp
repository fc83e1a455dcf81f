// SPDX-License-Identifier: GPL-3.0-or-later
// How the listener bears senders that are slow, many or silent, whoever answers.
#include "httpclient.h"

#include "support/eventually.h"
#include "transports/receivers/httplistener.h"

#include <QtTest>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <fmt/format.h>

using namespace playhead;
using namespace playhead::test;

namespace {

/// Answers with the length of the body; holds its answers back where it is told to.
class LengthService : public HttpService
{
public:
    std::optional<RequestAnswer> refusal(const ReceivedRequest &head) override
    {
        if (head.path == "/no") return problem(404, "no");
        return {};
    }
    RequestAnswer answer(const ReceivedRequest &request) override
    {
        ++answered;
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_held; });
        RequestAnswer answer;
        answer.body = std::to_string(request.body.size());
        return answer;
    }
    void hold(bool held)
    {
        const std::lock_guard lock(m_mutex);
        m_held = held;
        m_changed.notify_all();
    }

    std::atomic<int> answered = 0;

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_held = false;
};

/// A listener with some limits.
class Listening
{
public:
    explicit Listening(HttpLimits limits = {})
    {
        auto opened = HttpListener::open("127.0.0.1", port, limits, service);
        if (!opened) qFatal("%s", opened.error().message.c_str());
        m_listener = std::move(*opened);
    }
    [[nodiscard]] bool serves(std::size_t length = 10) const
    {
        return post(port, "/", "text/plain", std::string(length, 'x')).body
               == std::to_string(length);
    }
    void close() { m_listener.reset(); }

    LengthService service;
    const std::uint16_t port = freePort();

private:
    std::unique_ptr<HttpListener> m_listener;
};

constexpr Duration moment = 200 * nanosecondsPerMillisecond;

} // namespace

class TestHttpListener : public QObject
{
    Q_OBJECT

private slots:
    void slowHeadsAreCutOff();
    void slowBodiesAreCutOff();
    void silentConnectionsAreCutOff();
    void manyConnectionsMakeRoom();
    void manyBodiesMakeRoom();
    void headsAreLimited_data();
    void headsAreLimited();
    void bodiesAreLimited_data();
    void bodiesAreLimited();
    void refusedSendersReadTheAnswer();
    void sendersWaitForTheGoAhead();
    void whatIsBeingAnsweredIsAnsweredWhenItCloses();
    void goneSendersHurtNobody();
};

void TestHttpListener::slowHeadsAreCutOff()
{
    HttpLimits limits;
    limits.headTime = moment;
    const Listening listening(limits);
    RawConnection slow(listening.port);
    // However steadily it comes: the time is that of the whole head.
    QVERIFY(slow.send("POST / HTTP/1.1\r\n"));
    while (slow.send("a: b\r\n"))
        QTest::qWait(1);
    QVERIFY(listening.serves());
}

void TestHttpListener::slowBodiesAreCutOff()
{
    HttpLimits limits;
    limits.bodyTime = moment;
    const Listening listening(limits);
    RawConnection slow(listening.port);
    QVERIFY(slow.send("POST / HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n"));
    while (slow.send("x"))
        QTest::qWait(1);
    QVERIFY(listening.serves());
}

void TestHttpListener::silentConnectionsAreCutOff()
{
    HttpLimits limits;
    limits.idleTime = moment;
    limits.headTime = moment;
    const Listening listening(limits);
    RawConnection silent(listening.port);
    RawConnection idle(listening.port);
    QVERIFY(idle.send(postRequest("/", "", "abc")));
    QCOMPARE(idle.reply().body, std::string("3"));
    QVERIFY(silent.waitForClose());
    QVERIFY(idle.waitForClose());
}

void TestHttpListener::manyConnectionsMakeRoom()
{
    HttpLimits limits;
    limits.connections = 20;
    const Listening listening(limits);
    std::vector<RawConnection> silent;
    for (int i = 0; i < 200; ++i) {
        silent.emplace_back(listening.port);
        QVERIFY(silent.back().isOpen());
        if (i % 20 == 0) QVERIFY(listening.serves());
    }
    QVERIFY(silent.front().waitForClose()); // who was there longest
    QVERIFY(listening.serves());
}

void TestHttpListener::manyBodiesMakeRoom()
{
    HttpLimits limits;
    limits.bodies = 1'000'000;
    const Listening listening(limits);
    std::vector<RawConnection> slow;
    for (int i = 0; i < 20; ++i) {
        slow.emplace_back(listening.port);
        QVERIFY(slow.back().send("POST / HTTP/1.1\r\nContent-Length: 200000\r\n\r\n"));
        slow.back().send(std::string(100'000, 'x'));
    }
    QVERIFY(slow.front().waitForClose());
    QVERIFY(listening.serves(100'000));
}

void TestHttpListener::headsAreLimited_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("goOn");
    QTest::newRow("many headers") << QByteArray("POST / HTTP/1.1\r\n") << QByteArray("a: b\r\n");
    QTest::newRow("a long header") << QByteArray("POST / HTTP/1.1\r\na:") << QByteArray("bbbbbbbb");
    QTest::newRow("a long path") << QByteArray("POST /") << QByteArray("aaaaaaaa");
    QTest::newRow("a long method") << QByteArray("P") << QByteArray("OOOOOOOO");
}

void TestHttpListener::headsAreLimited()
{
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, goOn);
    const Listening listening;
    RawConnection endless(listening.port);
    const auto before = residentMemory();
    QVERIFY(endless.send(begin.toStdString()));
    const auto piece = QByteArray(goOn.repeated(1000)).toStdString();
    for (int i = 0; i < 10 && endless.send(piece); ++i) {
    }
    const auto reply = endless.reply();
    QCOMPARE(reply.status, 431);
    QVERIFY2(reply.body.find("16384 bytes") != std::string::npos, reply.body.c_str());
    QVERIFY(residentMemory() < before + (16U << 20U));
    QVERIFY(listening.serves());
}

void TestHttpListener::bodiesAreLimited_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("piece");
    QTest::newRow("one that is said to be huge")
        << QByteArray("Content-Length: 100000000000\r\n\r\n") << QByteArray(10'000, 'x');
    QTest::newRow("a length beyond all numbers")
        << QByteArray("Content-Length: 99999999999999999999999\r\n\r\n") << QByteArray("x");
    QTest::newRow("one that does not end")
        << QByteArray("Transfer-Encoding: chunked\r\n\r\n")
        << QByteArray("2710\r\n") + QByteArray(10'000, 'x') + QByteArray("\r\n");
    QTest::newRow("one in a huge piece")
        << QByteArray("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\n")
        << QByteArray(10'000, 'x');
}

void TestHttpListener::bodiesAreLimited()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, piece);
    HttpLimits limits;
    limits.body = 1'000'000;
    Listening listening(limits);
    const auto before = residentMemory();
    RawConnection huge(listening.port);
    QVERIFY(huge.send("POST / HTTP/1.1\r\n" + head.toStdString()));
    for (int i = 0; i < 120 && huge.send(piece.toStdString()); ++i) {
    }
    const auto reply = huge.reply();
    QVERIFY2(reply.status == 413 || reply.status == 400, std::to_string(reply.status).c_str());
    QVERIFY2(reply.body.starts_with("{\"message\":"), reply.body.c_str());
    QCOMPARE(listening.service.answered.load(), 0);
    QVERIFY(residentMemory() < before + (16U << 20U));
    QVERIFY(listening.serves());
}

void TestHttpListener::refusedSendersReadTheAnswer()
{
    const Listening listening;
    RawConnection sender(listening.port);
    // It goes on sending for long after the answer, as curl does, and must not lose it to a reset.
    QVERIFY(sender.send("POST /no HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n"));
    for (int i = 0; i < 200; ++i)
        QVERIFY(sender.send(std::string(10'000, 'x')));
    QCOMPARE(sender.reply().status, 404);
}

void TestHttpListener::sendersWaitForTheGoAhead()
{
    const Listening listening;
    for (const bool refused : {false, true}) {
        RawConnection sender(listening.port);
        QVERIFY(sender.send(
            fmt::format("POST {} HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
                        refused ? "/no" : "/")));
        QCOMPARE(sender.reply().status, refused ? 404 : 100);
        if (refused) continue;
        QVERIFY(sender.send("abc"));
        QCOMPARE(sender.reply().body, std::string("3"));
    }
}

void TestHttpListener::whatIsBeingAnsweredIsAnsweredWhenItCloses()
{
    Listening listening;
    listening.service.hold(true);
    std::vector<RawConnection> senders;
    for (int i = 0; i < 10; ++i) { // more than there are workers
        senders.emplace_back(listening.port);
        QVERIFY(senders.back().send(postRequest("/", "", "abc")));
    }
    EVENTUALLY_EQUAL(listening.service.answered.load(), 4);
    RawConnection half(listening.port);
    QVERIFY(half.send("POST / HTTP/1.1\r\n"));
    std::thread letGo([&] {
        half.waitForClose(); // it is closing
        listening.service.hold(false);
    });
    listening.close();
    letGo.join();
    int answers = 0;
    for (auto &sender : senders)
        if (sender.reply().body == "3") ++answers;
    QCOMPARE(answers, listening.service.answered.load());
    QVERIFY(answers >= 4);
}

void TestHttpListener::goneSendersHurtNobody()
{
    Listening listening;
    listening.service.hold(true);
    for (int i = 0; i < 4; ++i) {
        RawConnection sender(listening.port);
        QVERIFY(sender.send(postRequest("/", "", "abc")));
    }
    EVENTUALLY_EQUAL(listening.service.answered.load(), 4);
    listening.service.hold(false);
    for (int i = 0; i < 100; ++i) {
        RawConnection sender(listening.port);
        QVERIFY(sender.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"));
    }
    QVERIFY(listening.serves());
}

QTEST_GUILESS_MAIN(TestHttpListener)
#include "tst_httplistener.moc"
