// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/condition.h"

#include <QtTest>

#include <random>

using namespace playhead;

namespace {

Event paidEvent()
{
    Event event;
    event.id = "e-1";
    event.type = "order.paid";
    event.source = "shop";
    event.subject = "o-1";
    event.correlation = "c-1";
    event.time = *parseTimestamp("2026-11-23T12:04:31.5Z");
    event.encoding = DataEncoding::Json;
    event.data = R"({"amount":120.5,"type":"card","lines":[{"qty":2}],"ok":true,"none":null,
                     "tenant":"from data","a.b":5})";
    event.extensions = {{"tenant", "\"acme\""}, {"priority", "3"}};
    return event;
}

} // namespace

class TestCondition : public QObject
{
    Q_OBJECT

private slots:
    void holds_data()
    {
        QTest::addColumn<bool>("holds");
        const auto yes = [](const char *text) { QTest::newRow(text) << true; };
        const auto no = [](const char *text) { QTest::newRow(text) << false; };
        yes(R"(state.status == "paid" && event.amount > 100)");
        no(R"(state.status == "paid" && event.amount > 200)");
        yes("state.status == paid");
        yes("state.status != open");
        no("state.missing == paid");
        yes("state.missing != paid");
        no("state.missing < 1");
        yes("!state.missing");
        yes("state.status");
        yes("state.lines.1.qty >= 3");
        yes("state/lines/1/qty == 3");
        yes("state/a~1b == 1");
        yes("state.paid == true");
        no("state.paid == false");
        yes("state.gone == null");
        yes("state.gone"); // it is there
        yes("state contains \"\\\"status\\\":\\\"paid\\\"\"");
        yes("state");
        yes("state.status contains AI");
        yes("state.status matches '^p.*d$'");
        no("state.status matches '^a'");
        yes("state.status in (open, paid)");
        no("state.status in (open, \"late\")");
        yes("state.count in (1, 12)");
        yes("state.count == 12.0");
        yes("event.type == order.paid");
        no("event.type == card"); // an attribute comes before the data
        yes("event.data.type == card");
        yes("event.id == e-1 && event.source == shop && event.subject == o-1");
        yes("event.correlation == c-1");
        no("event.causation");
        yes("event.causation != x");
        yes("!event.datacontenttype");
        yes("event.tenant == acme"); // an extension comes before the data
        yes("event.data.tenant contains data");
        yes("event.priority > 2");
        yes("event.lines.0.qty == 2");
        yes("event.data/a.b == 5");
        yes("event.ok == true && event.data.ok");
        yes("event.data.none == null");
        yes("event.data");
        yes("event.time > 2026-11-23T12:04:31Z");
        no("event.time > 2026-11-23T12:04:31.5Z");
        yes("event.time >= 2026-11-23T12:04:31.500000000Z");
        yes("event.time > 12:04 && event.time < 12:05");
        yes("event.time in (12:00, 12:04:31.5)");
        yes("event.time");
        yes("state.status == open || state.status == paid");
        yes("state.status == paid || state.x == 1 && state.x == 2"); // && binds tighter
        no("(state.status == paid || state.x == 1) && state.x == 2");
        yes("!(state.status == open) && !!state.status");
        yes("changed(state.status)");
        no("changed(state.count)");
        yes("changed(state.new) && changed(state.old) && !changed(state.never)");
        yes("changed(state)");
        yes("changed(state.lines) && !changed(state/lines/0)");
    }

    void holds()
    {
        QFETCH(bool, holds);
        const auto before =
            Json::parse(R"({"status":"open","count":12,"lines":[{"qty":2}],"old":1})");
        const auto state = Json::parse(
            R"({"status":"paid","count":12,"lines":[{"qty":2},{"qty":3}],"paid":true,"gone":null,
                "a/b":1,"new":1})");
        const auto condition = Condition::parse(QTest::currentDataTag());
        QVERIFY2(condition.has_value(), condition ? "" : condition.error().message.c_str());
        QCOMPARE(condition->holds(paidEvent(), state, condition->before(before)), holds);
    }

    void whatIsNotThere()
    {
        const Event nothing;
        for (const char *text : {"state", "state.a", "event.type", "event.time", "event.data",
                                 "event.amount", "event.time > 12:00", "state == null"}) {
            const auto condition = Condition::parse(text);
            QVERIFY2(condition.has_value(), text);
            QVERIFY2(!condition->holds(nothing, Json(), condition->before(Json())), text);
        }
        auto broken = paidEvent();
        broken.data = "{\"amount\":";
        QVERIFY(!Condition::parse("event.amount")->holds(broken, Json(), {}));
        broken.extensions = {{"amount", "{"}};
        QVERIFY(!Condition::parse("event.amount")->holds(broken, Json(), {}));
        broken.encoding = DataEncoding::Text;
        broken.data = "plain words";
        QVERIFY(Condition::parse("event.data contains WORDS")->holds(broken, Json(), {}));
    }

    void survivesDataOfAnyDepth()
    {
        auto event = paidEvent();
        constexpr std::size_t depth = 200'000;
        event.data =
            R"({"word":"here","deep":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
        event.extensions = {{"deep", std::string(depth, '[') + std::string(depth, ']')}};
        QVERIFY(Condition::parse("event.data contains here")->holds(event, Json(), {}));
        QVERIFY(Condition::parse("event.word == here")->holds(event, Json(), {}));
        QVERIFY(!Condition::parse("event.deep contains here")->holds(event, Json(), {}));
        QVERIFY(!Condition::parse("event.data.deep contains here")->holds(event, Json(), {}));
    }

    void knowsWhetherTheStateMatters()
    {
        QVERIFY(!Condition::parse("event.amount > 1 || event.type == a")->readsState());
        QVERIFY(Condition::parse("event.amount > 1 || !state")->readsState());
        QVERIFY(Condition::parse("changed(state.a)")->readsState());
    }

    void tellsTheMistake_data()
    {
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("length");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *text, int offset, int length, const char *message) {
            QTest::newRow(*text ? text : "(empty)") << offset << length << QByteArray(message);
        };
        row("", 0, 1, "expected state.<path>, event.<attribute>");
        row("status == paid", 0, 6, "expected state.<path>, event.<attribute>");
        row("\"state.a\" == 1", 0, 9, "expected state.<path>, event.<attribute>");
        row("state.a == 1 && amount > 1", 16, 6, "expected state.<path>, event.<attribute>");
        row("event == 1", 0, 5, "expected state.<path>, event.<attribute>");
        row("event. == 1", 0, 6, "expected a path");
        row("state. == 1", 0, 6, "expected a path");
        row("state.a..b", 0, 10, "expected a path");
        row("state/a~2", 0, 9, "expected a path");
        row("stateful", 0, 8, "expected state.<path>");
        row("state.a ==", 10, 1, "expected a value after ==");
        row("state.a == && b", 11, 2, "expected a value after ==");
        row("state.a contains", 16, 1, "expected a value after contains");
        row("state.a = 1", 8, 1, "expected ==");
        row("state.a & state.b", 8, 1, "expected &&");
        row("state.a | state.b", 8, 1, "expected ||");
        row("state.a state.b", 8, 7, "expected && or ||");
        row("state.a == 1 == 2", 13, 2, "expected && or ||");
        row("state.a == 'open", 11, 5, "expected a closing '");
        row("(state.a == 1", 13, 1, "expected )");
        row("state.a == 1)", 12, 1, "expected && or ||");
        row("()", 1, 1, "expected state.<path>");
        row("!", 1, 1, "expected state.<path>");
        row("state.a ||", 10, 1, "expected state.<path>");
        row("state.a in 1", 11, 1, "expected ( and a list");
        row("state.a in ()", 12, 1, "expected a value");
        row("state.a in (1 2)", 14, 1, "expected , or )");
        row("state.a in (1,", 14, 1, "expected a value");
        row("state.a matches '('", 16, 3, "expected a regular expression");
        row("state.a == event.b", 11, 7, "expected a value: a field stands on the left only");
        row("event.time > soon", 13, 4, "expected a time");
        row("event.time in (12:00, 2026-11-23T12:00:00Z)", 22, 20, "expected a time");
        row("event.time contains 12", 20, 2, "expected a comparison: event.time is a time");
        row("changed(event.a)", 8, 7, "expected state.<path>: only a state changes");
        row("changed()", 8, 1, "expected state.<path>: only a state changes");
        row("changed(", 8, 1, "expected state.<path>: only a state changes");
        row("changed(state.a", 15, 1, "expected )");
        row("changed", 0, 7, "expected state.<path>");
    }

    void tellsTheMistake()
    {
        QFETCH(int, offset);
        QFETCH(int, length);
        QFETCH(QByteArray, message);
        const std::string_view tag = QTest::currentDataTag();
        const auto parsed = Condition::parse(tag == "(empty)" ? "" : tag);
        QVERIFY(!parsed.has_value());
        const auto &error = parsed.error();
        QVERIFY2(error.message.starts_with(message.toStdString()), error.message.c_str());
        QCOMPARE(int(error.offset), offset);
        QCOMPARE(int(error.length), length);
    }

    void refusesEndlessNestingAndTakesEndlessChains()
    {
        QVERIFY(Condition::parse(std::string(90, '(') + "state" + std::string(90, ')')));
        for (const char opening : {'(', '!'})
            QCOMPARE(Condition::parse(std::string(100'000, opening) + "state").error().message,
                     std::string("expected fewer brackets"));
        std::string chain = "state.x";
        for (int i = 0; i < 50'000; ++i)
            chain += " || state.x";
        QVERIFY(!Condition::parse(chain)->holds(Event(), Json::object(), {}));
    }

    void survivesRandomConditions()
    {
        const std::vector<std::string> parts = {
            "state",    "state.a", "event.amount", "event.time", "event.type", "event.data",
            "changed(", "in",      "matches",      "contains",   "==",         "!=",
            "<",        ">=",      "&&",           "||",         "!",          "(",
            ")",        ",",       "\"",           "'",          "1",          "12:04",
            "[a",       "=",       "state/",       "event."};
        std::mt19937 random(11);
        const auto event = paidEvent();
        const Json state = {{"a", {1, 2}}};
        int good = 0;
        for (int i = 0; i < 40'000; ++i) {
            std::string text;
            for (auto n = random() % 9; n > 0; --n)
                text += i % 4 == 0 ? std::string(1, static_cast<char>(random() % 256))
                                   : parts[random() % parts.size()] + (random() % 3 ? " " : "");
            const auto parsed = Condition::parse(text);
            if (!parsed) {
                QVERIFY2(!parsed.error().message.empty(), text.c_str());
                QVERIFY2(parsed.error().offset <= text.size(), text.c_str());
                continue;
            }
            ++good;
            const auto before = parsed->before(state);
            QCOMPARE(parsed->holds(event, state, before), parsed->holds(event, state, before));
        }
        QVERIFY(good > 500);
    }
};

QTEST_GUILESS_MAIN(TestCondition)
#include "tst_condition.moc"
