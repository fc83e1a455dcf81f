// SPDX-License-Identifier: GPL-3.0-or-later
// A source that was away, as the log of a case tells it: an error to go to, with its reason, and no
// finding about an event that was for nobody.
#include "scriptedconnection.h"

#include "formats/logexport.h"
#include "formats/logreader.h"
#include "log/casereader.h"
#include "log/recorder.h"
#include "replay/findings/findingchecker.h"
#include "support/eventually.h"

#include <QtTest>

#include <fstream>

using namespace playhead;
using namespace playhead::test;

namespace {

/// A message that is delivered and acknowledged at `time`.
Wire::Task delivery(std::string id, Timestamp time)
{
    return [id = std::move(id), time](SourceFeed &feed) {
        auto event = std::make_shared<Event>();
        event->id = id;
        event->type = "t";
        std::array<TapStep, 3> steps;
        const auto web = feed.participant("web", Role::Producer);
        const auto orders = feed.participant("orders", Role::Channel);
        const auto billing = feed.participant("billing", Role::Consumer);
        const auto say = [&](TapStep &step, StepKind kind, ParticipantId from, ParticipantId to) {
            step.time = time;
            step.event = event;
            step.kind = kind;
            step.sender = from;
            step.receiver = to;
        };
        say(steps[0], StepKind::Publish, web, orders);
        say(steps[1], StepKind::Deliver, orders, billing);
        say(steps[2], StepKind::Ack, billing, orders);
        feed.hand(steps, 1);
    };
}

LogPtr openCase(const std::string &path)
{
    const auto reader = CaseReader::open(path);
    if (!reader || !(*reader)->load()) return {};
    return (*reader)->log();
}

} // namespace

class SourceGapsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theCaseKeepsThem();
    void theyAreErrorsToGoTo();
    void theyAreNoFindings();
    void theySurviveAnExport();

private:
    QTemporaryDir m_folder;
    std::string m_case;
    LogPtr m_log;
};

void SourceGapsTest::initTestCase()
{
    m_case = m_folder.filePath("gaps.playhead").toStdString();
    auto writer = LogWriter::create(m_case);
    QVERIFY(writer.has_value());
    Recorder recorder(std::move(*writer));
    Wire wire;
    const auto now = currentTime();
    {
        SourceContext context{[&recorder](std::span<TapStep> steps) { recorder.submit(steps); },
                              recorder.participants(),
                              {}};
        context.firstRetry = nanosecondsPerMillisecond;
        LiveSource source("wire h:1", std::make_unique<ScriptedConnection>(wire),
                          std::move(context));
        QVERIFY(source.waitUntilLive());
        wire.serve(delivery("1", now));
        wire.end(ConnectionError{"The server closed the connection."});
        wire.serve(delivery("2", now + 3600 * nanosecondsPerSecond));
        EVENTUALLY_EQUAL(source.status().steps, 8U);
    }
    QVERIFY(recorder.finish().has_value());
    m_log = openCase(m_case);
    QVERIFY(m_log);
}

void SourceGapsTest::theCaseKeepsThem()
{
    QCOMPARE(m_log->watermark(), Position(8));
    std::vector<std::uint64_t> lost;
    for (std::uint64_t n = 1; n <= 8; ++n) {
        const auto step = m_log->at(Position(n));
        if (m_log->name(step.type) != sourceLostType) {
            QVERIFY(!step.failed);
            continue;
        }
        lost.push_back(n);
        QVERIFY(step.failed);
        QCOMPARE(step.kind, StepKind::Publish);
        QCOMPARE(*m_log->reason(Position(n)), std::string("The server closed the connection."));
        const auto event = m_log->event(step.event);
        QVERIFY(event.has_value());
        QCOMPARE(event->subject, std::string("wire h:1"));
    }
    QCOMPARE(lost.size(), 1U);
}

void SourceGapsTest::theyAreErrorsToGoTo()
{
    const auto &density = m_log->density();
    const auto lost = density.nextFailure(m_log->index(), Position(), true);
    QVERIFY(lost.isValid());
    QCOMPARE(m_log->name(m_log->at(lost).type), sourceLostType);
    QVERIFY(!density.nextFailure(m_log->index(), lost, true).isValid());
}

void SourceGapsTest::theyAreNoFindings()
{
    // An hour of the log's time after it, nobody has got the event: nobody was to.
    const auto findings = checkLog(m_log);
    QVERIFY(findings);
    QCOMPARE(findings->of(FindingKind::NeverDelivered).count, 0U);
}

void SourceGapsTest::theySurviveAnExport()
{
    const auto path = m_folder.filePath("gaps.jsonl").toStdString();
    {
        std::ofstream out(path, std::ios::binary);
        const auto *format = findLogExport("cloudevents");
        QVERIFY(format);
        QVERIFY(format->write(*m_log, out).has_value());
    }
    auto writer = LogWriter::create(m_folder.filePath("again.playhead").toStdString());
    QVERIFY(writer.has_value());
    QVERIFY(readLog(path, **writer, {}).has_value());
    QVERIFY((*writer)->finish().has_value());
    const auto again = (*writer)->log();
    QCOMPARE(again->watermark(), m_log->watermark());
    for (std::uint64_t n = 1; n <= 8; ++n) {
        QCOMPARE(again->at(Position(n)).failed, m_log->at(Position(n)).failed);
        QCOMPARE(*again->reason(Position(n)), *m_log->reason(Position(n)));
    }
}

QTEST_GUILESS_MAIN(SourceGapsTest)
#include "tst_sourcegaps.moc"
