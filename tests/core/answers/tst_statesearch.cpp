// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/statesearch.h"

#include "answerstesting.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

std::string told(const StateMatches &found)
{
    std::string text;
    for (const auto &match : found.matches)
        text += (text.empty() ? "" : " ") + match.partition + match.path + "="
                + (match.isInside ? "..." : match.value.dump());
    return text;
}

} // namespace

class TestStateSearch : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<int>("where");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char *text, StateSearchIn where, const char *found) {
            QTest::addRow("%s in %d", text, int(where)) << int(where) << QByteArray(found);
        };
        using enum StateSearchIn;
        row("paid", Both, R"(a/paid=true b/note="Paid late" b/paid_by=...)");
        row("paid", Names, "a/paid=true b/paid_by=...");
        row("paid", Values, R"(b/note="Paid late")");
        row("12", Values, "a/amount=12.5 b/lines/1/qty=12");
        row("true", Values, "a/paid=true");
        row("qty", Names, "b/lines/0/qty=1 b/lines/1/qty=12");
        row("x/y", Names, "b/paid_by/x~1y=1");
        row("null", Values, "");
        row("", Both, "");
        row("nowhere", Both, "");
    }

    void finds()
    {
        QFETCH(int, where);
        QFETCH(QByteArray, found);
        ScriptedLog script;
        script.publish(script.json("t", "b",
                                   R"({"note":"Paid late","lines":[{"qty":1},{"qty":12}],
                                       "paid_by":{"x/y":1}})"));
        script.publish(script.json("t", "a", R"({"paid":true,"amount":12.5})"));
        const Replay replay(script.log(), mergeProjection());
        const auto fold = *replay.fold(Position(2));
        const std::string tag = QTest::currentDataTag();
        const auto text = tag.substr(0, tag.rfind(" in "));
        const auto matches = searchStates(*fold, text, static_cast<StateSearchIn>(where));
        QCOMPARE(told(matches), found.toStdString());
        QCOMPARE(matches.total, matches.matches.size());
    }

    void boundsStopsAndOtherFolds()
    {
        ScriptedLog script;
        for (int i = 0; i < 20; ++i)
            script.publish(
                script.json("t", ("s" + std::to_string(i)).c_str(), R"({"city":"Ulm","n":1})"));
        const Replay replay(script.log(), mergeProjection());
        const auto fold = *replay.fold(Position(20));
        const auto some = searchStates(*fold, "ulm", StateSearchIn::Both, 3);
        QCOMPARE(told(some), std::string(R"(s0/city="Ulm" s1/city="Ulm" s10/city="Ulm")"));
        QCOMPARE(some.total, std::uint64_t(20));
        std::stop_source source;
        source.request_stop();
        QCOMPARE(searchStates(*fold, "ulm", StateSearchIn::Both, 3, source.get_token()).total,
                 std::uint64_t(0));
        const Replay cities(script.log(), std::make_shared<CityProjection>());
        QCOMPARE(told(searchStates(**cities.fold(Position(20)), "20")), std::string("Ulm/sum=20"));
        const Replay whole(script.log(),
                           reducerProjection("all", std::make_shared<AllInOneReducer>()));
        QCOMPARE(told(searchStates(**whole.fold(Position(1)), "ulm")),
                 std::string(R"(/s0/city="Ulm")"));
    }
};

QTEST_GUILESS_MAIN(TestStateSearch)
#include "tst_statesearch.moc"
