// SPDX-License-Identifier: GPL-3.0-or-later
// Every lesson that ships is gone through in virtual time: what it leads to has to happen. And what
// is wrong with a lesson is said.
#include "lessons/lesson.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"
#include "replay/replay.h"
#include "scenarios/knobs.h"
#include "scenarios/scenariolist.h"

#include <QDir>
#include <QTest>

using namespace playhead;

namespace {

constexpr Duration longestWait = 120 * nanosecondsPerSecond; // of the scenario's time

/// A lesson on its scenario, with a log, driven without a clock.
class Walk
{
public:
    explicit Walk(const Lesson &lesson)
        : m_knobs(findScenario(lesson.scenario)->knobs),
          m_writer(std::move(
              *LogWriter::create(*temporaryCasePath(), {.durable = false, .temporary = true})))
    {
        m_scenario = makeScenario(lesson.scenario,
                                  {m_scheduler, m_writer->participants(), m_knobs, lesson.seed});
        m_scenario->setTap([this](std::span<TapStep> steps) {
            for (const auto &step : steps)
                m_writer->step(step);
        });
        for (const auto &[name, value] : lesson.steps.front().actions.knobs)
            m_knobs.set(name, value);
        m_scenario->applyKnobs();
        m_scenario->start();
    }
    ~Walk() { m_scenario->setTap({}); }

    /// False: the goal was not reached.
    bool take(const LessonActions &actions)
    {
        const auto entered = log().watermark();
        for (const auto &[name, value] : actions.knobs)
            m_knobs.set(name, value);
        m_scenario->applyKnobs();
        for (const auto &command : actions.commands)
            static_cast<void>(m_scenario->sendCommand(command.name, command.json));
        for (const auto &query : actions.queries)
            static_cast<void>(m_scenario->ask(query.name, query.json));
        m_writer->publish();
        if (!actions.goal) return true;
        const auto end = m_scheduler.now() + longestWait;
        for (;;) {
            const auto found =
                findGoal(log(), *actions.goal, {playhead, entered, log().watermark(), {}});
            if (found.isValid()) {
                playhead = found;
                return true;
            }
            if (m_scheduler.now() >= end) return false;
            m_scheduler.runFor(10 * nanosecondsPerMillisecond);
            m_writer->publish();
        }
    }

    /// A person reads and thinks meanwhile.
    void wait()
    {
        m_scheduler.runFor(5 * nanosecondsPerSecond);
        m_writer->publish();
    }

    [[nodiscard]] const Log &log() const { return *m_writer->log(); }
    [[nodiscard]] LogPtr logPtr() const { return m_writer->log(); }

    Position playhead;

private:
    VirtualScheduler m_scheduler;
    KnobValues m_knobs;
    std::unique_ptr<LogWriter> m_writer;
    std::unique_ptr<Scenario> m_scenario;
};

Result<Lesson> read(const QString &file)
{
    QFile in(QStringLiteral(PLAYHEAD_LESSONS "/") + file);
    if (!in.open(QIODevice::ReadOnly)) return failure("no file");
    return readLesson(QFileInfo(file).completeBaseName().toStdString(), in.readAll().toStdString());
}

Lesson taken(const char *file)
{
    auto lesson = read(QLatin1String(file));
    if (!lesson) qFatal("%s", lesson.error().message.c_str());
    return std::move(*lesson);
}

/// Goes through a lesson up to and including a step, answering what is asked.
void walkTo(Walk &walk, const Lesson &lesson, std::size_t step)
{
    for (std::size_t i = 0; i < step; ++i) {
        QVERIFY(walk.take(lesson.steps[i].actions));
        walk.wait();
        if (const auto &question = lesson.steps[i].question) QVERIFY(walk.take(question->reveal));
    }
}

} // namespace

class LessonsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyLessonLeadsWhereItSays_data()
    {
        QTest::addColumn<QString>("file");
        const auto files = QDir(QStringLiteral(PLAYHEAD_LESSONS)).entryList({"*.json"});
        QVERIFY(files.size() >= 8);
        for (const auto &file : files)
            QTest::newRow(qPrintable(file)) << file;
    }
    void everyLessonLeadsWhereItSays()
    {
        QFETCH(QString, file);
        const auto lesson = read(file);
        QVERIFY2(lesson.has_value(), lesson ? "" : lesson.error().message.c_str());
        Walk walk(*lesson);
        bool asks = false;
        for (std::size_t i = 0; i < lesson->steps.size(); ++i) {
            const auto &step = lesson->steps[i];
            const auto place = std::to_string(i + 1);
            QVERIFY2(walk.take(step.actions), ("step " + place).c_str());
            walk.wait();
            if (!step.question) continue;
            asks = true;
            QVERIFY2(walk.take(step.question->reveal), ("answer of step " + place).c_str());
            walk.wait();
        }
        QVERIFY(asks);
        for (const auto &step : lesson->steps) {
            const auto &observer = step.actions.observer;
            if (observer && !observer->empty())
                QVERIFY(walk.log().participants().find(*observer).isValid());
        }
    }

    void aSearchGoesOnWhereItEnded()
    {
        const auto lesson = taken("02-events.json");
        Walk walk(lesson);
        QVERIFY(walk.take(lesson.steps.front().actions));
        const auto &goal = *lesson.steps.front().actions.goal;
        const auto end = walk.log().watermark();
        const auto found = findGoal(walk.log(), goal, {{}, {}, end, {}});
        QCOMPARE(found, walk.playhead);
        const auto before = Position(found.value() - 1);
        QCOMPARE(findGoal(walk.log(), goal, {{}, {}, end, before}), found);
        QVERIFY(!findGoal(walk.log(), goal, {{}, {}, end, found}).isValid());
    }

    /// What the lessons tell people, against what the log says.
    void aLateViewAnswersTheOldPrice()
    {
        const auto lesson = taken("05-consistency.json");
        Walk walk(lesson);
        walkTo(walk, lesson, 3);
        const auto reply = walk.log().at(walk.playhead);
        const auto answer = walk.log().event(reply.event);
        QVERIFY(answer.has_value());
        QCOMPARE(Json::parse(answer->data)["price"].get<double>(), 4.5);
    }

    void theNaiveLedgerComesToMoreThanWasPaidIn()
    {
        const auto lesson = taken("06-idempotency.json");
        Walk walk(lesson);
        walkTo(walk, lesson, 3);
        const Replay replay(walk.logPtr(), mergeProjection());
        const auto balance = [&](const char *ledger) {
            const auto subject = std::string(ledger) + "/account-1";
            const auto state = replay.subjectState(subject, walk.log().watermark());
            return state ? state->value("balance", 0) : -1;
        };
        QVERIFY(balance("ledger-naive") > 700);
        QCOMPARE(balance("ledger-idempotent"), 700);
    }

    void aMistakeIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("expected");
        const auto with = [](const QByteArray &step) {
            return R"({"title":"t","summary":"s","scenario":"lag","steps":[{"text":"x"},)" + step
                   + "]}";
        };
        QTest::newRow("no JSON") << QByteArray("{") << QByteArray("is not JSON");
        QTest::newRow("no scenario")
            << QByteArray(R"({"title":"t","summary":"s","scenario":"log","steps":[{"text":"x"}]})")
            << QByteArray("there is no scenario 'log'");
        QTest::newRow("no steps") << QByteArray(
            R"({"title":"t","summary":"s","scenario":"lag","steps":[]})")
                                  << QByteArray("it needs a list of 'steps'");
        QTest::newRow("unknown member")
            << with(R"({"text":"x","then":1})") << QByteArray("step 2: 'then' is not known here");
        QTest::newRow("unknown knob")
            << with(R"({"text":"x","do":{"knobs":{"loss":1,"decline":1}}})")
            << QByteArray("step 2: the scenario 'lag' has no knob 'decline'");
        QTest::newRow("unknown command")
            << with(R"({"text":"x","do":{"commands":[{"name":"place-order"}]}})")
            << QByteArray("does not answer 'place-order'");
        QTest::newRow("filter") << with(R"({"text":"x","do":{"go":{"to":"kind =="}}})")
                                << QByteArray("step 2: the filter 'kind =='");
        QTest::newRow("choice") << with(
            R"({"text":"x","ask":{"question":"?","choices":["a","b"],"right":3,"because":"c"}})")
                                << QByteArray("'right' must be the number of a choice");
    }
    void aMistakeIsNamedWithItsPlace()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, expected);
        const auto lesson = readLesson("x", json.toStdString());
        QVERIFY(!lesson);
        const auto message = QByteArray::fromStdString(lesson.error().message);
        QVERIFY2(message.contains(expected), message.constData());
    }
};

QTEST_APPLESS_MAIN(LessonsTest)
#include "tst_lessons.moc"
