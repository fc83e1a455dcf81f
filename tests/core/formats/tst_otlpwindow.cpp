// SPDX-License-Identifier: GPL-3.0-or-later
#include "otlplive.h"

#include <QtTest>

#include <algorithm>
#include <random>

#include <fmt/format.h>

using namespace playhead;
using namespace playhead::test;

namespace {

/// All steps with all that is known of them, one a line, sorted.
std::string sortedSteps(const CollectingSink &sink)
{
    std::vector<std::string> lines;
    for (const auto &taken : sink.steps) {
        const auto &step = taken.record;
        const auto &event = sink.eventOf(taken);
        auto line =
            fmt::format("{} {} {} > {} #{} {} {} {}", step.time, stepKindName(step.kind),
                        sink.participants.name(step.sender), sink.participants.name(step.receiver),
                        step.attempt, static_cast<int>(step.evidence), step.failed, taken.reason);
        line +=
            fmt::format(" | {} {} {} {} {} {} {} {}", event.id, event.type, event.source,
                        event.subject, event.time, event.correlation, event.causation, event.data);
        for (const auto &[name, value] : event.extensions)
            line += fmt::format(" {}={}", name, value);
        lines.push_back(std::move(line));
    }
    std::ranges::sort(lines);
    return fmt::format("{}", fmt::join(lines, "\n"));
}

} // namespace

class TestOtlpWindow : public QObject
{
    Q_OBJECT

private slots:
    void shuffledChunksGiveWhatTheFileGives_data();
    void shuffledChunksGiveWhatTheFileGives();
    void spansAreHeldUntilTheirTraceHasSettled();
    void consumersWaitLongerForTheirSender();
    void aTraceThatNeverRestsIsWrittenAllTheSame();
    void linkedTracesAreOneGroup();
    void memoryIsBoundedAndNothingIsLost();
    void oneEndlessTraceIsBounded();
    void brokenSpansAreCountedAndTheRestIsTaken();
};

void TestOtlpWindow::shuffledChunksGiveWhatTheFileGives_data()
{
    QTest::addColumn<QString>("file");
    for (const auto *file :
         {"otlp-rabbitmq-shop.jsonl", "otlp/otel-demo-excerpt.jsonl",
          "otlp/messaging-core-normal.json", "otlp/messaging-core-batch-incomplete.json",
          "otlp/messaging-core-broken-context.json", "otlp/jaeger-otel_traces_01.json",
          "otlp/messaging-adversarial-rabbitmq-destination-shape.json",
          "otlp/kiali-istio-bookinfo-tempo-batches.json"})
        QTest::newRow(file) << QString::fromUtf8(file);
}

void TestOtlpWindow::shuffledChunksGiveWhatTheFileGives()
{
    QFETCH(QString, file);
    const auto text = dataFile(file.toStdString());
    CollectingSink whole;
    QVERIFY(readOtlp(text, whole));
    QVERIFY(!whole.steps.empty());
    for (unsigned seed = 1; seed <= 5; ++seed) {
        auto spans = readOtlpArrivals(text).spans;
        const auto count = spans.size();
        std::mt19937 random(seed);
        std::ranges::shuffle(spans, random);
        Live live;
        for (std::size_t at = 0; at < spans.size();) {
            const auto size = std::min<std::size_t>(1 + random() % 40, spans.size() - at);
            const auto begin = spans.begin() + static_cast<std::ptrdiff_t>(at);
            live.add(std::vector(begin, begin + static_cast<std::ptrdiff_t>(size)));
            live.pass(second / 100);
            at += size;
        }
        live.pass(60 * second);
        QCOMPARE(live.spans, count);
        QCOMPARE(live.window().held(), 0U);
        QCOMPARE(sortedSteps(live.sink), sortedSteps(whole));
    }
}

void TestOtlpWindow::spansAreHeldUntilTheirTraceHasSettled()
{
    Live live;
    live.add({producer(1, 10)});
    live.pass(second);
    live.add({consumer(2, 1, 20)});
    live.pass(second + second / 2);
    QCOMPARE(live.sink.steps.size(), 0U);
    QCOMPARE(live.window().held(), 2U);
    live.pass(second);
    QCOMPARE(live.sink.flow(), std::string("publish shop > orders span1\n"
                                           "deliver orders > billing #1 span1\n"
                                           "ack billing > orders span1\n"));
    QCOMPARE(live.window().held(), 0U);
    QCOMPARE(live.window().remembered(), 2U);
}

void TestOtlpWindow::consumersWaitLongerForTheirSender()
{
    Live live;
    live.add({consumer(2, 1, 20)});
    live.pass(6 * second); // longer than programs wait before they send
    QCOMPARE(live.sink.steps.size(), 0U);
    live.add({producer(1, 10)});
    live.pass(3 * second);
    QCOMPARE(live.sink.times(), std::string("10 20 25"));
    live.add({consumer(4, 3, 20)});
    live.pass(9 * second);
    QCOMPARE(live.sink.times(), std::string("10 20 25 20 25"));
}

void TestOtlpWindow::aTraceThatNeverRestsIsWrittenAllTheSame()
{
    Live live;
    for (int i = 1; i <= 40; ++i) {
        live.add({producer(i, i)});
        live.pass(second);
    }
    QVERIFY(live.sink.steps.size() >= 30);
    live.pass(60 * second);
    QCOMPARE(live.sink.steps.size(), 40U);
}

void TestOtlpWindow::linkedTracesAreOneGroup()
{
    Live live;
    auto linked = consumer(2, 0, 20);
    linked.trace = 7;
    linked.more = otlpLinks({1});
    live.add({linked});
    live.pass(second);
    live.add({producer(1, 10)});
    live.pass(second + second / 2); // the consumer waits for what has arrived since
    QCOMPARE(live.sink.steps.size(), 0U);
    live.pass(second);
    QCOMPARE(live.sink.flow(), std::string("publish shop > orders span1\n"
                                           "deliver orders > billing #1 span1\n"
                                           "ack billing > orders span1\n"));
}

void TestOtlpWindow::memoryIsBoundedAndNothingIsLost()
{
    OtlpWindow::Limits limits;
    limits.spans = 1000;
    Live live(limits);
    for (int i = 1; i <= 10'000; ++i) {
        auto span = producer(i, i);
        span.trace = i;
        live.add({span});
        if (i % 100 != 0) continue;
        live.pass(1);
        QVERIFY(live.window().held() + live.window().remembered() <= 1100);
    }
    live.finish();
    QCOMPARE(live.sink.steps.size(), 10'000U);
    QCOMPARE(live.spans, 10'000U);
}

void TestOtlpWindow::oneEndlessTraceIsBounded()
{
    Live live;
    for (int i = 0; i < 20; ++i) {
        std::vector<OtlpSample> samples;
        for (int j = 1; j <= 1000; ++j)
            samples.push_back(producer(i * 1000 + j, i * 1000 + j));
        live.add(samples);
        live.pass(3 * second);
        QVERIFY(live.window().remembered() <= 6000);
    }
    QCOMPARE(live.sink.steps.size(), 20'000U);
}

void TestOtlpWindow::brokenSpansAreCountedAndTheRestIsTaken()
{
    const auto good = otlpLines({producer(1, 10)});
    auto text = good;
    text.insert(text.find("[{\"traceId") + 1, R"({"name":"no ids"},)");
    const auto arrivals = readOtlpArrivals(text);
    QCOMPARE(arrivals.spans.size(), 1U);
    QCOMPARE(arrivals.rejected, 1U);
    QVERIFY2(arrivals.rejection.find("without a span id") != std::string::npos,
             arrivals.rejection.c_str());
    QCOMPARE(arrivals.problem, std::string());
    QVERIFY(!readOtlpArrivals("{\"a\":1}").problem.empty());
    QVERIFY(!readOtlpArrivals(good.substr(0, good.size() / 2)).problem.empty());
}

QTEST_APPLESS_MAIN(TestOtlpWindow)
#include "tst_otlpwindow.moc"
