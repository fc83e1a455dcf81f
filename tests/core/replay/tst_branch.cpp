// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"
#include "log/logwriter.h"
#include "replay/branch.h"

#include "plainfold.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

Branch everyKind()
{
    EventChange change;
    change.type = "payment.captured";
    change.time = 1'700'000'000'123'456'789;
    change.setJson({{"amount", 12.5}, {"note", "ä"}});
    change.extensions = {{"tenant", "\"a\""}, {"n", "12"}};
    EventChange text;
    text.id = "x-1";
    text.source = "hand";
    text.subject = "";
    text.correlation = "c";
    text.causation = "x-0";
    text.setText("not { JSON");
    Branch branch("no decline", "as if the bank had paid");
    branch.add(BranchEdit::skip(Position(1)));
    branch.add(BranchEdit::edit(Position(2), change));
    branch.add(BranchEdit::insert(text, BranchEdit::Side::Before, Position(3)));
    branch.add(BranchEdit::duplicate(Position(1), BranchEdit::Side::After, Position(2)));
    branch.add(BranchEdit::move(Position(2), BranchEdit::Side::Before, Position(1)));
    EventChange nothing;
    nothing.setNoData();
    branch.add(BranchEdit::edit(Position(3), nothing));
    return branch;
}

} // namespace

class TestBranch : public QObject
{
    Q_OBJECT

private slots:
    void isUndoneAndRedone()
    {
        Branch branch("b");
        QVERIFY(!branch.canUndo() && !branch.canRedo());
        branch.undo();
        branch.redo();
        std::vector<Branch> states = {branch};
        const auto changed = [&] { states.push_back(branch); };
        branch.add(BranchEdit::skip(Position(1)));
        changed();
        branch.add(BranchEdit::skip(Position(2)));
        changed();
        branch.replace(0, BranchEdit::skip(Position(3)));
        changed();
        branch.remove(1);
        changed();
        for (auto at = states.size() - 1; at > 0; --at) {
            QVERIFY(branch.canUndo());
            branch.undo();
            QVERIFY(branch == states[at - 1]);
        }
        QVERIFY(!branch.canUndo());
        for (std::size_t at = 1; at < states.size(); ++at) {
            branch.redo();
            QVERIFY(branch == states[at]);
        }
        QVERIFY(!branch.canRedo());
        branch.undo();
        branch.add(BranchEdit::skip(Position(9)));
        QVERIFY(!branch.canRedo()); // another way was taken
        QCOMPARE(branch.edits().back().position, Position(9));
        for (std::uint64_t i = 1; i < 300; ++i)
            branch.add(BranchEdit::skip(Position(i)));
        int undone = 0;
        for (; branch.canUndo(); ++undone)
            branch.undo();
        QCOMPARE(undone, 100);
    }

    void goesThroughJson()
    {
        const auto branch = everyKind();
        const auto json = branch.toJson();
        const auto again = Branch::fromText(json.dump());
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QVERIFY(*again == branch);
        QCOMPARE(again->toJson().dump(), json.dump());
        QVERIFY(!again->canUndo());
        QCOMPARE(json["edits"][0].dump(), std::string(R"({"kind":"skip","position":1})"));
        QCOMPARE(json["edits"][4].dump(),
                 std::string(R"({"before":1,"kind":"move","position":2})"));
        QCOMPARE(json["edits"][5].dump(),
                 std::string(R"({"event":{"noData":true},"kind":"edit","position":3})"));
        QCOMPARE(json["edits"][1]["event"].dump(),
                 std::string(R"({"data":{"amount":12.5,"note":"ä"},)"
                             R"("extensions":{"n":12,"tenant":"a"},)"
                             R"("time":"2023-11-14T22:13:20.123456789Z",)"
                             R"("type":"payment.captured"})"));
        for (std::uint32_t seed = 1; seed < 50; ++seed) {
            RandomLog random(seed);
            random.grow(40);
            const auto any = random.branch(10);
            const auto read = Branch::fromJson(any.toJson());
            QVERIFY(read.has_value());
            QVERIFY(*read == any);
        }
    }

    void saysWhatIsWrongWithJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const char *text, const char *says) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(says);
        };
        row("no JSON", "{", "is JSON");
        row("a list", "[]", "object");
        row("no edits", R"({"name":"b"})", "no list 'edits'");
        row("number as name", R"({"name":1,"edits":[]})", "name of a branch is not a text");
        row("misspelt", R"({"name":"b","edit":[]})", "'edit' has no meaning");
        row("second edit", R"({"edits":[{"kind":"skip","position":1},5]})", "Edit 2");
        row("kind", R"({"edits":[{"kind":"drop","position":1}]})", "none of skip, edit");
        row("no position", R"({"edits":[{"kind":"skip"}]})", "'position' is missing");
        row("position 0", R"({"edits":[{"kind":"skip","position":0}]})", "whole number from 1");
        row("negative", R"({"edits":[{"kind":"skip","position":-4}]})", "whole number from 1");
        row("fraction", R"({"edits":[{"kind":"skip","position":1.5}]})", "whole number from 1");
        row("no target", R"({"edits":[{"kind":"move","position":1}]})", "either 'before'");
        row("two targets", R"({"edits":[{"kind":"move","position":1,"before":1,"after":2}]})",
            "either 'before'");
        row("target of a skip", R"({"edits":[{"kind":"skip","position":1,"after":2}]})",
            "'after' has no meaning");
        row("no event", R"({"edits":[{"kind":"insert","after":2}]})", "'event' is missing");
        row("attribute", R"({"edits":[{"kind":"edit","position":2,"event":{"typ":"x"}}]})",
            "'typ' is no attribute");
        row("type", R"({"edits":[{"kind":"edit","position":2,"event":{"type":1}}]})",
            "'type' of its event is not a text");
        row("time", R"({"edits":[{"kind":"edit","position":2,"event":{"time":"noon"}}]})",
            "ISO 8601");
        row("both", R"({"edits":[{"kind":"edit","position":2,"event":{"data":1,"text":"x"}}]})",
            "more than one of 'data', 'text'");
        row("both, one none",
            R"({"edits":[{"kind":"edit","position":2,"event":{"data":1,"noData":true}}]})",
            "more than one of 'data', 'text'");
        row("no data", R"({"edits":[{"kind":"edit","position":2,"event":{"noData":1}}]})",
            "'noData' is no attribute");
    }

    void saysWhatIsWrongWithJson()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto branch = Branch::fromText(text.toStdString());
        QVERIFY(!branch.has_value());
        QVERIFY2(branch.error().message.find(says.constData()) != std::string::npos,
                 branch.error().message.c_str());
    }

    void isSaidInWords()
    {
        ScriptedLog script;
        const auto event = script.json("payment.failed", "o-1", "{}");
        for (int i = 0; i < 8399; ++i)
            script.step(StepKind::Publish, "shop", "ch", event);
        const auto &log = *script.log();
        EventChange change;
        change.type = "payment.captured";
        change.setJson({});
        const auto after = BranchEdit::Side::After;
        const auto before = BranchEdit::Side::Before;
        const Position at(8399);
        QCOMPARE(describe(log, BranchEdit::skip(at)), std::string("skip #8 399 payment.failed"));
        QCOMPARE(describe(log, BranchEdit::edit(at, change)),
                 std::string("edit #8 399 payment.failed: type, data"));
        QCOMPARE(describe(log, BranchEdit::edit(at, {})),
                 std::string("edit #8 399 payment.failed: nothing"));
        QCOMPARE(describe(log, BranchEdit::insert(change, before, Position(12))),
                 std::string("insert payment.captured before #12"));
        QCOMPARE(describe(log, BranchEdit::duplicate(at, after, at)),
                 std::string("duplicate #8 399 payment.failed after #8 399"));
        QCOMPARE(describe(log, BranchEdit::move(at, before, Position(1))),
                 std::string("move #8 399 payment.failed before #1"));
        QCOMPARE(describe(log, BranchEdit::skip(Position(1'234'567))),
                 std::string("skip #1 234 567"));
    }

    void fitsOnlyALogThatHasItsPlaces()
    {
        ScriptedLog script;
        script.publish(script.json("t", "s", "{}"));
        script.step(StepKind::Command, "web", "shop", script.json("c", "s", "{}"));
        script.step(StepKind::Publish, "shop", "ch", EventNumber());
        const auto fits = [&](BranchEdit edit) {
            Branch branch("b");
            branch.add(std::move(edit));
            return checkBranch(*script.log(), branch);
        };
        const auto after = BranchEdit::Side::After;
        QVERIFY(fits(BranchEdit::skip(Position(1))).has_value());
        QVERIFY(fits(BranchEdit::insert({}, after, Position(3))).has_value());
        for (const auto at : {2, 3, 4, 0})
            QVERIFY(!fits(BranchEdit::skip(Position(static_cast<std::uint64_t>(at)))).has_value());
        const auto beyond = fits(BranchEdit::move(Position(1), after, Position(4)));
        QVERIFY(!beyond.has_value());
        QVERIFY(beyond.error().message.find("position 4 is not in it") != std::string::npos);
    }

    void isKeptInACase()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath("a.playhead").toStdString();
        auto writer = LogWriter::create(path);
        QVERIFY(writer.has_value());
        CaseBranches kept(path);
        QVERIFY(kept.load()->empty());
        const std::vector<Branch> branches = {everyKind(), Branch("empty")};
        QVERIFY(kept.save(branches).has_value());
        QVERIFY((*writer)->finish().has_value());
        QVERIFY(*kept.load() == branches);
        QVERIFY(CaseSettings(path).setValue("branches", "[{}]").has_value());
        QVERIFY(!kept.load().has_value());
    }
};

QTEST_GUILESS_MAIN(TestBranch)
#include "tst_branch.moc"
