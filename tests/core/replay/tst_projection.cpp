// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/projection.h"
#include "replay/replay.h"

#include <QtTest>

#include <random>

using namespace playhead;

namespace {

Event jsonEvent(const char *type, std::string data)
{
    Event event;
    event.type = type;
    event.encoding = DataEncoding::Json;
    event.data = std::move(data);
    return event;
}

/// A random small document with few names, so that documents overlap.
Json randomJson(std::mt19937 &random, int depth)
{
    switch (random() % (depth > 0 ? 7 : 5)) {
    case 0: return nullptr;
    case 1: return random() % 2 == 0;
    case 2: return int(random() % 5);
    case 3: return std::string(1, static_cast<char>('x' + random() % 3));
    case 4: return 1.5;
    case 5: {
        Json list = Json::array();
        for (auto n = random() % 4; n > 0; --n)
            list.push_back(randomJson(random, depth - 1));
        return list;
    }
    default: {
        Json object = Json::object();
        for (auto n = random() % 4; n > 0; --n)
            object[std::string(random() % 2 ? "a/" : "b~") + char('0' + random() % 3)] =
                randomJson(random, depth - 1);
        return object;
    }
    }
}

/// RFC 7396, section 2, word by word.
Json mergePatch(Json target, const Json &patch)
{
    if (!patch.is_object()) return patch;
    if (!target.is_object()) target = Json::object();
    for (const auto &[name, value] : patch.items()) {
        if (value.is_null())
            target.erase(name);
        else
            target[name] = mergePatch(target.contains(name) ? target[name] : Json(), value);
    }
    return target;
}

} // namespace

class TestProjection : public QObject
{
    Q_OBJECT

private slots:
    /// RFC 7396, appendix A.
    void mergesAsTheRfcSays_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("result");
        int number = 0;
        const auto row = [&](const char *target, const char *patch, const char *result) {
            QTest::addRow("case %d", ++number)
                << QByteArray(target) << QByteArray(patch) << QByteArray(result);
        };
        row(R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})");
        row(R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})");
        row(R"({"a":"b"})", R"({"a":null})", R"({})");
        row(R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})");
        row(R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})");
        row(R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})");
        row(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})");
        row(R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})");
        row(R"(["a","b"])", R"(["c","d"])", R"(["c","d"])");
        row(R"({"a":"b"})", R"(["c"])", R"(["c"])");
        row(R"({"a":"foo"})", R"(null)", R"(null)");
        row(R"({"a":"foo"})", R"("bar")", R"("bar")");
        row(R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})");
        row(R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})");
        row(R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})");
    }

    void mergesAsTheRfcSays()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, result);
        auto state = Json::parse(target.toStdString());
        QVERIFY(mergeReducer()->apply(state, jsonEvent("t", patch.toStdString())).has_value());
        QCOMPARE(state.dump(), Json::parse(result.toStdString()).dump());
    }

    void mergesRandomDocuments()
    {
        std::mt19937 random(7);
        for (int i = 0; i < 2000; ++i) {
            const auto before = randomJson(random, 3);
            const auto patch = randomJson(random, 3);
            auto state = before;
            QVERIFY(mergeReducer()->apply(state, jsonEvent("t", patch.dump())).has_value());
            QCOMPARE(state.dump(), mergePatch(before, patch).dump());
        }
    }

    void removes_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("removes");
        for (const char *type :
             {"order.deleted", "OrderDeleted", "user-removed", "user_removed", "user/deleted",
              "deleted", "Removed", "com.shop:deleted", "order deleted", "ORDER_DELETED"})
            QTest::newRow(type) << QByteArray(type) << true;
        for (const char *type : {"undeleted", "order.undeleted", "deleted.order", "order.created",
                                 "", "eleted", "emoved", "removedx", "order.unremoved"})
            QTest::newRow(*type ? type : "empty") << QByteArray(type) << false;
    }

    void removes()
    {
        QFETCH(QByteArray, type);
        QFETCH(bool, removes);
        Json state = {{"a", 1}};
        QVERIFY(mergeReducer()->apply(state, jsonEvent(type, "{\"b\":2}")).has_value());
        QCOMPARE(state.is_null(), removes);
    }

    void takesOtherDataAsItIs()
    {
        Json state = {{"a", 1}};
        Event none;
        none.type = "t";
        QVERIFY(mergeReducer()->apply(state, none).has_value());
        QCOMPARE(state.dump(), std::string("{\"a\":1}"));

        Event text;
        text.type = "t";
        text.encoding = DataEncoding::Text;
        text.data = "hello";
        QVERIFY(mergeReducer()->apply(state, text).has_value());
        QCOMPARE(state.dump(), std::string("\"hello\""));
    }

    void failsAndLeavesTheState_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<bool>("binary");
        QTest::newRow("binary") << QByteArray("\0\1", 2) << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("cut off") << QByteArray("{\"a\":") << false;
        QTest::newRow("two values") << QByteArray("{} {}") << false;
        QTest::newRow("invalid UTF-8") << QByteArray("\"\xff\"") << false;
        QByteArray deep;
        for (int i = 0; i < 200'000; ++i)
            deep += "{\"a\":";
        deep += '1' + QByteArray(200'000, '}');
        QTest::newRow("nested too deep") << deep << false;
    }

    void failsAndLeavesTheState()
    {
        QFETCH(QByteArray, data);
        QFETCH(bool, binary);
        Json state = {{"a", 1}};
        auto event = jsonEvent("order.placed", data.toStdString());
        if (binary) event.encoding = DataEncoding::Binary;
        const auto applied = mergeReducer()->apply(state, event);
        QVERIFY(!applied.has_value());
        QVERIFY(applied.error().message.find("order.placed") != std::string::npos);
        QCOMPARE(state.dump(), std::string("{\"a\":1}"));
    }

    void keepsProjectionsByName()
    {
        ProjectionTable table;
        QCOMPARE(table.names(), std::vector<std::string>{"merge"});
        QCOMPARE(table.find("merge"), mergeProjection());
        QVERIFY(!table.find("users"));
        table.add("users", mergeProjection());
        QVERIFY(table.find("users") != nullptr);
        QCOMPARE(table.names(), (std::vector<std::string>{"merge", "users"}));
    }

    void differencesLeadFromOneStateToTheOther()
    {
        std::mt19937 random(3);
        for (int i = 0; i < 2000; ++i) {
            const auto before = randomJson(random, 3);
            const auto after = randomJson(random, 3);
            const auto patch = stateDifference(before, after);
            QVERIFY(patch.is_array());
            QCOMPARE(before.patch(patch).dump(), after.dump());
            QCOMPARE(patch.empty(), before == after);
        }
    }
};

QTEST_GUILESS_MAIN(TestProjection)
#include "tst_projection.moc"
