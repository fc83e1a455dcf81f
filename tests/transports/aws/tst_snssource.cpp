// SPDX-License-Identifier: GPL-3.0-or-later
// A topic seen through a queue of our own, on a real server.
#include "support/eventually.h"
#include "transports/aws/awsrecording.h"
#include "transports/aws/fauxqsserver.h"

#include <algorithm>
#include <csignal>

using namespace playhead;
using namespace playhead::test;

namespace {

std::vector<std::string> sorted(std::vector<std::string> texts)
{
    std::ranges::sort(texts);
    return texts;
}

} // namespace

class SnsSourceTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<FauxqsServer>();
        if (const auto problem = m_server->start(); !problem.isEmpty())
            QSKIP(qPrintable("No SNS server: " + problem));
        m_topic = m_server->makeTopic("orders");
    }
    void cleanup() { m_server.reset(); }

    void attributesAreKept_data()
    {
        QTest::addColumn<QString>("options");
        QTest::newRow("in the envelope") << "raw=no";
        QTest::newRow("raw") << "raw=yes";
    }

    void attributesAreKept()
    {
        QFETCH(QString, options);
        AwsRecording recording(m_server->url("sns", "orders", options.toStdString()),
                               m_server->environment());
        QVERIFY2(recording.source().waitUntilLive(), recording.source().status().reason.c_str());
        const std::vector<OutgoingMessage> messages = {
            {R"({"amount":12})",
             {{"ce_specversion", "String", "1.0"},
              {"ce_id", "String", "o-1"},
              {"ce_type", "String", "order.placed"},
              {"ce_source", "String", "shop"},
              {"tenant", "String", "a b&c"},
              {"weight", "Number", "2.5"}},
             {},
             {}},
            {R"({"type":"order.paid","id":"o-2"})", {{"source", "String", "till"}}, {}, {}}};
        publish(messages);
        EVENTUALLY_EQUAL(recording.recorded(), 2U);
        const auto steps = recording.steps(StepKind::Publish);
        QCOMPARE(steps.size(), 2U);
        const auto first = std::ranges::find_if(steps, [&](const Step &step) {
            return recording.log()->name(step.type) == "order.placed";
        });
        QVERIFY(first != steps.end());
        QCOMPARE(first->evidence, Evidence::Observed);
        QCOMPARE(recording.sender(*first), std::string("shop"));
        QCOMPARE(recording.receiver(*first), std::string("orders"));
        const auto event = recording.event(*first);
        QCOMPARE(event.id, std::string("o-1"));
        QCOMPARE(event.data, std::string(R"({"amount":12})"));
        QVERIFY(std::ranges::find(event.extensions, Extension("tenant", "\"a b&c\""))
                != event.extensions.end());
        QVERIFY(std::ranges::find(event.extensions, Extension("weight", "\"2.5\""))
                != event.extensions.end());
    }

    void fifoGroupsKeepTheirOrder()
    {
        const auto topic = m_server->makeTopic("steps.fifo");
        AwsRecording recording(m_server->url("sns", "steps.fifo"), m_server->environment());
        QVERIFY2(recording.source().waitUntilLive(), recording.source().status().reason.c_str());
        for (const auto *part : {"1", "2", "3"}) {
            m_server->publish(topic, numbered(std::string("a") + part + "-", 10), "a");
            m_server->publish(topic, numbered(std::string("b") + part + "-", 10), "b");
        }
        EVENTUALLY_EQUAL(recording.recorded(), 60U);
        std::vector<std::string> a;
        for (const auto &step : recording.steps(StepKind::Publish)) {
            const auto event = recording.event(step);
            if (event.subject == "a") a.push_back(event.data);
        }
        std::vector<std::string> wanted;
        for (const auto *part : {"1", "2", "3"})
            std::ranges::copy(numbered(std::string("a") + part + "-", 10),
                              std::back_inserter(wanted));
        QCOMPARE(a, wanted);
    }

    void manyMessagesComeOnceEach()
    {
        const int count = manyMessages(5'000);
        AwsRecording recording(m_server->url("sns", "orders"), m_server->environment());
        QVERIFY2(recording.source().waitUntilLive(), recording.source().status().reason.c_str());
        const auto sent = numbered("m", count);
        m_server->publish(m_topic, sent);
        EVENTUALLY_EQUAL(recording.recorded(), std::uint64_t(count));
        QCOMPARE(sorted(recording.published()), sorted(sent));
        const auto status = recording.source().status();
        QCOMPARE(status.received, std::uint64_t(count));
        QCOMPARE(status.dropped, 0U);
        EVENTUALLY_EQUAL(recording.source().status().behind, 0U);
    }

    void detachingLeavesNothing()
    {
        m_server->makeQueue("others");
        {
            AwsRecording recording(m_server->url("sns", "orders"), m_server->environment());
            QVERIFY(recording.source().waitUntilLive());
            QCOMPARE(m_server->queues().size(), 2);
            QCOMPARE(m_server->subscriptions().size(), 1);
        }
        QCOMPARE(m_server->queues(), QStringList{"others"});
        QCOMPARE(m_server->subscriptions().size(), 0);
    }

    void whatACrashLeftIsRemovedOnTheNextStart()
    {
        const auto crashed = startChild();
        QCOMPARE(m_server->queues().size(), 1);
        const auto left = m_server->queues().front();
        kill(static_cast<pid_t>(crashed->processId()), SIGKILL);
        QVERIFY(crashed->waitForFinished(patience));
        QCOMPARE(m_server->queues(), QStringList{left}); // nobody could
        const auto running = startChild();               // one that must not lose its own
        QVERIFY(!m_server->queues().contains(left));
        const auto others = m_server->queues();
        QCOMPARE(others.size(), 1);
        AwsRecording recording(m_server->url("sns", "orders"), m_server->environment());
        QVERIFY(recording.source().waitUntilLive());
        QCOMPARE(m_server->queues().size(), 2);
        QVERIFY(m_server->queues().contains(others.front()));
        recording.detach();
        QCOMPARE(m_server->queues(), others);
        QCOMPARE(m_server->subscriptions().size(), 1);
    }

    void theServerIsKilledAndStartedAgain()
    {
        AwsRecording recording(m_server->url("sns", "orders"), m_server->environment());
        QVERIFY(recording.source().waitUntilLive());
        m_server->publish(m_topic, numbered("before", 25));
        EVENTUALLY_EQUAL(recording.recorded(), 25U);
        m_server->kill();
        EVENTUALLY_EQUAL(recording.source().status().state, SourceState::Lost);
        QVERIFY(!recording.source().status().reason.empty());
        QVERIFY(m_server->startAgain());
        m_topic = m_server->makeTopic("orders");
        EVENTUALLY_EQUAL(recording.source().status().state, SourceState::Live);
        m_server->publish(m_topic, numbered("after", 25));
        EVENTUALLY_EQUAL(recording.recorded(), 50U);
        auto wanted = numbered("before", 25);
        std::ranges::copy(numbered("after", 25), std::back_inserter(wanted));
        QCOMPARE(sorted(recording.published()), sorted(wanted));
        QCOMPARE(recording.source().status().gaps, 1U);
    }

    void aPausedSourceReadsNothing()
    {
        AwsRecording recording(m_server->url("sns", "orders"), m_server->environment());
        QVERIFY(recording.source().waitUntilLive());
        recording.source().pause();
        m_server->publish(m_topic, numbered("m", 30));
        const auto before = recording.recorded();
        QVERIFY(before < 30);
        recording.source().resume();
        EVENTUALLY_EQUAL(recording.recorded(), 30U);
        QCOMPARE(sorted(recording.published()), sorted(numbered("m", 30)));
    }

    void aMissingTopicIsSaid()
    {
        AwsRecording recording(m_server->url("sns", "nowhere"), m_server->environment());
        QVERIFY(!recording.source().waitUntilLive());
        const auto reason = recording.source().status().reason;
        QVERIFY2(reason.find("there is no topic 'nowhere'") != std::string::npos, reason.c_str());
        QCOMPARE(m_server->queues().size(), 0);
    }

private:
    void publish(const std::vector<OutgoingMessage> &messages)
    {
        bool isDone = false;
        m_server->admin().sns.startPublish(m_topic, messages,
                                           [&](const AwsResult<BatchOutcome> &outcome) {
                                               isDone = true;
                                               QVERIFY(outcome.has_value());
                                           });
        while (!isDone)
            m_server->admin().http.run(std::chrono::milliseconds(200));
    }

    std::unique_ptr<QProcess> startChild()
    {
        auto child = std::make_unique<QProcess>();
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("AWS_ACCESS_KEY_ID", "AKIDTEST");
        environment.insert("AWS_SECRET_ACCESS_KEY", "secretTEST");
        child->setProcessEnvironment(environment);
        child->start(PLAYHEAD_AWS_CHILD,
                     {"attach", QString::fromStdString(m_server->url("sns", "orders").text())});
        while (!child->canReadLine())
            if (!child->waitForReadyRead(patience)) qFatal("The child does not attach");
        return child;
    }

    std::unique_ptr<FauxqsServer> m_server;
    std::string m_topic;
};

QTEST_GUILESS_MAIN(SnsSourceTest)
#include "tst_snssource.moc"
