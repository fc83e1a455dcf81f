// SPDX-License-Identifier: GPL-3.0-or-later
// What scripts make of events, against results worked out by hand.
#include "scripttesting.h"

using namespace playhead;
using namespace playhead::test;

namespace {

EventList carts()
{
    EventList events;
    events.add("ItemAdded", "shoppingCart-1", R"({"sku":"a","price":10})");
    events.add("ItemAdded", "shoppingCart-2", R"({"sku":"b","price":5})");
    events.add("ItemAdded", "order-1", R"({"sku":"x","price":99})");
    events.add("ItemAdded", "shoppingCart-1", R"({"sku":"c","price":2.5})");
    events.add("ItemTakenOut", "shoppingCart-1", R"({"sku":"a","price":10})");
    events.add("ItemAdded", "shoppingCart", R"({"sku":"no category","price":1})");
    events.add("CheckedOut", "shoppingCart-2", R"({})");
    return events;
}

const char *const cartScript = R"(
fromCategory('shoppingCart')
  .foreachStream()
  .when({
    $init: function () { return { items: [], total: 0 }; },
    ItemAdded: function (s, e) { s.items.push(e.data.sku); s.total += e.body.price; },
    ItemTakenOut: function (s, e) {
      return { items: s.items.filter(i => i !== e.data.sku), total: s.total - e.data.price };
    },
  }))";

} // namespace

class ScriptProjectionTest : public QObject
{
    Q_OBJECT

private slots:
    void aStateForEachStreamOfACategory();
    void sourcesPickStreams_data();
    void sourcesPickStreams();
    void aStateForTheWholeLog();
    void partitionsByFunction();
    void biStateSharesAStateBetweenPartitions();
    void biStateHandlersMayReturnThePair();
    void createdIsCalledOncePerPartition();
    void deletedIsCalledForADeletion_data();
    void deletedIsCalledForADeletion();
    void anyTakesWhatNoOtherHandlerTakes();
    void withoutHandlersTheStateIsTheLatestData();
    void resultsAreFilteredAndTransformed();
    void knowsWhereAStateDependsOnItsStreamAlone_data();
    void knowsWhereAStateDependsOnItsStreamAlone();
};

void ScriptProjectionTest::aStateForEachStreamOfACategory()
{
    const auto [fold, problems] = folded(cartScript, carts());
    QCOMPARE(problems.count, 0U);
    QVERIFY(fold->isPartitioned());
    // shoppingCart-2: 5. shoppingCart-1: 10 + 2.5 - 10; the order and the stream without a dash are
    // of no such category.
    COMPARE_JSON(wholeState(*fold), Json::parse(R"({
        "shoppingCart-1": {"items": ["c"], "total": 2.5},
        "shoppingCart-2": {"items": ["b"], "total": 5}})"));
    COMPARE_JSON(fold->state("order-1"), nullptr);
    QVERIFY(script(cartScript)->isPerSubject());
}

void ScriptProjectionTest::sourcesPickStreams_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("count");
    QTest::newRow("all") << "fromAll()" << 7;
    QTest::newRow("one stream") << "fromStream('shoppingCart-1')" << 3;
    QTest::newRow("streams") << "fromStreams('shoppingCart-2', 'order-1')" << 3;
    QTest::newRow("streams, as a list") << "fromStreams(['shoppingCart-2', 'order-1'])" << 3;
    QTest::newRow("category") << "fromCategory('shoppingCart')" << 5;
    QTest::newRow("categories") << "fromCategories(['shoppingCart', 'order'])" << 6;
    QTest::newRow("categories, one by one") << "fromCategory('shoppingCart', 'order')" << 6;
    QTest::newRow("a stream that is not there") << "fromStream('nowhere')" << 0;
}

void ScriptProjectionTest::sourcesPickStreams()
{
    QFETCH(QString, source);
    QFETCH(int, count);
    const auto [fold, problems] =
        folded(source.toStdString() + ".when({ $init: () => ({ n: 0 }), $any: s => { s.n++; } })",
               carts());
    QCOMPARE(problems.count, 0U);
    QVERIFY(!fold->isPartitioned());
    COMPARE_JSON(wholeState(*fold), (Json{{"n", count}}));
}

void ScriptProjectionTest::aStateForTheWholeLog()
{
    const auto [fold, problems] = folded(R"(
        options({ $includeLinks: false, reorderEvents: false, processingLag: 0,
                  resultStreamName: 'totals' });
        fromAll().when({
            $init() { return { total: 0 }; },
            ItemAdded(s, e) { s.total += e.data.price; },
            ItemTakenOut: (s, e) => ({ total: s.total - e.data.price }) }))",
                                         carts());
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state(""), (Json{{"total", 107.5}})); // 10 + 5 + 99 + 2.5 - 10 + 1
    // Without events there is the state that $init makes.
    COMPARE_JSON(folded("fromAll().when({ $init: () => 7 })", {}).fold->state(""), 7);
}

void ScriptProjectionTest::partitionsByFunction()
{
    const auto [fold, problems] = folded(R"(
        fromAll().partitionBy(e => ({ a: 'first', b: 2, x: '', c: null })[e.data.sku]).when({
            $init: () => [],
            ItemAdded(s, e) { s.push(`${e.partition} ${e.sequenceNumber}@${e.streamId}`); } }))",
                                         carts());
    QCOMPARE(problems.count, 0U);
    // "", null and undefined put an event into no partition; a number is its digits.
    COMPARE_JSON(wholeState(*fold), Json::parse(R"({
        "2": ["2 0@shoppingCart-2"], "first": ["first 0@shoppingCart-1"]})"));
}

void ScriptProjectionTest::biStateSharesAStateBetweenPartitions()
{
    const auto [fold, problems] = folded(R"(
        options({ biState: true });
        fromCategory('shoppingCart').partitionBy(e => e.streamId).when({
            $init: () => ({ total: 0, rank: 0 }),
            $initShared: () => ({ total: 0, events: 0 }),
            ItemAdded([state, shared], e) {
                state.total += e.data.price;
                shared.total += e.data.price;
                state.rank = ++shared.events;
            } }))",
                                         carts());
    QCOMPARE(problems.count, 0U);
    // Events 1 to 3 of the category are cart 1, cart 2, cart 1.
    COMPARE_JSON(fold->state("shoppingCart-1"), (Json{{"total", 12.5}, {"rank", 3}}));
    COMPARE_JSON(fold->state("shoppingCart-2"), (Json{{"total", 5}, {"rank", 2}}));
    COMPARE_JSON(fold->sharedState(), (Json{{"total", 17.5}, {"events", 3}}));
    COMPARE_JSON(wholeState(*fold)[""], (Json{{"total", 17.5}, {"events", 3}}));
}

void ScriptProjectionTest::biStateHandlersMayReturnThePair()
{
    const auto [fold, problems] = folded(R"(
        fromCategory('shoppingCart').foreachStream().when({
            $initShared: () => 0,
            $init: () => 0,
            ItemAdded: ([state, shared], e) => [state + 1, shared + 10] }))",
                                         carts());
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(wholeState(*fold), (Json{{"shoppingCart-1", 2}, {"shoppingCart-2", 1}, {"", 30}}));
}

void ScriptProjectionTest::createdIsCalledOncePerPartition()
{
    const auto [fold, problems] = folded(R"(
        fromCategory('shoppingCart').foreachStream().when({
            $init: () => ({ created: [], seen: 0 }),
            $created(s, e) { s.created.push(e.eventType + '/' + s.seen); },
            CheckedOut(s) { s.seen++; },
            ItemTakenOut(s) { s.seen++; } }))",
                                         carts());
    QCOMPARE(problems.count, 0U);
    // A partition begins with the first event that the script takes.
    COMPARE_JSON(wholeState(*fold), Json::parse(R"({
        "shoppingCart-1": {"created": ["ItemTakenOut/0"], "seen": 1},
        "shoppingCart-2": {"created": ["CheckedOut/0"], "seen": 1}})"));
}

void ScriptProjectionTest::deletedIsCalledForADeletion_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("deletes");
    QTest::newRow("dotted") << "cart.deleted" << true;
    QTest::newRow("camel case") << "CartRemoved" << true;
    QTest::newRow("of the store") << "$streamDeleted" << true;
    QTest::newRow("an item was removed") << "ItemTakenOut" << false;
    QTest::newRow("undeleted") << "cart.undeleted" << false;
}

void ScriptProjectionTest::deletedIsCalledForADeletion()
{
    QFETCH(QString, type);
    QFETCH(bool, deletes);
    EventList events;
    events.add("opened", "cart-1");
    events.add("opened", "cart-2");
    events.add(type.toStdString(), "cart-1");
    const auto [fold, problems] = folded(R"(
        fromAll().foreachStream().when({
            $init: () => ({ opened: 0, deleted: false }),
            opened(s) { s.opened++; },
            $deleted(s, e) { s.deleted = true; } }))",
                                         events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state("cart-1"), (Json{{"opened", 1}, {"deleted", deletes}}));
    COMPARE_JSON(fold->state("cart-2"), (Json{{"opened", 1}, {"deleted", false}}));
}

void ScriptProjectionTest::anyTakesWhatNoOtherHandlerTakes()
{
    EventList events;
    for (const auto *type : {"a", "b", "c", "cart.deleted", "d.removed"})
        events.add(type, "cart-1");
    const auto [fold, problems] = folded(R"(
        fromAll().foreachStream().when({
            $init: () => [],
            a: s => { s.push('a'); },
            'd.removed': s => { s.push('removed'); },
            $any: (s, e) => { s.push('any ' + e.eventType); },
            $deleted: s => { s.push('deleted'); } }))",
                                         events);
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state("cart-1"),
                 Json::parse(R"(["a", "any b", "any c", "deleted", "removed", "deleted"])"));
}

void ScriptProjectionTest::withoutHandlersTheStateIsTheLatestData()
{
    const auto [fold, problems] =
        folded("fromCategory('shoppingCart').foreachStream().outputState()", carts());
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(fold->state("shoppingCart-1"), (Json{{"sku", "a"}, {"price", 10}}));
}

void ScriptProjectionTest::resultsAreFilteredAndTransformed()
{
    const auto [fold, problems] = folded(R"(
        fromCategory('shoppingCart').foreachStream().when({
            $init: () => ({ total: 0 }),
            ItemAdded(s, e) { s.total += e.data.price; } })
        .filterBy(s => s.total > 6)
        .transformBy(s => { s.total *= 2; return s; })
        .outputState().outputTo('totals', 'totals-{0}'))",
                                         carts());
    QCOMPARE(problems.count, 0U);
    COMPARE_JSON(wholeState(*fold, true), Json::parse(R"({"shoppingCart-1": {"total": 25}})"));
    COMPARE_JSON(fold->result("shoppingCart-2"), nullptr); // 5, filtered out
    // Looking at results has changed no state, whatever the functions do to what they get.
    COMPARE_JSON(fold->state("shoppingCart-1"), (Json{{"total", 12.5}}));
    QCOMPARE(fold->readProblems().count, 0U);
}

void ScriptProjectionTest::knowsWhereAStateDependsOnItsStreamAlone_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<bool>("isPerSubject");
    const auto with = [](const char *before, const char *handler) {
        return QStringLiteral("%1\nfromAll().foreachStream().when({ $any: %2 })")
            .arg(before, handler);
    };
    QTest::newRow("plain") << with("", "(s, e) => { s.n = e.data.n; }") << true;
    QTest::newRow("helpers") << with(
        "const limit = 5; function big(n) { return n > limit; }",
        "(s, e) => { let sum = 0; [1].forEach(i => { sum += i; }); s.big = big(sum); }")
                             << true;
    QTest::newRow("destructuring")
        << with("", "(s, { data: { n, ...rest } }) => { [s.a, s.b] = [n, rest]; }") << true;
    QTest::newRow("a variable") << with("let n = 0;", "s => { s.n = ++n; }") << false;
    QTest::newRow("an object") << with("const seen = {};", "s => { seen.n = 1; }") << false;
    QTest::newRow("a variable never declared") << with("", "s => { total = 1; }") << false;
    QTest::newRow("the global object") << with("", "s => { globalThis.x = 1; }") << false;
    QTest::newRow("a built-in") << with("", "s => { Math.n = 1; }") << false;
    QTest::newRow("a closure") << with("", "(() => { let n = 0; return s => { n++; }; })()")
                               << false;
    QTest::newRow("emits") << with("", "(s, e) => { emit('a', 'b', {}); }") << false;
    QTest::newRow("links") << with("", "(s, e) => { linkTo('a', e); }") << false;
    QTest::newRow("shared state")
        << "fromAll().foreachStream().when({ $initShared: () => 0, $any: s => s })" << false;
    QTest::newRow("other partitions") << "fromAll().partitionBy(e => 'a').when({})" << false;
    QTest::newRow("none") << "fromAll().when({})" << false;
}

void ScriptProjectionTest::knowsWhereAStateDependsOnItsStreamAlone()
{
    QFETCH(QString, source);
    const auto projection = script(source.toStdString());
    QVERIFY(projection);
    QTEST(projection->isPerSubject(), "isPerSubject");
}

QTEST_GUILESS_MAIN(ScriptProjectionTest)
#include "tst_scriptprojection.moc"
