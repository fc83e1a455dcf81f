// SPDX-License-Identifier: GPL-3.0-or-later
// What scripts emit, link and log.
#include "scripttesting.h"

using namespace playhead;
using namespace playhead::test;

namespace {

/// Stream, type, data, metadata, cause.
Json listed(const Fold &fold)
{
    Json list = Json::array();
    for (const auto &event : fold.derived())
        list.push_back({event.stream, event.type, event.data, event.metadata, event.cause.value(),
                        event.isLink});
    return list;
}

EventList payments()
{
    EventList events;
    events.add("placed", "order-1", R"({"amount": 10})").correlation = "c1";
    events.add("placed", "order-2", R"({"amount": 20})").correlation = "c2";
    events.add("declined", "order-1", R"({"reason": "no money"})").correlation = "c1";
    events.add("order.deleted", "order-2", "{}").correlation = "c2";
    return events;
}

} // namespace

class ScriptOutputTest : public QObject
{
    Q_OBJECT

private slots:
    void emitsAndLinksGoToStreamsOfTheirOwn();
    void deletionsMayEmit();
    void aHandlerThatFailsEmitsNothing();
    void misuseIsAProblemOfTheEvent_data();
    void misuseIsAProblemOfTheEvent();
    void emittingAtLoadTimeIsRefused();
    void logLinesHaveThePositionOfTheirEvent();
};

void ScriptOutputTest::emitsAndLinksGoToStreamsOfTheirOwn()
{
    const auto [fold, problems] = folded(R"(
        fromAll().when({
            placed(s, e) {
                linkTo('conversation-' + e.metadata.$correlationId, e);
                if (e.data.amount > 15) copyTo('large', e, { why: 'large' });
            },
            declined(s, e) {
                linkTo('conversation-' + e.metadata.$correlationId, e, { note: 1 });
                emit('alerts', 'alert', { reason: e.data.reason }, { level: 2 });
                linkStreamTo('troubled', e.streamId);
            } }))",
                                         payments());
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(listed(*fold), Json::parse(R"([
        ["conversation-c1", "$>", "0@order-1", null, 1, true],
        ["conversation-c2", "$>", "0@order-2", null, 2, true],
        ["large", "placed", {"amount": 20},
            {"$correlationId": "c2", "source": "shop", "why": "large"}, 2, false],
        ["conversation-c1", "$>", "1@order-1", {"note": 1}, 3, true],
        ["alerts", "alert", {"reason": "no money"}, {"level": 2}, 3, false],
        ["troubled", "$@", "order-1", null, 3, true]])"));
}

void ScriptOutputTest::deletionsMayEmit()
{
    const auto [fold, problems] = folded(R"(
        fromCategory('order').foreachStream().when({
            $init: () => ({ amount: 0 }),
            placed(s, e) { s.amount = e.data.amount; },
            $deleted(s, e) {
                emit('gone', 'order-gone', { amount: s.amount });
                s.amount = 0;
                s.gone = true;
            } }))",
                                         payments());
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(listed(*fold),
                 Json::parse(R"([["gone", "order-gone", {"amount": 20}, null, 4, false]])"));
    COMPARE_JSON(wholeState(*fold), Json::parse(R"({
        "order-1": {"amount": 10}, "order-2": {"amount": 0, "gone": true}})"));
}

void ScriptOutputTest::aHandlerThatFailsEmitsNothing()
{
    const auto [fold, problems] = folded(R"(
        fromAll().when({ $any(s, e) {
            emit('all', e.eventType, {});
            if (e.eventType === 'declined') throw new Error('no');
        } }))",
                                         payments());
    QCOMPARE(problems.count, 1U);
    QCOMPARE(problems.first.position, Position(3));
    QVERIFY(!problems.stopped);
    QCOMPARE(fold->derived().size(), 3U);
    QCOMPARE(fold->derived().back().cause, Position(4));
}

void ScriptOutputTest::misuseIsAProblemOfTheEvent_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("said");
    QTest::newRow("no stream") << "emit('', 'a', {})"
                               << "stream";
    QTest::newRow("no type") << "emit('a', null, {})"
                             << "type";
    QTest::newRow("no data") << "emit('a', 'b')"
                             << "data";
    QTest::newRow("metadata is no object") << "emit('a', 'b', {}, 3)"
                                           << "metadata";
    QTest::newRow("a link to nothing") << "linkTo('a', { x: 1 })"
                                       << "linkTo";
    QTest::newRow("a stream without a name") << "linkStreamTo('a')"
                                             << "linked";
}

void ScriptOutputTest::misuseIsAProblemOfTheEvent()
{
    QFETCH(QString, call);
    QFETCH(QString, said);
    const auto [fold, problems] =
        folded("fromAll().when({\n placed(s, e) {\n  " + call.toStdString() + "; } })", payments());
    QCOMPARE(problems.count, 2U);
    QCOMPARE(problems.first.line, 3);
    QVERIFY(problems.first.column >= 3 && problems.first.column <= 15); // within the name
    QVERIFY2(problems.first.reason.find(said.toStdString()) != std::string::npos,
             problems.first.reason.c_str());
    QVERIFY(fold->derived().empty());
}

void ScriptOutputTest::emittingAtLoadTimeIsRefused()
{
    const auto loaded = loadScript("test.js", "fromAll().when({});\nemit('a', 'b', {});");
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().line, 2);
    QVERIFY(loaded.error().message.find("handler") != std::string::npos);
}

void ScriptOutputTest::logLinesHaveThePositionOfTheirEvent()
{
    std::vector<std::pair<std::uint64_t, std::string>> lines;
    const auto projection =
        script("log('loading');\nfromAll().when({ declined(s, e) { log('lost', e.data, 1); } })",
               {}, [&lines](Position position, std::string_view text) {
                   lines.emplace_back(position.value(), text);
               });
    folded(projection, payments());
    folded(projection, payments());
    QCOMPARE(lines.size(), 3U); // it is loaded for each fold, and says so once
    QCOMPARE(lines[0], (std::pair<std::uint64_t, std::string>(0, "loading")));
    QCOMPARE(lines[1],
             (std::pair<std::uint64_t, std::string>(3, R"(lost, {"reason":"no money"}, 1)")));
    QCOMPARE(lines[2], lines[1]);
}

QTEST_GUILESS_MAIN(ScriptOutputTest)
#include "tst_scriptoutput.moc"
