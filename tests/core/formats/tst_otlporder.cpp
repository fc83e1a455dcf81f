// SPDX-License-Identifier: GPL-3.0-or-later
// In which order the steps of spans come whose clocks differ, or whose causes make no sense.
#include "otlpflow.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestOtlpOrder : public QObject
{
    Q_OBJECT

private slots:
    void skewOfConsumers();
    void skewGoesDownTheTrace();
    void skewOfServers();
    void sameTimeKeepsCauseFirst();
    void circlesAndExtremes();
};

void TestOtlpOrder::skewOfConsumers()
{
    CollectingSink sink; // the clock of mail is an hour behind
    readSamples({{.service = "shop", .kind = producer, .id = 1, .start = 5'000'000},
                 {.service = "mail",
                  .kind = consumer,
                  .id = 2,
                  .parent = 1,
                  .start = 1'400'010,
                  .end = 1'400'030},
                 {.service = "bill",
                  .kind = consumer,
                  .id = 3,
                  .start = 4'999'999,
                  .end = 5'000'009,
                  .more = otlpLinks({1})}},
                sink);
    COMPARE_FLOW(sink, "publish shop > orders span1\n"
                       "deliver orders > mail #1 span1\n"
                       "deliver orders > bill #1 span1\n"
                       "ack bill > orders span1\n"
                       "ack mail > orders span1\n");
    QCOMPARE(sink.times(), std::string("5000000 5000000 5000000 5000010 5000020"));
}

void TestOtlpOrder::skewGoesDownTheTrace()
{
    // What a late service sends while it handles a message moves with it, and so does who gets
    // that.
    std::vector<OtlpSample> samples = {
        {.service = "shop", .kind = producer, .id = 1, .start = 1000, .end = 1001},
        {.service = "mail", .kind = consumer, .id = 2, .parent = 1, .start = 100, .end = 150},
        {.service = "mail", .kind = internal, .id = 3, .parent = 2, .start = 110, .end = 140},
        {.service = "mail", .kind = producer, .id = 4, .parent = 3, .start = 120, .end = 121},
        {.service = "shop", .kind = consumer, .id = 5, .parent = 4, .start = 1010, .end = 1015}};
    const std::string flow = "publish shop > orders span1\n"
                             "deliver orders > mail #1 span1\n"
                             "publish mail > orders span4\n"
                             "deliver orders > shop #1 span4\n"
                             "ack shop > orders span4\n"
                             "ack mail > orders span1\n";
    std::sort(samples.begin(), samples.end(),
              [](const OtlpSample &a, const OtlpSample &b) { return a.id < b.id; });
    do {
        CollectingSink sink;
        readSamples(samples, sink);
        COMPARE_FLOW(sink, flow);
        QCOMPARE(sink.times(), std::string("1000 1000 1020 1020 1025 1050"));
    } while (std::next_permutation(
        samples.begin(), samples.end(),
        [](const OtlpSample &a, const OtlpSample &b) { return a.id < b.id; }));
}

void TestOtlpOrder::skewOfServers()
{
    const auto timesWith = [](int skew) {
        CollectingSink sink;
        readSamples({{.service = "web", .kind = client, .id = 1, .start = 1000, .end = 1100},
                     {.service = "shop",
                      .kind = server,
                      .id = 2,
                      .parent = 1,
                      .start = 1020 + skew,
                      .end = 1060 + skew},
                     {.service = "shop",
                      .kind = producer,
                      .id = 3,
                      .parent = 2,
                      .start = 1050 + skew,
                      .end = 1051 + skew}},
                    sink);
        return sink.flow()
                       == "command web > shop span2\n"
                          "publish shop > orders span3\n"
                          "reply shop > web span2\n"
                   ? sink.times()
                   : sink.flow();
    };
    QCOMPARE(timesWith(0), std::string("1000 1050 1100"));
    QCOMPARE(timesWith(10), std::string("1000 1060 1100"));
    QCOMPARE(timesWith(-900), std::string("1000 1060 1100")); // in the middle of the request
    QCOMPARE(timesWith(5000), std::string("1000 1060 1100"));
}

void TestOtlpOrder::sameTimeKeepsCauseFirst()
{
    CollectingSink sink; // everything within one tick of a coarse clock
    readSamples({{.service = "c", .kind = consumer, .id = 1, .parent = 2, .start = 7, .end = 7},
                 {.service = "b", .kind = producer, .id = 2, .parent = 3, .start = 7, .end = 7},
                 {.service = "b", .kind = consumer, .id = 3, .parent = 4, .start = 7, .end = 7},
                 {.service = "a", .kind = producer, .id = 4, .parent = 5, .start = 7, .end = 7},
                 {.service = "a", .kind = server, .id = 5, .parent = 6, .start = 7, .end = 7},
                 {.service = "web", .kind = client, .id = 6, .start = 7, .end = 7}},
                sink);
    COMPARE_FLOW(sink, "command web > a span5\n"
                       "publish a > orders span4\n"
                       "deliver orders > b #1 span4\n"
                       "publish b > orders span2\n"
                       "deliver orders > c #1 span2\n"
                       "ack c > orders span2\n"
                       "ack b > orders span4\n"
                       "reply a > web span5\n");
}

void TestOtlpOrder::circlesAndExtremes()
{
    CollectingSink sink;
    readSamples({{.service = "a",
                  .kind = consumer,
                  .id = 1,
                  .parent = 2,
                  .start = 50,
                  .end = 51,
                  .more = otlpLinks({1, 2, 3})},
                 {.service = "b", .kind = producer, .id = 2, .parent = 3, .start = 40},
                 {.service = "b", .kind = producer, .id = 3, .parent = 1, .start = 60},
                 {.service = "c", .kind = server, .id = 4, .parent = 4},
                 {.service = "d", .kind = internal, .id = 5, .parent = 5, .more = otlpLinks({5})}},
                sink);
    QCOMPARE(sink.problem(), std::string());
    QCOMPARE(sink.count(StepKind::Publish), 2U);
    QCOMPARE(sink.count(StepKind::Deliver), 2U);

    auto text = otlpLines({{.service = "a", .kind = producer, .id = 1, .start = 123, .end = 124},
                           {.service = "b", .kind = consumer, .id = 2, .parent = 1},
                           {.service = "b", .kind = producer, .id = 3, .parent = 2, .start = 123},
                           {.service = "c", .kind = consumer, .id = 4, .parent = 3}});
    const std::string limit = "9223372036854775807";
    for (std::size_t at = 0; (at = text.find("123000000", at)) != std::string::npos;)
        text.replace(at, 9, limit);
    CollectingSink late;
    QVERIFY(readOtlp(text, late));
    QCOMPARE(late.problem(), std::string());
    QCOMPARE(late.count(StepKind::Deliver), 2U);

    std::vector<OtlpSample> chain; // deep enough to break a recursion
    for (int i = 0; i < 200'000; ++i)
        chain.push_back({.service = "a", .kind = internal, .id = i + 1, .parent = i + 2});
    CollectingSink deep;
    readSamples(chain, deep);
    QCOMPARE(deep.skips.size(), 1U);
}

QTEST_GUILESS_MAIN(TestOtlpOrder)
#include "tst_otlporder.moc"
