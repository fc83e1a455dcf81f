// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eventually.h"
#include "transports/rabbitmq/rabbitmqprogram.h"
#include "transports/rabbitmq/rabbitmqserver.h"
#include "transports/transporttable.h"

#include <QProcess>
#include <QtTest>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace playhead;
using namespace playhead::test;

namespace {

std::vector<std::string> handlesOf(const std::vector<DeadLetter> &letters)
{
    std::vector<std::string> handles;
    for (const auto &letter : letters)
        handles.push_back(letter.handle);
    return handles;
}

const RedriveObserver nobody = [](std::string_view, const std::string &) {};

bool isMarked(const TestMessage &message)
{
    return std::ranges::any_of(message.headers, [](const auto &header) {
        return header.first == redrivenAttribute && !header.second.empty();
    });
}

} // namespace

class TestRabbitMqRedrive : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RabbitMqServer> m_server;
    std::unique_ptr<RabbitMqProgram> m_program;

    std::unique_ptr<DeadLetterQueue> deadLetters(const std::string &options = {})
    {
        const auto url = m_server->url("?queue=dead" + options);
        return transportFor(url).value()->deadLetters(url).value();
    }
    std::vector<DeadLetter> listed(DeadLetterQueue &queue)
    {
        auto letters = queue.list(100, {});
        if (!letters) qFatal("%s", letters.error().message.c_str());
        return std::move(*letters);
    }
    /// Puts so many messages through the queue `work` into `dead`.
    void killMessages(int count)
    {
        for (int i = 1; i <= count; ++i)
            m_program->publish("jobs", "job.new",
                               {std::to_string(i), {{"n", "1"}}, {}, {}, "boss"});
        m_program->settle();
        EVENTUALLY_EQUAL(m_program->count("work").value(), std::uint64_t(count));
        {
            RabbitMqProgram worker(*m_server);
            worker.consume("work");
            for (int i = 0; i < count; ++i)
                worker.reject(worker.next().value(), false);
            worker.settle();
        }
        EVENTUALLY_EQUAL(m_program->count("dead").value(), std::uint64_t(count));
    }
    /// Each message is in one of the queues, or in both, and then marked.
    void expectNoneLost(int count)
    {
        // What a connection had that is gone is put back, a moment later.
        EVENTUALLY(m_program->count("dead").value() + m_program->count("work").value()
                   >= std::uint64_t(count));
        const auto dead = m_program->drain("dead");
        const auto work = m_program->drain("work");
        for (int i = 1; i <= count; ++i) {
            const auto isIt = [&](const TestMessage &message) {
                return message.body == std::to_string(i);
            };
            const auto inDead = std::ranges::count_if(dead, isIt);
            const auto inWork = std::ranges::count_if(work, isIt);
            QVERIFY2(inDead + inWork >= 1, std::to_string(i).c_str());
            QVERIFY(inDead <= 1 && inWork <= 1);
        }
        QVERIFY(std::ranges::all_of(work, isMarked));
    }

private slots:
    void initTestCase()
    {
        if (!RabbitMqServer::isInstalled()) QSKIP("rabbitmq-server is not installed");
        m_server = std::make_unique<RabbitMqServer>();
        QVERIFY(m_server->isRunning());
        m_program = std::make_unique<RabbitMqProgram>(*m_server);
        m_program->makeExchange("jobs", "topic");
        m_program->makeExchange("graveyard", "fanout");
        m_program->makeQueue("dead");
        m_program->bind("dead", "graveyard", "");
        m_program->makeQueue("work", "graveyard");
        m_program->bind("work", "jobs", "job.#");
    }
    void init()
    {
        if (!m_program) return;
        m_program->drain("dead");
        m_program->drain("work");
    }

    void lookingLeavesAllWhereItIs()
    {
        killMessages(3);
        auto queue = deadLetters();
        const auto letters = listed(*queue);
        QCOMPARE(letters.size(), std::size_t(3));
        QCOMPARE(letters[0].event.data, "1");
        QCOMPARE(letters[0].event.type, "job.new");
        QCOMPARE(letters[0].event.source, "boss");
        QCOMPARE(letters[0].reason, "rejected in work");
        QCOMPARE(letters[0].count, std::uint64_t(1));
        QCOMPARE(letters[0].origin, "jobs via job.new");
        QCOMPARE(letters[0].redriven, std::string());
        QCOMPARE(queue->list(2, {})->size(), std::size_t(2));
        QCOMPARE(handlesOf(listed(*queue)), handlesOf(letters));
        EVENTUALLY_EQUAL(m_program->count("dead").value(), std::uint64_t(3));
    }

    void chosenOnesGoBackToWhereTheyCameFrom_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<int>("heard");
        QTest::newRow("through the exchange") << ""
                                              << "jobs via job.new" << 2;
        QTest::newRow("straight to the queue") << "&redrive=queue"
                                               << "work" << 0;
    }
    void chosenOnesGoBackToWhereTheyCameFrom()
    {
        QFETCH(QString, options);
        QFETCH(QString, origin);
        QFETCH(int, heard);
        killMessages(4);
        m_program->makeQueue("listener"); // another queue of the same exchange
        m_program->bind("listener", "jobs", "#");
        auto queue = deadLetters(options.toStdString());
        const auto letters = listed(*queue);
        QCOMPARE(letters[0].origin, origin.toStdString());
        std::vector<std::string> steps;
        const auto report = queue->redrive({letters[1].handle, letters[3].handle},
                                           [&](std::string_view step, const std::string &handle) {
                                               if (handle == letters[1].handle || handle.empty())
                                                   steps.emplace_back(step);
                                           },
                                           {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->redriven, std::uint64_t(2));
        QCOMPARE(report->kept, std::uint64_t(0));
        QVERIFY(report->reasons.empty());
        QVERIFY((
            steps
            == std::vector<std::string>{"take", "publish", "confirm", "acknowledge", "give back"}));
        EVENTUALLY_EQUAL(m_program->count("dead").value(), std::uint64_t(2));
        const auto back = m_program->drain("work");
        QCOMPARE(back.size(), std::size_t(2));
        QCOMPARE(back[0].body, "2");
        QCOMPARE(back[1].body, "4");
        QVERIFY(std::ranges::all_of(back, isMarked));
        QCOMPARE(m_program->drain("listener").size(), std::size_t(heard));
        m_program->remove("listener");
    }

    void whatDiesAgainIsCountedAndMarked()
    {
        killMessages(1);
        auto queue = deadLetters();
        QCOMPARE(queue->redrive(handlesOf(listed(*queue)), nobody, {})->redriven, std::uint64_t(1));
        {
            RabbitMqProgram worker(*m_server);
            worker.consume("work");
            worker.reject(worker.next().value(), false);
            worker.settle();
        }
        EVENTUALLY_EQUAL(m_program->count("dead").value(), std::uint64_t(1));
        const auto letters = listed(*queue);
        QCOMPARE(letters[0].count, std::uint64_t(2));
        QCOMPARE(letters[0].reason, "rejected 2 times in work");
        QVERIFY(!letters[0].redriven.empty());
        // Redriven again, it has another mark.
        QCOMPARE(queue->redrive(handlesOf(letters), nobody, {})->redriven, std::uint64_t(1));
        const auto back = m_program->drain("work");
        const auto mark = std::ranges::find(back.front().headers, redrivenAttribute,
                                            [](const auto &header) { return header.first; });
        QVERIFY(mark->second != letters[0].redriven);
    }

    void whatCannotGoBackIsKept()
    {
        m_program->publish("", "dead", {"put here", {}, {}, {}, {}});
        m_program->makeExchange("short", "topic");
        m_program->makeQueue("short lived", "graveyard");
        m_program->bind("short lived", "short", "#");
        m_program->publish("short", "k", {"homeless", {}, {}, {}, {}});
        {
            RabbitMqProgram worker(*m_server);
            worker.consume("short lived");
            worker.reject(worker.next().value(), false);
            worker.settle();
        }
        EVENTUALLY_EQUAL(m_program->count("dead").value(), std::uint64_t(2));
        m_program->remove("short lived");
        auto queue = deadLetters();
        auto handles = handlesOf(listed(*queue));
        handles.emplace_back("not there");
        const auto report = queue->redrive(handles, nobody, {});
        QVERIFY(report.has_value());
        QCOMPARE(report->redriven, std::uint64_t(0));
        QCOMPARE(report->kept, std::uint64_t(3));
        QVERIFY((report->reasons
                 == std::vector<std::string>{"it does not say where it came from",
                                             "no queue is bound to short for k",
                                             "it is not in the queue any more"}));
        EVENTUALLY_EQUAL(m_program->count("dead").value(), std::uint64_t(2));
    }

    void cancellingLosesNone_data()
    {
        QTest::addColumn<QString>("step");
        QTest::addColumn<int>("redriven");
        QTest::newRow("when one is taken") << "take" << 1;
        QTest::newRow("when it is published") << "publish" << 2;
        QTest::newRow("when it is confirmed") << "confirm" << 2;
        QTest::newRow("when it is acknowledged") << "acknowledge" << 2;
        QTest::newRow("when others are given back") << "give back" << 4;
    }
    void cancellingLosesNone()
    {
        QFETCH(QString, step);
        QFETCH(int, redriven);
        killMessages(4);
        auto queue = deadLetters();
        const auto handles = handlesOf(listed(*queue));
        std::stop_source stop;
        int met = 0;
        const auto report = queue->redrive(
            handles,
            [&](std::string_view at, const std::string &handle) {
                if (at == step.toStdString() && (handle.empty() || ++met == 2)) stop.request_stop();
            },
            stop.get_token());
        QVERIFY(report.has_value());
        QCOMPARE(report->redriven, std::uint64_t(redriven));
        QCOMPARE(report->kept, std::uint64_t(4 - redriven));
        EVENTUALLY_EQUAL(m_program->count("dead").value(), std::uint64_t(4 - redriven));
        QCOMPARE(m_program->count("work").value(), std::uint64_t(redriven));
        expectNoneLost(4);
    }

    void beingKilledLosesNone_data()
    {
        QTest::addColumn<QString>("step");
        for (const auto *step : {"take", "publish", "confirm", "acknowledge", "give back"})
            QTest::newRow(step) << step;
    }
    void beingKilledLosesNone()
    {
        QFETCH(QString, step);
        killMessages(3);
        QProcess child;
        child.start(PLAYHEAD_REDRIVE_CHILD,
                    {QString::fromStdString(m_server->urlText("?queue=dead")), step});
        QVERIFY(child.waitForFinished(patience));
        QVERIFY2(child.exitStatus() == QProcess::CrashExit, child.readAllStandardError());
        expectNoneLost(3);
    }
};

QTEST_GUILESS_MAIN(TestRabbitMqRedrive)
#include "tst_rabbitmqredrive.moc"
