// SPDX-License-Identifier: GPL-3.0-or-later
// `playhead run`, also again and from files, and `compare`.
#include "clitesting.h"

using namespace clitest;

class RunsTest : public ProgramTest
{
    Q_OBJECT

private slots:
    void initTestCase() { makeLogs(); }
    void theSameSeedGivesTheSameLog();
    void aScenarioFileRunsAndRepeats();
    void scenarioFilesSayWhatIsWrong_data();
    void scenarioFilesSayWhatIsWrong();
    void aRunEndsAtItsCount();
    void compareSaysWhereLogsPart();
    void aCaseOfAScenarioIsRunAgain();
    void onlyWhatAScenarioMadeIsRunAgain();
};

void RunsTest::theSameSeedGivesTheSameLog()
{
    const auto stepsOf = [this](const char *name, const char *seed) {
        const auto file = path(name);
        if (playhead({"run", "shop", "--count", "2000", "--seed", seed, "-o", file}).status != 0)
            return QByteArray();
        return playhead({"steps", file, "--json"}).output;
    };
    const auto once = stepsOf("once.playhead", "7");
    QVERIFY(once.size() > 1000);
    QCOMPARE(stepsOf("again.playhead", "7"), once);
    QVERIFY(stepsOf("other.playhead", "8") != once);
}

void RunsTest::aScenarioFileRunsAndRepeats()
{
    const auto file = write("mine.js", "scenario({ base: 'users', seed: 5, knobs: { rate: 20 },\n"
                                       "    consumers: { newsletter: { crashed: true } } });\n"
                                       "on('user-created', { consumer: 'audit' }, e => {\n"
                                       "    log('seen');\n"
                                       "    publish('audit.noted', { about: e.subject });\n"
                                       "});\n");
    const auto steps = [&](const char *name, const QStringList &options) {
        const auto log = path(name);
        const auto ran = playhead(QStringList{"run", file, "--for", "10s", "-o", log} + options);
        return ran.status == 0 && ran.messages.contains("mine.js: position ")
                   ? playhead({"steps", log, "--csv"}).output
                   : QByteArray();
    };
    const auto first = steps("mine-1.playhead", {});
    QVERIFY(first.contains("audit.noted"));
    QVERIFY(!first.contains(",deliver,users,newsletter"));
    QCOMPARE(steps("mine-2.playhead", {}), first);
    QCOMPARE(steps("mine-3.playhead", {"--seed", "5"}), first); // as the file says
    const auto other = steps("mine-4.playhead", {"--seed", "6"});
    QVERIFY(!other.isEmpty());
    QVERIFY(other != first);

    // A case runs its scripts only for who says so.
    const auto log = path("mine-1.playhead");
    const auto refused = playhead({"run", "--again", log});
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.messages.contains("--with-scripts"), refused.messages.constData());
    const auto again = path("mine-again.playhead");
    const auto ran = playhead({"run", "--again", log, "--with-scripts", "-o", again});
    QVERIFY2(ran.status == 0, ran.messages.constData());
    QCOMPARE(playhead({"steps", again, "--csv"}).output, first);
}

void RunsTest::scenarioFilesSayWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("syntax") << QByteArray("on('a', e => {\n  let let = 1;\n})") << 2
                            << QByteArray("wrong.js:2:");
    QTest::newRow("base") << QByteArray("\nscenario({ base: 'shopp' })") << 2
                          << QByteArray("wrong.js:2:9: There is no scenario 'shopp'");
    QTest::newRow("consumer") << QByteArray(
        "scenario({ base: 'users', consumers: { nobody: { loss: 5 } } })")
                              << 2 << QByteArray("wrong.js:1:9: There is no consumer 'nobody'");
    QTest::newRow("loop") << QByteArray("scenario({ base: 'users' })\n"
                                        "on('user-created', e => { for (;;) ; })")
                          << 1 << QByteArray("The script stopped at position ");
}

void RunsTest::scenarioFilesSayWhatIsWrong()
{
    QFETCH(QByteArray, source);
    QFETCH(int, status);
    QFETCH(QByteArray, said);
    const auto ran = playhead({"run", write("wrong.js", source), "--for", "10s"});
    QCOMPARE(ran.status, status);
    QVERIFY2(ran.messages.contains(said), ran.messages.constData());
    QCOMPARE(playhead({"run", path("missing.js")}).status, 3);
}

void RunsTest::aRunEndsAtItsCount()
{
    const auto file = path("counted.playhead");
    QCOMPARE(playhead({"run", "firehose", "--count", "5000", "-o", file}).status, 0);
    QCOMPARE(playhead({"info", file, "--json"}).object()["steps"].toInt(), 5000);
}

void RunsTest::compareSaysWhereLogsPart()
{
    const auto same = playhead({"compare", m_orders, m_orders, "--json"});
    QCOMPARE(same.status, 0);
    QCOMPARE(same.object()["equal"].toBool(), true);
    QVERIFY(playhead({"compare", m_orders, m_orders}).output.contains("The steps are equal"));

    const auto changed = write("changed.jsonl", QByteArray(ordersLog)
                                                    .replace("\"amount\":120", "\"amount\":99")
                                                    .replace("\"id\":\"e5\"", "\"id\":\"e6\""));
    const auto outcome = playhead({"compare", m_orders, changed, "--json"});
    QCOMPARE(outcome.status, 1);
    const auto found = outcome.object();
    QCOMPARE(found.keys(), (QStringList{"equal", "events", "state", "states", "step"}));
    QCOMPARE(found["step"]["position"].toInt(), 3);
    QCOMPARE(found["step"]["a"]["data"]["amount"].toInt(), 120);
    QCOMPARE(found["step"]["b"]["data"]["amount"].toInt(), 99);
    QCOMPARE(found["states"].toArray().size(), 1);
    QCOMPARE(found["state"]["partition"].toString(), "o-1");
    QCOMPARE(found["state"]["fromA"].toInt(), 3);
    QCOMPARE(found["state"]["fromB"].toInt(), 3);
    QCOMPARE(found["events"].toArray().size(), 3);
    QCOMPARE(found["events"][0]["differs"].toString(), "data");
    QVERIFY(found["events"][1]["b"].isNull());
    QVERIFY(found["events"][2]["a"].isNull());
    const auto text = playhead({"compare", m_orders, changed});
    QCOMPARE(text.status, 1);
    QVERIFY2(text.output.contains("part at position 3: its event differs in data")
                 && text.output.contains("The state of o-1 ends differently")
                 && text.output.contains("1 only in A, 1 only in B, 1 different"),
             text.output.constData());
    QCOMPARE(playhead({"compare", m_orders, path("nowhere.jsonl")}).status, 3);
}

void RunsTest::aCaseOfAScenarioIsRunAgain()
{
    const auto file = path("once-more.playhead");
    QCOMPARE(playhead({"run", "shop", "--for", "60s", "--seed", "4", "-o", file}).status, 0);
    const auto plain = path("plain.playhead");
    const auto plainly = playhead({"run", "--again", file, "-o", plain, "--json"});
    QVERIFY2(plainly.status == 0, plainly.messages.constData());
    QCOMPARE(plainly.object()["common"], plainly.object()["steps"]);
    QCOMPARE(playhead({"compare", file, plain}).status, 0);
    QCOMPARE(playhead({"run", "--again", plain}).status, 0);

    const auto declined = playhead({"find", file, "--when", "state.payment.status == declined",
                                    "--becomes", "--json"})
                              .object();
    const auto position = declined["position"].toInt();
    const auto subject = declined["matches"][0]["subject"].toString();
    const auto branch = write("paid.json", QStringLiteral(R"({"name": "paid", "edits": [
        {"kind": "edit", "position": %1, "event": {"type": "payment.captured",
         "data": {"payment": {"status": "captured"}}}}]})")
                                               .arg(position)
                                               .toUtf8());
    const auto paid = path("paid.playhead");
    const auto again = playhead({"run", "--again", file, "--branch", branch, "-o", paid, "--json"});
    QVERIFY2(again.status == 0, again.messages.constData());
    QCOMPARE(again.object()["common"].toInt(), position - 1);
    QCOMPARE(again.object()["unreached"].toArray().size(), 0);
    const auto state = playhead({"state", paid, "--subject", subject}).object();
    QCOMPARE(state["status"].toString(), "completed");
    QCOMPARE(state["shipment"]["status"].toString(), "created");
    const auto comparison = playhead({"compare", file, paid, "--json"});
    QCOMPARE(comparison.status, 1);
    const auto found = comparison.object();
    QCOMPARE(found["step"]["position"].toInt(), position);
    QCOMPARE(found["state"]["partition"].toString(), subject);
    // The case that was run again is as it was.
    QCOMPARE(playhead({"compare", file, plain}).status, 0);
}

void RunsTest::onlyWhatAScenarioMadeIsRunAgain()
{
    const auto refused = playhead({"run", "--again", m_orders});
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.messages.contains("came from no scenario"), refused.messages.constData());
    const auto converted = path("converted-orders.playhead");
    QCOMPARE(playhead({"convert", m_orders, converted}).status, 0);
    QCOMPARE(playhead({"run", "--again", converted}).status, 2);

    const auto file = path("short.playhead");
    QCOMPARE(playhead({"run", "users", "--count", "50", "-o", file}).status, 0);
    const auto nameless = playhead({"run", "--again", file, "--branch", "nothing"});
    QCOMPARE(nameless.status, 2);
    QVERIFY2(nameless.messages.contains("keeps none"), nameless.messages.constData());
    QCOMPARE(playhead({"run", "users", "--again", file}).status, 2);
    QCOMPARE(playhead({"run", "users", "--branch", "nothing"}).status, 2);
    QCOMPARE(playhead({"run"}).status, 2);
    QCOMPARE(playhead({"run", "--again", path("nowhere.playhead")}).status, 3);
}

QTEST_GUILESS_MAIN(RunsTest)
#include "tst_cliruns.moc"
