// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/querydesk.h"
#include "core/scenarios/scenariolog.h"
#include "replay/queryanswers.h"
#include "replay/replay.h"

#include <QTest>

using namespace playhead;
using namespace playhead::test;

namespace {

std::vector<QueryAnswer> answers(const LogPtr &log, const QueryQuestion &question)
{
    StandingIndex standings(log);
    return standings.update() ? queryAnswers(standings, question) : std::vector<QueryAnswer>();
}

/// `#5 price of tea: #6 from #1, 2 behind, 1 of it`
QString told(const Log &log, const QueryAnswer &query)
{
    const auto name = [](std::string_view text) {
        return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    };
    auto text = QStringLiteral("#%1 %2 of %3: ")
                    .arg(query.query.value())
                    .arg(name(log.name(query.type)), name(log.name(query.subject)));
    if (!query.reply.isValid()) return text + QStringLiteral("no reply");
    text += QStringLiteral("#%1").arg(query.reply.value());
    if (query.isRefused) text += QStringLiteral(" refused");
    if (!query.isReadModel) return text;
    text += query.event.isValid() ? QStringLiteral(" from #%1").arg(query.event.value())
                                  : QStringLiteral(" from nothing");
    return text
           + QStringLiteral(", %1 behind, %2 of it").arg(query.behind).arg(query.behindOfSubject);
}

QStringList told(const LogPtr &log, const QueryQuestion &question)
{
    QStringList lines;
    for (const auto &query : answers(log, question))
        lines << told(*log, query);
    return lines;
}

} // namespace

class TestQueryAnswers : public QObject
{
    Q_OBJECT

private slots:
    void anAnswerComesFromWhatItsReadModelHasAcknowledged()
    {
        Desk desk;
        desk.taken(desk.changed("tea"));      // #1 #2 #3
        desk.asks("tea");                     // #4
        desk.replies("tea");                  // #5
        const auto tea = desk.changed("tea"); // #6
        desk.changed("milk");                 // #7
        desk.asks("tea");                     // #8
        desk.replies("tea");                  // #9
        desk.taken(tea);                      // #10 #11
        desk.asks("tea");                     // #12
        desk.replies("tea");                  // #13
        QCOMPARE(told(desk.log(), {Position(13)}),
                 (QStringList{"#4 price of tea: #5 from #1, 0 behind, 0 of it",
                              "#8 price of tea: #9 from #1, 2 behind, 1 of it",
                              "#12 price of tea: #13 from #6, 1 behind, 0 of it"}));
    }

    void onlyTheLastOnesOfThatNameUpToThere()
    {
        Desk desk;
        desk.taken(desk.changed("tea")); // #1 #2 #3
        for (int i = 0; i < 3; ++i) {
            desk.asks("tea");                  // #4 #8 #12
            desk.replies("tea");               // #5 #9 #13
            desk.asks("tea", "desk", "stock"); // #6 #10 #14
            desk.replies("tea");               // #7 #11 #15
        }
        const auto places = [&](const QueryQuestion &question) {
            QStringList list;
            for (const auto &query : answers(desk.log(), question))
                list << QStringLiteral("%1-%2").arg(query.query.value()).arg(query.reply.value());
            return list.join(QLatin1Char(' '));
        };
        QCOMPARE(places({Position(15)}), QStringLiteral("4-5 6-7 8-9 10-11 12-13 14-15"));
        QCOMPARE(places({Position(99), 2}), QStringLiteral("12-13 14-15"));
        QCOMPARE(places({Position(9), 1, 2}), QStringLiteral("8-9 10-11 12-13"));
        QCOMPARE(places({Position(3), 1, 1}), QStringLiteral("4-5"));
        // The reply may come behind the position that was asked about.
        QCOMPARE(places({Position(8)}), QStringLiteral("4-5 6-7 8-9"));
        QCOMPARE(places({Position(15), 2, 0, desk.name("price")}), QStringLiteral("8-9 12-13"));
        QCOMPARE(places({Position(3)}), QString());
    }

    void aReplyBelongsToWhoAsked()
    {
        Desk desk;
        desk.asks("tea", "desk");     // #1
        desk.asks("tea", "till");     // #2
        desk.asks("milk", "desk");    // #3
        desk.replies("tea", "desk");  // #4
        desk.replies("milk", "desk"); // #5
        QCOMPARE(told(desk.log(), {Position(5)}),
                 (QStringList{"#1 price of tea: #4", "#2 price of tea: no reply",
                              "#3 price of milk: #5"}));
    }

    void aReadModelThatHasNothingYetAnswersFromNothing()
    {
        Desk desk;
        desk.asks("tea");                     // #1
        desk.replies("tea");                  // #2
        const auto tea = desk.changed("tea"); // #3
        desk.asks("tea");                     // #4
        desk.replies("tea");                  // #5
        desk.taken(tea);
        QCOMPARE(told(desk.log(), {Position(5)}),
                 (QStringList{"#1 price of tea: #2 from nothing, 0 behind, 0 of it",
                              "#4 price of tea: #5 from nothing, 1 behind, 1 of it"}));
    }

    void theLaggingReadModelAnswersWhatItHad_data()
    {
        QTest::addColumn<double>("latency");
        QTest::newRow("slow") << 1500.0;
        QTest::newRow("at once") << 0.0;
    }
    /// What the read model says is the price of the last event that it had acknowledged.
    void theLaggingReadModelAnswersWhatItHad()
    {
        QFETCH(double, latency);
        const auto log = scenarioLog("lag", {{"latency", latency}});
        QVERIFY(log);
        const auto found = answers(log, {log->watermark(), 1000});
        QVERIFY(found.size() > 50);
        const Replay asLog(log, mergeProjection());
        int old = 0;
        for (const auto &query : found) {
            if (!query.reply.isValid()) continue; // the recording ends there
            QVERIFY(query.isReadModel);
            QCOMPARE(log->participantName(query.answerer), std::string_view("price-view"));
            const Replay asView(log, mergeProjection(), {query.answerer});
            const auto said = Json::parse(log->event(query.answer)->data);
            const auto seen = asView.subjectState(query.subject, query.reply);
            const auto real = asLog.subjectState(query.subject, query.reply);
            QVERIFY(seen && real);
            if (seen->is_object()) QVERIFY(said["price"] == (*seen)["price"]);
            if (query.behindOfSubject == 0)
                QVERIFY(*seen == *real);
            else
                ++old;
            QVERIFY(query.behindOfSubject <= query.behind);
        }
        if (latency > 0)
            QVERIFY(old > 20);
        else
            QCOMPARE(old, 0);
    }
};

QTEST_GUILESS_MAIN(TestQueryAnswers)
#include "tst_queryanswers.moc"
