// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"
#include "log/recorder.h"
#include "support/eventually.h"

#include <QtTest>

#include <map>
#include <thread>

using namespace playhead;

namespace {

TapStep stepOf(ParticipantId sender, ParticipantId receiver, EventPtr event, std::int64_t time)
{
    TapStep step;
    step.time = time;
    step.event = std::move(event);
    step.sender = sender;
    step.receiver = receiver;
    return step;
}

EventPtr eventOf(const std::string &id)
{
    auto event = std::make_shared<Event>();
    event->id = id;
    event->type = "t";
    event->data = "data of " + id;
    event->encoding = DataEncoding::Text;
    return event;
}

} // namespace

class TestRecorder : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    int m_files = 0;

    std::string fresh()
    {
        return m_dir.filePath(QStringLiteral("r%1.playhead").arg(++m_files)).toStdString();
    }
    static std::unique_ptr<Recorder> recorderOf(const std::string &path)
    {
        auto writer = LogWriter::create(path);
        if (!writer) qFatal("%s", writer.error().message.c_str());
        return std::make_unique<Recorder>(std::move(*writer));
    }

private slots:
    void flushedStepsAreVisibleAndDurable()
    {
        const auto path = fresh();
        auto recorder = recorderOf(path);
        QVERIFY(recorder->flush().has_value()); // nothing to do
        const auto who = recorder->participants().intern("who", Role::Producer);
        const auto event = eventOf("e");
        for (std::uint64_t n = 1; n <= 5; ++n) {
            std::array<TapStep, 2> steps = {stepOf(who, who, event, 1), stepOf(who, who, event, 2)};
            steps[1].kind = StepKind::Nack;
            steps[1].reason = std::make_shared<const std::string>("no " + std::to_string(n));
            recorder->submit(steps);
            QVERIFY(recorder->flush().has_value());
            QCOMPARE(recorder->counters().durable, 2 * n);
            QCOMPARE(recorder->counters().recorded, 2 * n);
            QCOMPARE(recorder->log()->watermark().value(), 2 * n);
            QCOMPARE(*recorder->log()->reason(Position(2 * n)), "no " + std::to_string(n));
            auto other = CaseReader::open(path);
            QVERIFY(other.has_value());
            QVERIFY((*other)->load().has_value());
            QCOMPARE((*other)->log()->watermark().value(), 2 * n);
            QCOMPARE((*other)->log()->eventCount(), 1U); // shared, so stored once
            QCOMPARE(*(*other)->log()->reason(Position(2 * n)), "no " + std::to_string(n));
            QVERIFY((*other)->log()->at(Position(2 * n)).failed);
        }
        QVERIFY(recorder->finish().has_value());
        QVERIFY(recorder->status().has_value());
    }

    void whoWaitsSeesWhatWasSubmitted()
    {
        auto recorder = recorderOf(fresh());
        recorder->waitUntilVisible(); // nothing to wait for
        const auto who = recorder->participants().intern("who", Role::Producer);
        for (std::uint64_t n = 1; n <= 200; ++n) {
            std::array<TapStep, 2> steps = {stepOf(who, who, eventOf(std::to_string(n)), 1),
                                            stepOf(who, who, eventOf("e"), 2)};
            recorder->submit(steps);
            recorder->waitUntilVisible();
            QCOMPARE(recorder->log()->watermark().value(), 2 * n);
            const auto event = recorder->log()->index().eventAt(Position(2 * n - 1));
            QCOMPARE(recorder->log()->event(event)->id, std::to_string(n));
        }
    }

    void stepsBecomeDurableByThemselves()
    {
        auto recorder = recorderOf(fresh());
        const auto who = recorder->participants().intern("who", Role::Producer);
        std::array<TapStep, 1> steps = {stepOf(who, who, eventOf("e"), 1)};
        recorder->submit(steps);
        EVENTUALLY_EQUAL(recorder->counters().durable, 1U);
    }

    void keepsTheOrderOfEverySource()
    {
        constexpr int sources = 4;
        constexpr std::int64_t stepsEach = 20'000;
        const auto path = fresh();
        auto recorder = recorderOf(path);
        std::vector<std::thread> threads;
        for (int t = 0; t < sources; ++t) {
            threads.emplace_back([&recorder, t] {
                const auto name = "source " + std::to_string(t);
                const auto who = recorder->participants().intern(name, Role::Producer);
                std::int64_t time = 0;
                while (time < stepsEach) {
                    std::vector<TapStep> batch;
                    for (int i = 0; i < 5; ++i) {
                        ++time;
                        batch.push_back(stepOf(who, who, eventOf(std::to_string(time)), time));
                    }
                    recorder->submit(batch);
                }
            });
        }
        // A reader beside them sees whole batches, in order.
        const auto log = recorder->log();
        for (int look = 0; look < 200; ++look) {
            const auto end = log->watermark();
            if (!end.isValid()) continue;
            const auto sum = log->density().summarize(log->index(), Position(1), end);
            QCOMPARE(std::uint64_t(sum.kinds[std::size_t(StepKind::Publish)]), end.value());
            const auto step = log->at(end);
            const auto event = log->event(step.event);
            QVERIFY(event.has_value());
            QCOMPARE(event->id, std::to_string(step.time));
        }
        for (auto &thread : threads)
            thread.join();
        recorder.reset(); // records what was submitted
        auto reader = CaseReader::open(path);
        QVERIFY(reader.has_value());
        QVERIFY((*reader)->load().has_value());
        const auto &stored = *(*reader)->log();
        QCOMPARE(stored.watermark().value(), std::uint64_t(sources * stepsEach));
        std::map<std::uint16_t, std::int64_t> last;
        std::uint16_t inBatch = 0;
        for (std::uint64_t p = 1; p <= stored.watermark().value(); ++p) {
            const auto step = stored.at(Position(p));
            QCOMPARE(step.time, ++last[step.sender.value()]);
            if (p % 5 == 1) inBatch = step.sender.value();
            QCOMPARE(step.sender.value(), inBatch);
        }
    }

    void countsFromWhereTheCaseWas()
    {
        const auto path = fresh();
        recorderOf(path).reset();
        for (std::uint64_t round = 0; round < 3; ++round) {
            auto writer = LogWriter::append(path);
            QVERIFY(writer.has_value());
            Recorder recorder(std::move(*writer));
            QCOMPARE(recorder.counters().durable, 0U);
            const auto who = recorder.participants().intern("who", Role::Producer);
            std::array<TapStep, 1> steps = {stepOf(who, who, {}, 1)};
            recorder.submit(steps);
            QVERIFY(recorder.flush().has_value());
            QCOMPARE(recorder.counters().durable, 1U);
            QCOMPARE(recorder.log()->watermark().value(), round + 1);
        }
    }

    void aLostFileIsReportedAndMemoryGoesOn()
    {
        const auto path = fresh();
        auto recorder = recorderOf(path);
        const auto who = recorder->participants().intern("who", Role::Producer);
        QVERIFY(QFile::remove(QString::fromStdString(path)));
        std::vector<TapStep> steps;
        for (int i = 1; i <= 5000; ++i)
            steps.push_back(stepOf(who, who, eventOf(std::to_string(i)), i));
        recorder->submit(steps);
        QVERIFY(!recorder->flush().has_value());
        QVERIFY(!recorder->status().has_value());
        QCOMPARE(recorder->counters().recorded, 5000U);
        QCOMPARE(recorder->counters().durable, 0U);
        const auto log = recorder->log();
        QVERIFY(!recorder->finish().has_value());
        recorder.reset();
        QCOMPARE(log->event(EventNumber(1))->data, std::string("data of 1"));
        QCOMPARE(log->event(EventNumber(5000))->data, std::string("data of 5000"));
    }
};

QTEST_GUILESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
