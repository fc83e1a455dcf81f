// SPDX-License-Identifier: GPL-3.0-or-later
// `playhead why`, `find` and `check`.
#include "clitesting.h"

using namespace clitest;

class AnswersTest : public ProgramTest
{
    Q_OBJECT

private slots:
    void initTestCase() { makeLogs(); }
    void whyNamesWhatSetAField();
    void whyTellsCausesAndEffects();
    void whyFollowsACompensationOfTheShop();
    void findTellsWhereAConditionHolds();
    void checkFindsWhatIsWrong();
    void checkSaysWhereNothingIs();
};

void AnswersTest::whyNamesWhatSetAField()
{
    const QStringList question{"why", m_orders, "--subject", "o-1", "--path", "status"};
    const auto answer = playhead(question + QStringList{"--json"});
    QCOMPARE(answer.status, 0);
    const auto object = answer.object();
    QCOMPARE(object.keys(),
             (QStringList{"at", "changes", "leftOut", "path", "position", "subject", "value"}));
    QCOMPARE(object["position"].toInt(), 3);
    QCOMPARE(object["value"].toString(), "paid");
    const auto changes = object["changes"].toArray();
    QCOMPARE(changes.size(), 2);
    QVERIFY(!changes[0].toObject().contains("before"));
    QCOMPARE(changes[0].toObject()["after"].toString(), "open");
    QCOMPARE(changes[1].toObject()["before"].toString(), "open");
    QCOMPARE(changes[1].toObject()["id"].toString(), "e3");
    const auto causes = changes[1].toObject()["causes"].toArray();
    QCOMPARE(causes.size(), 1);
    QCOMPARE(causes[0].toObject()["id"].toString(), "e1");
    QCOMPARE(causes[0].toObject()["evidence"].toString(), "observed");

    const auto before = playhead(question + QStringList{"--json", "--at", "2"}).object();
    QCOMPARE(before["value"].toString(), "open");
    const auto text = playhead(question).output;
    QVERIFY2(text.contains("\"open\" -> \"paid\""), text.constData());
    QCOMPARE(playhead({"why", m_orders, "--subject", "o-1", "--path", "/lines/0/qty", "--json"})
                 .object()["value"]
                 .toInt(),
             1);
    const auto whole =
        playhead({"why", m_users, "--projection", "users", "--path", "user.name", "--json"});
    QCOMPARE(whole.object()["position"].toInt(), 2);
}

void AnswersTest::whyTellsCausesAndEffects()
{
    const auto tree = playhead({"why", m_orders, "--event", "e3", "--json"}).object();
    QCOMPARE(tree["position"].toInt(), 3);
    QCOMPARE(tree["causes"].toArray().size(), 1);
    QCOMPARE(tree["causes"][0]["id"].toString(), "e1");
    QCOMPARE(tree["effects"].toArray().size(), 1);
    QCOMPARE(tree["effects"][0]["id"].toString(), "e4");
    QCOMPARE(tree["more"].toInt(), 0);
    QCOMPARE(playhead({"why", m_orders, "--event", "3", "--json"}).object(), tree);
    const auto lost = playhead({"why", m_orders, "--event", "last", "--json"}).object();
    QCOMPARE(lost["missingCause"].toString(), "e0");
    const auto text = playhead({"why", m_orders, "--event", "e3"}).output;
    QVERIFY2(text.startsWith("Causes, the nearest first:\n       1 "), text.constData());
    QVERIFY2(text.contains("Effects:\n       3 "), text.constData());
}

void AnswersTest::whyFollowsACompensationOfTheShop()
{
    const auto file = path("declined.playhead");
    QCOMPARE(playhead({"run", "shop", "--for", "60s", "--seed", "1", "-o", file}).status, 0);
    const auto found = playhead(
        {"find", file, "--when", "state.payment.status == declined", "--becomes", "--json"});
    QCOMPARE(found.status, 0);
    const auto match = found.object()["matches"][0].toObject();
    QCOMPARE(match["type"].toString(), "payment.declined");
    const auto tree = playhead({"why", file, "--event",
                                QString::number(found.object()["position"].toInt()), "--json"})
                          .object();
    QMap<QString, QString> evidence;
    for (const auto &effect : tree["effects"].toArray())
        evidence[effect.toObject()["type"].toString()] = effect.toObject()["evidence"].toString();
    QCOMPARE(evidence, (QMap<QString, QString>{{"order.cancelled", "observed"},
                                               {"release-stock", "inferred"}}));
    const auto why = playhead({"why", file, "--subject", match["subject"].toString(), "--path",
                               "status", "--json"})
                         .object();
    QCOMPARE(why["value"].toString(), "cancelled");
    const auto last = why["changes"].toArray().last().toObject();
    QCOMPARE(last["causes"][0]["type"].toString(), "payment.declined");
}

void AnswersTest::findTellsWhereAConditionHolds()
{
    const auto positions = [this](const QStringList &options) {
        const auto outcome =
            playhead(QStringList{"find", m_orders, "--json", "--when"} + options).object();
        QStringList found;
        for (const auto &match : outcome["matches"].toArray())
            found += QString::number(match.toObject()["position"].toInt());
        return found.join(' ');
    };
    QCOMPARE(positions({R"(state.status == "paid" && event.amount > 100)"}), "3");
    QCOMPARE(positions({"state.status == paid", "--all"}), "3 4 5");
    QCOMPARE(positions({"state.status == paid", "--all", "--becomes"}), "3 5");
    QCOMPARE(positions({"state.status == paid", "--all", "--subject", "o-1"}), "3 4");
    QCOMPARE(positions({"state.status == paid", "--from", "4"}), "4");
    QCOMPARE(positions({"state.status == paid", "--previous"}), "5");
    QCOMPARE(positions({"state.status == paid", "--previous", "--from", "4", "--all"}), "4 3");
    QCOMPARE(positions({"state.status == lost"}), "");
    const auto text = playhead({"find", m_orders, "--when", "state.status == paid"}).output;
    QVERIFY2(text.startsWith("       3 "), text.constData());
    const auto nothing = playhead({"find", m_orders, "--when", "state.a == b", "--json"});
    QCOMPARE(nothing.status, 1);
    QVERIFY(nothing.object()["position"].isNull());
}

void AnswersTest::checkFindsWhatIsWrong()
{
    const auto file = path("checked.playhead");
    QCOMPARE(playhead({"run", "duplicates", "--count", "600", "-o", file}).status, 0);
    const auto outcome = playhead({"check", file, "--json"});
    QCOMPARE(outcome.status, 1);
    const auto json = outcome.object();
    QCOMPARE(json.keys(), (QStringList{"count", "counts", "findings", "limits", "steps",
                                       "unfollowed", "unreadable"}));
    QCOMPARE(json["counts"].toObject().size(), 12);
    QCOMPARE(json["counts"]["not-idempotent"].toInt(), 1);
    QCOMPARE(json["limits"]["unacknowledged"].toString(), "5s");
    QJsonObject naive;
    for (const auto &finding : json["findings"].toArray())
        if (finding.toObject()["kind"] == "not-idempotent") naive = finding.toObject();
    QCOMPARE(naive.keys(),
             (QStringList{"advice", "correlation", "explanation", "kind", "participants",
                          "positions", "severity", "subject", "times", "type"}));
    QCOMPARE(naive["participants"][0].toString(), "ledger-naive");
    QCOMPARE(naive["severity"].toString(), "error");
    QVERIFY(naive["positions"].toArray().size() >= 4);

    const auto people = playhead({"check", file, "--kind", "not-idempotent"});
    QCOMPARE(people.status, 1);
    QVERIFY(people.output.startsWith("Consumers that are not idempotent: 1\n"));
    QVERIFY(people.output.contains("ledger-naive"));
    QVERIFY(!people.output.contains("Duplicate deliveries"));

    const auto few =
        playhead({"check", file, "--json", "--kind", "duplicate-delivery", "--limit", "listed=2"});
    QCOMPARE(few.object()["findings"].toArray().size(), 2);
    QVERIFY(few.object()["count"].toInt() > 2);
}

void AnswersTest::checkSaysWhereNothingIs()
{
    const auto users = playhead({"check", m_users});
    QCOMPARE(users.status, 0);
    QCOMPARE(users.output, QByteArray("Nothing found in 2 steps.\n"));
    const auto shop = dataFile("otlp-rabbitmq-shop.jsonl");
    QCOMPARE(playhead({"check", shop}).status, 1);
    QCOMPARE(playhead({"check", shop, "--kind", "dead-letter", "--kind", "order-broken"}).status,
             0);
}

QTEST_GUILESS_MAIN(AnswersTest)
#include "tst_clianswers.moc"
