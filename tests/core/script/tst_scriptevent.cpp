// SPDX-License-Identifier: GPL-3.0-or-later
// The event as a handler sees it.
#include "scripttesting.h"

using namespace playhead;
using namespace playhead::test;

class ScriptEventTest : public QObject
{
    Q_OBJECT

private slots:
    void theEventHasTheFieldsOfTheOriginal();
    void textThatIsNotAsciiArrivesWhole();
    void anEventKeptInTheStateStaysReadable();
    void anEventWrittenAsJsonHasItsFields();
};

void ScriptEventTest::theEventHasTheFieldsOfTheOriginal()
{
    EventList events;
    events.add("first", "cart-1");
    auto &event = events.add("noted", "cart-1", R"({"a": [1, 2]})");
    event.correlation = "conversation";
    event.causation = "e1";
    event.extensions = {{"tenant", "\"blue\""}, {"level", "3"}};
    event.time = 1'700'000'000'000'000'001;
    auto &text = events.add("said", "cart-2", "just text");
    text.encoding = DataEncoding::Text;
    const auto [fold, problems] = folded(R"(
        fromAll().when({
            noted: (s, e) => ({
                isJson: e.isJson, data: e.data, body: e.body, same: e.data === e.body,
                bodyRaw: e.bodyRaw, metadata: e.metadata, metadataRaw: JSON.parse(e.metadataRaw),
                linkMetadata: e.linkMetadata, partition: e.partition, streamId: e.streamId,
                sequenceNumber: e.sequenceNumber, eventType: e.eventType, eventId: e.eventId,
                created: e.created, position: e.position }),
            said: (s, e) => { s.said = [e.isJson, e.data ?? 'none', e.bodyRaw, e.metadata]; } }))",
                                         events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state(""), Json::parse(R"({
        "isJson": true, "data": {"a": [1, 2]}, "body": {"a": [1, 2]}, "same": true,
        "bodyRaw": "{\"a\": [1, 2]}",
        "metadata": {"$correlationId": "conversation", "$causationId": "e1", "source": "shop",
                     "tenant": "blue", "level": 3},
        "metadataRaw": {"$correlationId": "conversation", "$causationId": "e1", "source": "shop",
                        "tenant": "blue", "level": 3},
        "linkMetadata": null, "partition": "", "streamId": "cart-1", "sequenceNumber": 1,
        "eventType": "noted", "eventId": "e2", "created": "2023-11-14T22:13:20.000000001Z",
        "position": 2,
        "said": [false, "none", "just text", {"source": "shop"}]})"));
}

void ScriptEventTest::textThatIsNotAsciiArrivesWhole()
{
    EventList events;
    events.add("said", "cart-ä", R"({"text": "Grüße, 世界 🌍"})");
    events.add("said", "cart-b", R"({"text": "plain"})");
    auto &broken = events.add("said", "cart-c", "a\xff\xe4z");
    broken.encoding = DataEncoding::Text;
    const auto [fold, problems] = folded(R"(fromAll().foreachStream().when({
        said: (s, e) => [e.isJson ? e.data.text : e.bodyRaw, e.streamId, e.bodyRaw.length] }))",
                                         events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(wholeState(*fold), Json::parse(R"({
        "cart-ä": ["Grüße, 世界 🌍", "cart-ä", 24],
        "cart-b": ["plain", "cart-b", 17],
        "cart-c": ["a��z", "cart-c", 4]})"));
}

void ScriptEventTest::anEventKeptInTheStateStaysReadable()
{
    EventList events;
    for (int i = 0; i < 2500; ++i) // more than one batch
        events.add("kept", "cart-1", "{\"n\":" + std::to_string(i) + "}");
    const auto [fold, problems] = folded(R"(fromAll().when({
        $init: () => ({ first: null, same: 0 }),
        kept(s, e) { s.first ??= e; s.same += s.first.data.n + s.first.sequenceNumber; } })
        .transformBy(s => ({ id: s.first.eventId, data: s.first.data, same: s.same })))",
                                         events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->result(""), Json::parse(R"({"id": "e1", "data": {"n": 0}, "same": 0})"));
}

void ScriptEventTest::anEventWrittenAsJsonHasItsFields()
{
    EventList events;
    events.add("a", "cart-1", R"({"n":1})");
    const auto [fold, problems] =
        folded("fromAll().foreachStream().when({ a: (s, e) => ({ last: e }) })", events);
    QCOMPARE(problems.count, 0U);
    const auto last = fold->state("cart-1")["last"];
    COMPARE_JSON(last["data"], (Json{{"n", 1}}));
    COMPARE_JSON(last["partition"], "cart-1");
    COMPARE_JSON(last["eventType"], "a");
    COMPARE_JSON(last["category"], "cart");
}

QTEST_GUILESS_MAIN(ScriptEventTest)
#include "tst_scriptevent.moc"
