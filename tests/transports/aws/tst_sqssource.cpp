// SPDX-License-Identifier: GPL-3.0-or-later
// A queue that others consume, looked into on a real server.
#include "support/eventually.h"
#include "transports/aws/awsrecording.h"
#include "transports/aws/fauxqsserver.h"

#include <algorithm>

using namespace playhead;
using namespace playhead::test;

namespace {

int receives(const QJsonArray &messages)
{
    return messages.first().toObject()["approximateReceiveCount"].toInt();
}

} // namespace

class SqsSourceTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<FauxqsServer>();
        if (const auto problem = m_server->start(); !problem.isEmpty())
            QSKIP(qPrintable("No SQS server: " + problem));
    }
    void cleanup() { m_server.reset(); }

    void aMessageIsGivenBackAtOnceAndRecordedOnce()
    {
        m_server->makeQueue("orders");
        m_server->send("orders", {R"({"type":"order.placed","id":"o-1"})"});
        auto recording = attached("orders", "every=100ms");
        QVERIFY(recording->source().waitUntilLive());
        EVENTUALLY(receives(m_server->messages("orders")) >= 3);
        QCOMPARE(m_server->messages("orders").size(), 1);
        QCOMPARE(m_server->hidden("orders"), 0);
        const auto steps = recording->steps(StepKind::Publish);
        QCOMPARE(steps.size(), 1U);
        QCOMPARE(steps.front().evidence, Evidence::Observed);
        QCOMPARE(recording->sender(steps.front()), std::string("producers of orders"));
        QCOMPARE(recording->receiver(steps.front()), std::string("orders"));
        QCOMPARE(recording->event(steps.front()).type, std::string("order.placed"));
        QCOMPARE(recording->steps(StepKind::Deliver).size(), 0U); // looks of ours are none
        QCOMPARE(recording->recorded(), 1U);
    }

    void receivesOfConsumersAreDeliveries()
    {
        m_server->makeQueue("orders", {{"VisibilityTimeout", "0"}});
        m_server->send("orders", {"m"});
        auto recording = attached("orders", "every=100ms");
        EVENTUALLY_EQUAL(recording->recorded(), 1U);
        for (const unsigned attempt : {1U, 2U, 3U}) {
            while (m_server->receive("orders", std::chrono::seconds(0)).empty()) {
            }
            EVENTUALLY_EQUAL(recording->steps(StepKind::Deliver).size(), std::size_t(attempt));
        }
        const auto steps = recording->steps(StepKind::Deliver);
        QCOMPARE(unsigned(steps[0].attempt), 1U);
        QCOMPARE(unsigned(steps[2].attempt), 3U);
        QVERIFY(steps[2].isRetry());
        QCOMPARE(steps[2].evidence, Evidence::Inferred);
        QCOMPARE(recording->receiver(steps[2]), std::string("consumers of orders"));
        QCOMPARE(steps[2].event, recording->steps(StepKind::Publish).front().event);
        QCOMPARE(recording->recorded(), 1U);
    }

    void whatConsumersFailOnBecomesADeadLetter()
    {
        m_server->makeQueueWithDeadLetters("orders", "orders-dead", 20);
        m_server->send("orders", {R"({"type":"order.placed"})"});
        auto recording = attached("orders", "every=100ms");
        EVENTUALLY_EQUAL(recording->recorded(), 1U);
        while (m_server->messages("orders-dead").isEmpty())
            m_server->receive("orders", std::chrono::seconds(0));
        EVENTUALLY_EQUAL(recording->steps(StepKind::DeadLetter).size(), 1U);
        const auto step = recording->steps(StepKind::DeadLetter).front();
        QVERIFY(step.failed);
        QCOMPARE(step.evidence, Evidence::Observed);
        QCOMPARE(recording->sender(step), std::string("orders"));
        QCOMPARE(recording->receiver(step), std::string("orders-dead"));
        QCOMPARE(recording->log()->reason(step.position).value(),
                 std::string("received more than 20 times"));
        QCOMPARE(recording->steps(StepKind::Publish).size(), 1U);
    }

    void deadLettersFromBeforeAreInferred()
    {
        m_server->makeQueueWithDeadLetters("orders", "orders-dead", 5);
        m_server->send("orders-dead", {"old"});
        auto recording = attached("orders", "every=100ms");
        EVENTUALLY_EQUAL(recording->steps(StepKind::DeadLetter).size(), 1U);
        QCOMPARE(recording->steps(StepKind::DeadLetter).front().evidence, Evidence::Inferred);
        QCOMPARE(recording->steps(StepKind::Publish).front().evidence, Evidence::Inferred);
        QCOMPARE(m_server->messages("orders-dead").size(), 1);
    }

    void lookingDeadLettersNothing()
    {
        m_server->makeQueueWithDeadLetters("orders", "orders-dead", 4);
        m_server->send("orders", {"m"});
        auto recording = attached("orders", "every=100ms");
        EVENTUALLY(!recording->source().status().note.empty());
        QVERIFY(receives(m_server->messages("orders")) < 4);
        // A consumer takes it after all, and then there is something new.
        const auto received = m_server->receive("orders", std::chrono::seconds(60));
        QCOMPARE(received.size(), 1U);
        m_server->remove("orders", received.front());
        EVENTUALLY(recording->source().status().note.empty());
        m_server->send("orders", {"n"});
        EVENTUALLY_EQUAL(recording->recorded(), 2U);
        QVERIFY(m_server->messages("orders-dead").isEmpty());
    }

    void aQueueThatASingleLookWouldDeadLetterFromIsRefused()
    {
        m_server->makeQueueWithDeadLetters("orders", "orders-dead", 1);
        m_server->send("orders", {"m"});
        auto recording = attached("orders", {});
        QVERIFY(!recording->source().waitUntilLive());
        QVERIFY(recording->source().status().reason.find("careful=no") != std::string::npos);
        QCOMPARE(receives(m_server->messages("orders")), 0);
    }

    void messagesThroughATopicNameIt()
    {
        const auto topic = m_server->makeTopic("orders");
        const auto url = m_server->makeQueue("shipping");
        const auto facts = m_server->admin().sqs.facts(url, {});
        QVERIFY(m_server->admin().sns.subscribe(topic, facts->arn, false, {}).has_value());
        m_server->publish(topic, {R"({"type":"order.placed"})"});
        auto recording = attached("shipping", "every=100ms");
        EVENTUALLY_EQUAL(recording->recorded(), 1U);
        const auto steps = recording->steps(StepKind::Publish);
        QCOMPARE(steps.size(), 2U);
        QCOMPARE(recording->receiver(steps[0]), std::string("orders"));
        QCOMPARE(recording->sender(steps[1]), std::string("orders"));
        QCOMPARE(recording->receiver(steps[1]), std::string("shipping"));
        QCOMPARE(recording->event(steps[1]).type, std::string("order.placed"));
        QCOMPARE(steps[0].event, steps[1].event);
    }

    void manyMessagesComeOnceEach()
    {
        const int count = manyMessages(3'000);
        m_server->makeQueue("orders");
        auto sent = numbered("m", count);
        m_server->send("orders", sent);
        auto recording = attached("orders", "every=100ms");
        EVENTUALLY_EQUAL(recording->recorded(), std::uint64_t(count));
        auto published = recording->published();
        std::ranges::sort(published);
        std::ranges::sort(sent);
        QCOMPARE(published, sent);
        QCOMPARE(m_server->messages("orders").size(), count);
    }

    void theServerIsKilledAndStartedAgain()
    {
        m_server->makeQueue("orders");
        m_server->send("orders", {"before"});
        auto recording = attached("orders", "every=100ms");
        EVENTUALLY_EQUAL(recording->recorded(), 1U);
        m_server->kill();
        EVENTUALLY_EQUAL(recording->source().status().state, SourceState::Lost);
        QVERIFY(m_server->startAgain());
        m_server->makeQueue("orders");
        m_server->send("orders", {"after"});
        EVENTUALLY_EQUAL(recording->recorded(), 2U);
        QCOMPARE(recording->published(), (std::vector<std::string>{"before", "after"}));
    }

    void aMissingQueueIsSaid()
    {
        auto recording = attached("nowhere", {});
        QVERIFY(!recording->source().waitUntilLive());
        const auto reason = recording->source().status().reason;
        QVERIFY2(reason.find("nowhere") != std::string::npos, reason.c_str());
        QVERIFY2(reason.find("Look at the name") != std::string::npos, reason.c_str());
    }

private:
    std::unique_ptr<AwsRecording> attached(std::string_view queue, std::string_view options)
    {
        return std::make_unique<AwsRecording>(m_server->url("sqs", queue, options),
                                              m_server->environment());
    }

    std::unique_ptr<FauxqsServer> m_server;
};

QTEST_GUILESS_MAIN(SqsSourceTest)
#include "tst_sqssource.moc"
