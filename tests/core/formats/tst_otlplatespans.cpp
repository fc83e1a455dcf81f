// SPDX-License-Identifier: GPL-3.0-or-later
// Spans that arrive after their trace was written: what is told then, and what is not told again.
#include "otlplive.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestOtlpLateSpans : public QObject
{
    Q_OBJECT

private slots:
    void lateConsumerSharesTheEvent();
    void lateProducerPublishesWhatWasReceived();
    void lateServerRepeatsNothing();
    void lateProcessingRepeatsNoDelivery();
    void spansThatComeTwiceCountOnce();
};

void TestOtlpLateSpans::lateConsumerSharesTheEvent()
{
    Live live;
    live.add({producer(1, 10)});
    live.pass(3 * second);
    live.add({consumer(2, 1, 20)});
    live.pass(3 * second);
    auto retry = consumer(3, 1, 40);
    live.add({retry});
    live.pass(3 * second);
    QCOMPARE(live.sink.flow(), std::string("publish shop > orders span1\n"
                                           "deliver orders > billing #1 span1\n"
                                           "ack billing > orders span1\n"
                                           "deliver orders > billing #2 span1\n"
                                           "ack billing > orders span1\n"));
    QCOMPARE(live.sink.events.size(), 1U);
}

void TestOtlpLateSpans::lateProducerPublishesWhatWasReceived()
{
    Live live;
    live.add({consumer(2, 1, 20)});
    live.pass(9 * second);
    QCOMPARE(live.sink.steps.size(), 2U);
    live.add({producer(1, 10)});
    live.pass(3 * second);
    QCOMPARE(live.sink.flow(), std::string("deliver orders > billing #1 span2\n"
                                           "ack billing > orders span2\n"
                                           "publish shop > orders span2\n"));
    QCOMPARE(live.sink.times(), std::string("20 25 10"));
    QCOMPARE(live.sink.events.size(), 1U);
    // What was sent while it was handled names it by the id that is in the log.
    auto next = producer(5, 22);
    next.parent = 2;
    live.add({next});
    live.pass(3 * second);
    QCOMPARE(live.sink.events.back().causation, live.sink.events.front().id);
}

void TestOtlpLateSpans::lateServerRepeatsNothing()
{
    const OtlpSample client{.service = "web", .kind = 3, .id = 1, .start = 10, .end = 30};
    const OtlpSample server{
        .service = "api", .kind = 2, .id = 2, .parent = 1, .start = 12, .end = 28};
    for (const bool serverFirst : {false, true}) {
        Live live;
        live.add({serverFirst ? server : client});
        live.pass(9 * second);
        QCOMPARE(live.sink.steps.size(), 2U);
        live.add({serverFirst ? client : server});
        live.pass(9 * second);
        QCOMPARE(live.sink.steps.size(), 2U);
    }
}

void TestOtlpLateSpans::lateProcessingRepeatsNoDelivery()
{
    Live live;
    auto receive = consumer(2, 1, 20);
    receive.attributes = otlpAttribute("messaging.operation", "receive");
    live.add({producer(1, 10), receive});
    live.pass(3 * second);
    QCOMPARE(live.sink.steps.size(), 3U);
    live.add({consumer(3, 1, 26)});
    live.pass(3 * second);
    QCOMPARE(live.sink.steps.size(), 3U);
    live.add({consumer(4, 1, 40)}); // another attempt
    live.pass(3 * second);
    QCOMPARE(live.sink.steps.size(), 5U);
}

void TestOtlpLateSpans::spansThatComeTwiceCountOnce()
{
    Live live;
    live.add({producer(1, 10), producer(1, 10)});
    live.pass(3 * second);
    live.add({producer(1, 10)});
    live.pass(3 * second);
    QCOMPARE(live.sink.steps.size(), 1U);
    QCOMPARE(live.spans, 3U);
}

QTEST_APPLESS_MAIN(TestOtlpLateSpans)
#include "tst_otlplatespans.moc"
