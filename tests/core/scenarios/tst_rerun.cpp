// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariotesting.h"

#include "log/casereader.h"
#include "log/logwriter.h"
#include "replay/logcomparison.h"
#include "replay/replay.h"
#include "scenarios/rerun.h"

#include <QTemporaryDir>
#include <QTest>

using namespace playhead;

namespace {

const ScenarioRun shop{.scenario = "shop", .seed = 1, .duration = 60 * second};

/// A log in a file, and what ran to make it.
struct Case
{
    ScenarioOrigin origin;
    LogPtr log;
};

} // namespace

/// Runs logs of scenarios again, with branches.
class RerunTest : public QObject
{
    Q_OBJECT

private:
    std::string newPath() { return m_folder.filePath(QString::number(++m_files)).toStdString(); }

    Case recordCase(const ScenarioRun &run)
    {
        auto writer = LogWriter::create(newPath());
        const auto summary = runScenario(
            run,
            [&](std::span<TapStep> steps) {
                for (const auto &step : steps)
                    (*writer)->step(step);
            },
            (*writer)->participants());
        static_cast<void>((*writer)->finish());
        return {run.origin(), summary ? (*writer)->log() : nullptr};
    }

    /// Null, and why in m_error: it cannot be run.
    LogPtr again(const Case &from, const Branch &branch, std::stop_token stop = {})
    {
        auto writer = LogWriter::create(newPath());
        const auto summary = runAgain(
            from.origin, from.log, branch,
            [&](std::span<TapStep> steps) {
                for (const auto &step : steps)
                    (*writer)->step(step);
            },
            (*writer)->participants(), std::move(stop));
        static_cast<void>((*writer)->finish());
        m_error = summary ? std::string() : summary.error().message;
        if (!summary) return nullptr;
        m_summary = *summary;
        return (*writer)->log();
    }

    static Branch branchOf(std::initializer_list<BranchEdit> edits)
    {
        Branch branch("what if");
        for (const auto &edit : edits)
            branch.add(edit);
        return branch;
    }

    /// The first step of a kind, with an event of a type, from a position on.
    static Position find(const Log &log, StepKind kind, std::string_view type,
                         Position from = Position(1))
    {
        for (auto p = from.value(); p <= log.watermark().value(); ++p) {
            const auto step = log.at(Position(p));
            if (step.kind == kind && log.name(step.type) == type) return Position(p);
        }
        return {};
    }
    static std::string subjectAt(const Log &log, Position at)
    {
        return std::string(log.name(log.at(at).subject));
    }
    static std::vector<std::string> typesOf(const Log &log, std::string_view subject)
    {
        std::vector<std::string> types;
        for (std::uint64_t p = 1; p <= log.watermark().value(); ++p) {
            const auto step = log.at(Position(p));
            if (step.kind == StepKind::Publish && log.name(step.subject) == subject)
                types.emplace_back(log.name(step.type));
        }
        return types;
    }
    static int count(const std::vector<std::string> &types, std::string_view type)
    {
        return static_cast<int>(std::ranges::count(types, type));
    }
    static Json stateOf(const LogPtr &log, const std::string &subject)
    {
        return Replay(log, mergeProjection()).subjectState(subject, log->watermark()).value();
    }

    QTemporaryDir m_folder;
    int m_files = 0;
    std::string m_error;
    RerunSummary m_summary;

private slots:
    void withoutEditsNothingDiffers_data() { addScenarioNames(); }
    void withoutEditsNothingDiffers()
    {
        QFETCH(QString, name);
        const auto made =
            recordCase({.scenario = name.toStdString(), .seed = 5, .duration = 20 * second});
        const auto log = again(made, Branch("nothing"));
        QVERIFY2(log, m_error.c_str());
        const auto difference = firstDifferingStep(made.log, log);
        QVERIFY(difference);
        QVERIFY2(!*difference, *difference ? (*difference)->what.c_str() : "");
        QCOMPARE(m_summary.common, made.log->watermark());
        QCOMPARE(m_summary.steps, made.log->watermark().value());
    }

    void aDeclinedPaymentThatWasCapturedIsShipped()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        QVERIFY(declined.isValid());
        const auto order = subjectAt(*made.log, declined);
        COMPARE_JSON(stateOf(made.log, order)["status"], Json("cancelled"));
        EventChange captured;
        captured.type = "payment.captured";
        captured.setJson({{"payment", {{"status", "captured"}, {"method", "card"}}}});

        // Named by a delivery of it as well as by its publish.
        const auto delivered = find(*made.log, StepKind::Deliver, "payment.declined", declined);
        const auto log = again(made, branchOf({BranchEdit::edit(delivered, captured)}));
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.unreached.empty());
        QCOMPARE(m_summary.common.value(), declined.value() - 1);
        const auto first = firstDifferingStep(made.log, log);
        QVERIFY(first && *first);
        QCOMPARE((*first)->position, declined);

        const auto types = typesOf(*log, order);
        QCOMPARE(count(types, "payment.captured"), 1);
        QCOMPARE(count(types, "shipment.created"), 1);
        QCOMPARE(count(types, "order.completed"), 1);
        for (const auto *type : {"payment.declined", "stock.released", "order.cancelled"})
            QCOMPARE(count(types, type), 0);
        COMPARE_JSON(stateOf(log, order)["status"], Json("completed"));
        COMPARE_JSON(stateOf(log, order)["payment"]["status"], Json("captured"));

        // No other order ends differently; what it kept of the stock may be missed.
        const auto states = compareStates(made.log, log, mergeProjection());
        QVERIFY(states);
        for (const auto &divergence : *states) {
            QVERIFY2(divergence.partition == order || !divergence.partition.starts_with("order-"),
                     divergence.partition.c_str());
            if (divergence.partition != order) continue;
            QCOMPARE(divergence.from, declined);
            QCOMPARE(divergence.otherFrom, declined);
            COMPARE_JSON(divergence.log["status"], Json("cancelled"));
            COMPARE_JSON(divergence.branch["status"], Json("completed"));
        }
        QVERIFY(std::ranges::find(*states, order, &PartitionDivergence::partition)
                != states->end());

        // The log itself is as it was.
        const auto unchanged = recordCase(shop);
        const auto difference = firstDifferingStep(made.log, unchanged.log);
        QVERIFY(difference && !*difference);
    }

    void whatIsSkippedChangesOnlyWhatFollowsFromIt()
    {
        const auto made = recordCase(shop);
        int tried = 0;
        for (auto at = find(*made.log, StepKind::Publish, "payment.declined");
             at.isValid() && tried < 5;
             at = find(*made.log, StepKind::Publish, "payment.declined", Position(at.value() + 1))) {
            ++tried;
            const auto order = subjectAt(*made.log, at);
            const auto log = again(made, branchOf({BranchEdit::skip(at)}));
            QVERIFY2(log, m_error.c_str());
            QVERIFY(m_summary.unreached.empty());
            QCOMPARE(count(typesOf(*log, order), "order.cancelled"), 0);
            QVERIFY(!find(*log, StepKind::Deliver, "payment.declined", at).isValid()
                    || subjectAt(*log, find(*log, StepKind::Deliver, "payment.declined", at))
                           != order);
            const auto events = compareEvents(made.log, log);
            QVERIFY(events);
            QVERIFY(!events->empty());
            for (const auto &event : *events)
                QVERIFY2(event.subject == order || event.type == "stock.replenished",
                         (event.type + ' ' + event.subject + ' ' + event.what).c_str());
        }
        QVERIFY(tried >= 3);
    }

    void anInsertedEventIsReactedTo()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        const auto order = subjectAt(*made.log, declined);
        EventChange captured;
        captured.type = "payment.captured";
        captured.source = "payment";
        captured.subject = order;
        captured.setJson({{"payment", {{"status", "captured"}}}});
        for (const auto side : {BranchEdit::Side::Before, BranchEdit::Side::After}) {
            const auto log = again(made, branchOf({BranchEdit::skip(declined),
                                                   BranchEdit::insert(captured, side, declined)}));
            QVERIFY2(log, m_error.c_str());
            QVERIFY(m_summary.unreached.empty());
            COMPARE_JSON(stateOf(log, order)["status"], Json("completed"));
            const auto step = log->at(declined);
            QCOMPARE(log->name(step.type), std::string_view("payment.captured"));
            QCOMPARE(log->participantName(step.sender), std::string_view("payment"));
            QCOMPARE(log->participantName(step.receiver), std::string_view("payments"));
            const auto event = log->event(step.event);
            QVERIFY(event && !event->id.empty());
            QCOMPARE(event->time, step.time);
        }

        // Beside a step that publishes nothing.
        const auto ack = find(*made.log, StepKind::Ack, "stock.reserved", declined);
        const auto log =
            again(made, branchOf({BranchEdit::insert(captured, BranchEdit::Side::After, ack)}));
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.common >= ack);
        const auto at = Position(m_summary.common.value() + 1);
        QCOMPARE(log->name(log->at(at).type), std::string_view("payment.captured"));
        QCOMPARE(log->at(at).time, made.log->at(ack).time);
    }

    void insertedEventsNeedAChannelAndASource()
    {
        const auto made = recordCase(shop);
        const auto placed = find(*made.log, StepKind::Command, "place-order");
        EventChange strange;
        strange.type = "never.heard.of";
        const auto insert = [&] {
            return branchOf({BranchEdit::insert(strange, BranchEdit::Side::After, placed)});
        };
        QVERIFY(!again(made, insert()));
        QVERIFY2(m_error.find("source") != std::string::npos, m_error.c_str());
        strange.source = "nobody";
        QVERIFY(!again(made, insert()));
        QVERIFY2(m_error.find("channel") != std::string::npos, m_error.c_str());
        strange.source = "payment";
        const auto log = again(made, insert());
        QVERIFY2(log, m_error.c_str());
        const auto at = find(*log, StepKind::Publish, "never.heard.of");
        QCOMPARE(log->participantName(log->at(at).receiver), std::string_view("payments"));
    }

    void aDuplicateIsSeenThroughByTheIdempotentOnly()
    {
        const auto made = recordCase(
            {.scenario = "duplicates", .duration = 20 * second, .knobs = {{"duplicates", 0}}});
        const auto deposit = find(*made.log, StepKind::Publish, "money-deposited");
        const auto account = subjectAt(*made.log, deposit);
        const auto target = Position(made.log->watermark().value() / 2);
        const auto log = again(
            made, branchOf({BranchEdit::duplicate(deposit, BranchEdit::Side::After, target)}));
        QVERIFY2(log, m_error.c_str());
        QCOMPARE(count(typesOf(*log, account), "money-deposited"),
                 count(typesOf(*made.log, account), "money-deposited") + 1);
        const auto states = compareStates(made.log, log, mergeProjection());
        QVERIFY(states);
        QCOMPARE(states->size(), std::size_t(1));
        QCOMPARE(states->front().partition, "ledger-naive/" + account);
    }

    void movedEventsHappenElsewhere()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        const auto order = subjectAt(*made.log, declined);
        const auto id = made.log->event(made.log->at(declined).event)->id;
        const auto later = Position(declined.value() + 400);
        QVERIFY(later < made.log->watermark());
        const auto log =
            again(made, branchOf({BranchEdit::move(declined, BranchEdit::Side::After, later)}));
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.unreached.empty());
        const auto moved = find(*log, StepKind::Publish, "payment.declined", declined);
        QCOMPARE(count(typesOf(*log, order), "payment.declined"), 1);
        COMPARE_JSON(stateOf(log, order)["status"], Json("cancelled"));
        for (auto p = moved; p.isValid();
             p = find(*log, StepKind::Publish, "payment.declined", Position(p.value() + 1))) {
            const auto event = log->event(log->at(p).event);
            if (event->id != id) continue;
            QVERIFY(event->time >= made.log->at(later).time);
            QCOMPARE(event->time, log->at(p).time);
        }
    }

    void anEventCannotComeBeforeItsCause()
    {
        const auto made = recordCase(shop);
        const auto declined = find(*made.log, StepKind::Publish, "payment.declined");
        const auto order = subjectAt(*made.log, declined);
        auto reserved = Position();
        for (auto p = Position(1); p < declined; p = Position(p.value() + 1)) {
            const auto step = made.log->at(p);
            if (step.kind == StepKind::Publish && subjectAt(*made.log, p) == order
                && made.log->name(step.type) == "stock.reserved")
                reserved = p;
        }
        QVERIFY(reserved.isValid());
        const auto move = [&](BranchEdit::Side side, Position target) {
            return again(made, branchOf({BranchEdit::move(declined, side, target)}));
        };
        QVERIFY(!move(BranchEdit::Side::Before, reserved));
        QVERIFY2(m_error.find("stock.reserved") != std::string::npos, m_error.c_str());
        QVERIFY(!move(BranchEdit::Side::After, Position(1)));
        const auto log = move(BranchEdit::Side::After, reserved);
        QVERIFY2(log, m_error.c_str());
        QVERIFY(m_summary.unreached.empty());
        const auto types = typesOf(*log, order);
        QCOMPARE(count(types, "payment.declined"), 1);
        const auto at = std::ranges::find(types, "stock.reserved");
        QCOMPARE(*std::next(at), std::string("payment.declined"));
        COMPARE_JSON(stateOf(log, order)["status"], Json("cancelled"));
    }

    void editsThatAreNotReachedAreToldOf()
    {
        const auto made = recordCase(shop);
        const auto captured = find(*made.log, StepKind::Publish, "payment.captured");
        const auto order = subjectAt(*made.log, captured);
        auto placed = find(*made.log, StepKind::Publish, "order.placed");
        while (subjectAt(*made.log, placed) != order)
            placed = find(*made.log, StepKind::Publish, "order.placed",
                          Position(placed.value() + 1));
        EventChange change;
        change.subject = "order-1";
        const auto end = made.log->watermark();
        const auto log = again(
            made, branchOf({BranchEdit::edit(captured, change), BranchEdit::skip(placed),
                            BranchEdit::move(captured, BranchEdit::Side::After, end)}));
        QVERIFY2(log, m_error.c_str());
        QCOMPARE(m_summary.unreached.size(), std::size_t(2));
        QCOMPARE(m_summary.unreached[0].edit, std::size_t(0));
        QCOMPARE(m_summary.unreached[1].edit, std::size_t(2));
        QVERIFY(typesOf(*log, order).empty());
    }

    void anotherLogIsNotRunAgain()
    {
        auto made = recordCase(shop);
        made.origin.seed = 99;
        const auto last = made.log->watermark();
        QVERIFY(!again(made, branchOf({BranchEdit::skip(
                                 find(*made.log, StepKind::Publish, "payment.declined"))})));
        QVERIFY2(m_error.find("position 1 ") != std::string::npos, m_error.c_str());
        made.origin.seed = shop.seed;
        made.origin.knobs["rate"] = 0;
        QVERIFY(!again(made, Branch()));
        QVERIFY2(m_error.find("0 steps") != std::string::npos, m_error.c_str());
        made.origin.scenario = "nothing";
        QVERIFY(!again(made, Branch()));
        QCOMPARE(made.log->watermark(), last);
    }

    void stopsWhenAsked()
    {
        const auto made = recordCase(shop);
        std::stop_source stop;
        stop.request_stop();
        const auto log = again(made, Branch(), stop.get_token());
        QVERIFY(log);
        QVERIFY(!log->watermark().isValid());
    }

    void theCaseKeepsItsOrigin()
    {
        const auto path = newPath();
        QVERIFY((*LogWriter::create(path))->finish());
        QVERIFY(CaseOrigin(path).load() && !*CaseOrigin(path).load());
        auto run = shop;
        run.knobs = {{"rate", 2.5}};
        run.inputs = {{3, second, "knobs", {{"rate", 1}}},
                      {5, 2 * second, "command", {{"name", "place-order"}, {"data", "{}"}}}};
        QVERIFY(CaseOrigin(path).save(run.origin()));
        const auto origin = CaseOrigin(path).load();
        QVERIFY(origin && *origin);
        QVERIFY(**origin == run.origin());
        for (const auto *text : {"7", "{}", R"({"scenario":"shop","seed":-1,"start":""})",
                                 R"({"scenario":"shop","seed":1,"start":"never"})"}) {
            QVERIFY(CaseSettings(path).setValue("origin", text));
            QVERIFY(!CaseOrigin(path).load());
        }
        // A kind of input that this program does not know is not passed over.
        run.inputs[0].kind = "earthquake";
        QVERIFY(!record(run));
    }
};

QTEST_APPLESS_MAIN(RerunTest)
#include "tst_rerun.moc"
