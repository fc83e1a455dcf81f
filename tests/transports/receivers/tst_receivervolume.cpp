// SPDX-License-Identifier: GPL-3.0-or-later
// 200,000 events and 200,000 spans as fast as they are taken: none is lost, none comes twice.
#include "receiverrecording.h"
#include "support/eventually.h"

#include <QElapsedTimer>
#include <QtTest>

#include <atomic>
#include <thread>

using namespace playhead;
using namespace playhead::test;

namespace {

constexpr int total = 200'000;
constexpr int senders = 4;

/// Sends `request(0)` to `request(count - 1)` on some connections at once. How many were not
/// answered with this status.
template <class Request> int sendAll(std::uint16_t port, int count, int status, Request request)
{
    std::atomic<int> next = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < senders; ++i)
        threads.emplace_back([&] {
            RawConnection connection(port);
            for (int n = next++; n < count; n = next++)
                if (!connection.send(request(n)) || connection.reply().status != status) ++refused;
        });
    for (auto &thread : threads)
        thread.join();
    return refused;
}

void tellRate(const char *what, const QElapsedTimer &timer)
{
    qInfo("%d %s in %lld ms: %.0f a second", total, what, static_cast<long long>(timer.elapsed()),
          total * 1000.0 / static_cast<double>(std::max<qint64>(1, timer.elapsed())));
}

} // namespace

class TestReceiverVolume : public QObject
{
    Q_OBJECT

private slots:
    void events();
    void spans();
};

void TestReceiverVolume::events()
{
    constexpr int batch = 500;
    ReceiverRecording receiver("rate-limit=0");
    QElapsedTimer timer;
    timer.start();
    const auto refused = sendAll(receiver.port(), total / batch, 202, [](int n) {
        std::string body;
        for (int i = 0; i < batch; ++i)
            body += (i == 0 ? "[" : ",") + structuredEvent(n * batch + i);
        return postRequest("/events", fmt::format("Content-Type: {}\r\n", batchType), body + "]");
    });
    tellRate("events", timer);
    QCOMPARE(refused, 0);
    const auto status = receiver.source().status();
    QCOMPARE(status.received, std::uint64_t(total));
    QCOMPARE(status.dropped, 0U);
    const auto log = receiver.recording().log();
    QCOMPARE(log->watermark().value(), std::uint64_t(total));
    std::vector<bool> seen(total);
    for (std::uint64_t p = 1; p <= log->watermark().value(); ++p) {
        const auto subject = log->name(log->at(Position(p)).subject); // order-N
        const auto number = std::stoul(std::string(subject.substr(6)));
        QVERIFY(!seen.at(number));
        seen[number] = true;
    }
}

void TestReceiverVolume::spans()
{
    constexpr int batch = 500; // each message is two spans, which come in different requests
    ReceiverRecording receiver("rate-limit=0&settle=500ms", "otlp");
    QElapsedTimer timer;
    timer.start();
    const auto refused = sendAll(receiver.port(), total / batch, 200, [](int n) {
        const bool consumer = n % 2 == 1;
        auto body = fmt::format(R"({{"resourceSpans":[{{"resource":{{"attributes":[{{"key":)"
                                R"("service.name","value":{{"stringValue":"{}"}}}}]}},)"
                                R"("scopeSpans":[{{"spans":[)",
                                consumer ? "billing" : "shop");
        for (int i = 0; i < batch; ++i) {
            const auto message = n / 2 * batch + i + 1;
            const auto parent =
                consumer ? fmt::format(R"("parentSpanId":"{:016x}",)", 2 * message) : std::string();
            body += fmt::format(
                R"({}{{"traceId":"{:032x}","spanId":"{:016x}",{}"name":"m{}","kind":{},)"
                R"("startTimeUnixNano":"{}","endTimeUnixNano":"{}","attributes":[{{"key":)"
                R"("messaging.destination.name","value":{{"stringValue":"orders"}}}}]}})",
                i == 0 ? "" : ",", message, 2 * message + (consumer ? 1 : 0), parent, message,
                consumer ? 5 : 4, 1'700'000'000'000'000'000 + message * 1000 + (consumer ? 500 : 0),
                1'700'000'000'000'000'000 + message * 1000 + 600);
        }
        return postRequest("/v1/traces", "Content-Type: application/json\r\n", body + "]}]}]}");
    });
    tellRate("spans", timer);
    QCOMPARE(refused, 0);
    EVENTUALLY_EQUAL(receiver.source().status().recorded, std::uint64_t(total));
    tellRate("spans, recorded,", timer);
    QCOMPARE(receiver.source().status().dropped, 0U);
    const auto log = receiver.recording().log();
    std::vector<int> published(total / 2 + 1);
    auto delivered = published;
    auto acknowledged = published;
    for (std::uint64_t p = 1; p <= log->watermark().value(); ++p) {
        const auto step = log->at(Position(p));
        const auto number = std::stoul(std::string(log->name(step.type).substr(1))); // mN
        ++(step.kind == StepKind::Publish   ? published
           : step.kind == StepKind::Deliver ? delivered
                                            : acknowledged)
              .at(number);
    }
    for (std::size_t n = 1; n < published.size(); ++n) {
        QCOMPARE(published[n], 1);
        QCOMPARE(delivered[n], 1);
        QCOMPARE(acknowledged[n], 1);
    }
    QCOMPARE(log->eventCount(), std::uint64_t(total / 2));
}

QTEST_GUILESS_MAIN(TestReceiverVolume)
#include "tst_receivervolume.moc"
