// SPDX-License-Identifier: GPL-3.0-or-later
// Dead letters of a real server, looked at and redriven, cancelled and killed at every step.
#include "support/eventually.h"
#include "transports/aws/fauxqsserver.h"
#include "transports/aws/heldmessages.h"
#include "transports/aws/sqsdeadletters.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace playhead;
using namespace playhead::test;

namespace {

const RedriveObserver nobody = [](std::string_view, const std::string &) {};

QString markOf(const QJsonObject &message)
{
    return message["messageAttributes"]
        .toObject()["playheadredriven"]
        .toObject()["StringValue"]
        .toString();
}

void addSteps()
{
    QTest::addColumn<QString>("step");
    for (const auto *step : {"take", "publish", "confirm", "acknowledge", "give back"})
        QTest::newRow(step) << step;
}

} // namespace

class SqsDeadLettersTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<FauxqsServer>();
        if (const auto problem = m_server->start(); !problem.isEmpty())
            QSKIP(qPrintable("No SQS server: " + problem));
        m_server->makeQueueWithDeadLetters("orders", "dead", 3);
    }
    void cleanup() { m_server.reset(); }

    void lookingTakesNothing()
    {
        const std::string body = R"({"type":"order.placed","id":"o-1"})";
        m_server->send("orders", {body});
        while (m_server->messages("dead").isEmpty())
            m_server->receive("orders", std::chrono::seconds(0));
        m_server->send("dead", std::vector<std::string>(24, "other"));
        auto dead = opened();
        const auto letters = dead->list(100, {});
        QVERIFY2(letters.has_value(), letters ? "" : letters.error().message.c_str());
        QCOMPARE(letters->size(), 25U);
        const auto &first = letters->front();
        QCOMPARE(first.event.type, std::string("order.placed"));
        QCOMPARE(first.event.data, body);
        QCOMPARE(first.origin, std::string("orders"));
        QCOMPARE(first.count, 5U); // three, the one that moved it, and this one
        QCOMPARE(first.reason, std::string("received 5 times"));
        QVERIFY(first.redriven.empty());
        QCOMPARE(m_server->messages("dead").size(), 25);
        QCOMPARE(m_server->hidden("dead"), 0);
        QCOMPARE(dead->list(3, {})->size(), 3U);
        QCOMPARE(m_server->hidden("dead"), 0);
    }

    void redrivenOnesGoBackMarkedAndTheOthersStay()
    {
        sendDead({{"m", {{"tenant", "String", "a"}, {"weight", "Number", "2"}}, {}, {}}});
        m_server->send("dead", numbered(30));
        auto dead = opened();
        const auto letters = dead->list(100, {});
        std::vector<std::string> handles;
        std::set<QString> wanted;
        for (std::size_t i = 0; i < letters->size(); i += 5) {
            handles.push_back((*letters)[i].handle);
            wanted.insert(QString::fromStdString(handles.back()));
        }
        QVERIFY(std::ranges::find(handles, letters->front().handle) != handles.end());
        std::vector<std::string> steps;
        const auto report = dead->redrive(handles,
                                          [&](std::string_view step, const std::string &handle) {
                                              if (handle == handles.front())
                                                  steps.emplace_back(step);
                                          },
                                          {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->redriven, std::uint64_t(handles.size()));
        QCOMPARE(report->kept, 0U);
        std::erase(steps, "take"); // as often as it asked
        QCOMPARE(steps, (std::vector<std::string>{"publish", "confirm", "acknowledge"}));
        std::set<QString> marks;
        for (const auto &message : m_server->messages("orders"))
            marks.insert(markOf(message.toObject()));
        QCOMPARE(marks, wanted);
        const auto back = m_server->messages("orders").first().toObject();
        QCOMPARE(back["body"].toString(), QString("m"));
        QCOMPARE(back["messageAttributes"].toObject()["weight"].toObject()["DataType"].toString(),
                 QString("Number"));
        QCOMPARE(m_server->messages("dead").size(), 31 - qsizetype(handles.size()));
        QCOMPARE(m_server->hidden("dead"), 0);
    }

    void killedAtAnyStepItIsInOneQueueOrInBothAndMarked_data() { addSteps(); }

    void killedAtAnyStepItIsInOneQueueOrInBothAndMarked()
    {
        QFETCH(QString, step);
        m_server->send("dead", {"m", "other"});
        const auto handle = opened()->list(2, {})->front().handle;
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedChannels);
        child.start(PLAYHEAD_AWS_CHILD,
                    {"redrive", QString::fromStdString(m_server->url("sqs", "dead").text()),
                     QString::fromStdString(handle), step});
        QVERIFY(child.waitForFinished(patience));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        checkNotLost(handle);
        const bool isPublished = step != "take" && step != "publish";
        QCOMPARE(m_server->messages("orders").size(), isPublished ? 1 : 0);
        QCOMPARE(m_server->messages("dead").size(), step == "give back" ? 1 : 2);
    }

    void cancelledAtAnyStepNoneIsLost_data() { addSteps(); }

    void cancelledAtAnyStepNoneIsLost()
    {
        QFETCH(QString, step);
        m_server->send("dead", numbered(12));
        auto dead = opened();
        const auto letters = dead->list(12, {});
        std::vector<std::string> handles;
        for (const auto &letter : *letters)
            handles.push_back(letter.handle);
        handles.pop_back();
        std::stop_source stop;
        const auto report = dead->redrive(
            handles,
            [&](std::string_view now, const std::string &) {
                if (QString::fromUtf8(now.data(), qsizetype(now.size())) == step)
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->redriven + report->kept, std::uint64_t(handles.size()));
        // What was confirmed was taken out too: none is in both.
        QCOMPARE(m_server->messages("orders").size(), qsizetype(report->redriven));
        QCOMPARE(m_server->messages("dead").size(), 12 - qsizetype(report->redriven));
        QCOMPARE(m_server->hidden("dead"), 0);
        if (step == "take" || step == "publish") QCOMPARE(report->redriven, 0U);
        if (step == "confirm" || step == "acknowledge") QCOMPARE(report->redriven, 1U);
        if (report->kept > 0) QCOMPARE(report->reasons.front(), std::string("It was cancelled."));
        for (const auto &handle : handles)
            checkNotLost(handle);
    }

    void afterACrashAFifoQueueRecognisesIt()
    {
        m_server->makeQueueWithDeadLetters("steps.fifo", "steps-dead.fifo", 3);
        m_server->send("steps-dead.fifo", {"m"}, "group");
        SqsDeadLetters dead(m_server->url("sqs", "steps-dead.fifo"), m_server->environment());
        const auto handle = dead.list(1, {})->front().handle;
        // Published and not taken out, as when it was killed in between.
        OutgoingMessage copy{
            "m", {{"playheadredriven", "String", handle}}, "group", "redriven-" + handle};
        const auto url = m_server->admin().queueUrl("steps.fifo", {});
        QVERIFY(m_server->admin().sqs.send(*url, copy, {}).has_value());
        const auto report = dead.redrive({handle}, nobody, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->redriven, 1U);
        QCOMPARE(m_server->messages("steps.fifo").size(), 1);
        QCOMPARE(m_server->messages("steps-dead.fifo").size(), 0);
    }

    void aGroupIsRedrivenInItsOrder()
    {
        m_server->makeQueueWithDeadLetters("steps.fifo", "steps-dead.fifo", 3);
        m_server->send("steps-dead.fifo", numbered(3), "group");
        std::vector<std::string> handles;
        for (const auto &message : m_server->messages("steps-dead.fifo"))
            handles.push_back(message.toObject()["messageId"].toString().toStdString());
        SqsDeadLetters dead(m_server->url("sqs", "steps-dead.fifo"), m_server->environment());
        const auto blocked = dead.redrive({handles[1]}, nobody, {});
        QVERIFY(blocked.has_value());
        QCOMPARE(blocked->kept, 1U);
        const auto report = dead.redrive(handles, nobody, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->redriven, 3U);
        const auto back = m_server->messages("steps.fifo");
        for (int i = 0; i < 3; ++i)
            QCOMPARE(back[i].toObject()["body"].toString(), QString::number(i));
    }

    void itSaysWhyOneIsKept_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nobody's") << "alone"
                                  << "No queue's redrive policy names this one";
        QTest::newRow("of several") << "several"
                                    << "Several queues dead-letter to this one (orders, refunds)";
        QTest::newRow("no room") << "attributes"
                                 << "no room for the mark";
        QTest::newRow("origin is gone") << "gone"
                                        << "Finding the queue elsewhere failed";
        QTest::newRow("is gone itself") << "taken"
                                        << "It is not in the queue any more";
    }

    void itSaysWhyOneIsKept()
    {
        QFETCH(QString, what);
        QFETCH(QString, reason);
        std::string queue = "dead";
        if (what == "alone") m_server->makeQueue(queue = "alone");
        if (what == "several") m_server->makeQueueWithDeadLetters("refunds", "dead", 3);
        OutgoingMessage message{"m", {}, {}, {}};
        for (int i = 0; what == "attributes" && i < 10; ++i)
            message.attributes.push_back({"a" + std::to_string(i), "String", "x"});
        const auto url = m_server->admin().queueUrl(queue, {});
        QVERIFY(m_server->admin().sqs.send(*url, message, {}).has_value());
        SqsDeadLetters dead(m_server->url("sqs", queue, what == "gone" ? "to=elsewhere" : ""),
                            m_server->environment());
        const auto handle =
            what == "taken" ? std::string("another") : dead.list(1, {})->front().handle;
        const auto report = dead.redrive({handle}, nobody, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->kept, 1U);
        QCOMPARE(report->redriven, 0U);
        QVERIFY2(QString::fromStdString(report->reasons.front()).contains(reason),
                 report->reasons.front().c_str());
        QCOMPARE(m_server->messages(QString::fromStdString(queue)).size(), 1);
        QCOMPARE(m_server->hidden(QString::fromStdString(queue)), 0);
    }

    void itGoesWhereThePersonSays()
    {
        m_server->makeQueue("elsewhere");
        m_server->send("dead", {"m"});
        SqsDeadLetters dead(m_server->url("sqs", "dead", "to=elsewhere"), m_server->environment());
        const auto letters = dead.list(1, {});
        QCOMPARE(letters->front().origin, std::string("elsewhere"));
        QCOMPARE(dead.redrive({letters->front().handle}, nobody, {})->redriven, 1U);
        QCOMPARE(m_server->messages("elsewhere").size(), 1);
        QCOMPARE(m_server->messages("orders").size(), 0);
    }

    void whatIsHeldStaysHiddenWhileItIsWorkedOn()
    {
        m_server->send("dead", {"m"});
        auto &admin = m_server->admin();
        HeldMessages held(admin.sqs, *admin.queueUrl("dead", {}), std::chrono::seconds(6));
        QCOMPARE(held.take({})->size(), 1U);
        const auto before = m_server->hiddenUntil("dead");
        EVENTUALLY(held.extendInTime({}).has_value() && m_server->hiddenUntil("dead") > before);
        held.giveBack();
        QCOMPARE(m_server->hidden("dead"), 0);
        QCOMPARE(m_server->messages("dead").size(), 1);
    }

    void aServerThatIsNotThereIsSaid()
    {
        auto dead = opened();
        m_server->kill();
        const auto letters = dead->list(1, {});
        QVERIFY(!letters);
        QVERIFY2(letters.error().message.find("dead letters of dead failed") != std::string::npos,
                 letters.error().message.c_str());
    }

private:
    std::unique_ptr<SqsDeadLetters> opened()
    {
        return std::make_unique<SqsDeadLetters>(m_server->url("sqs", "dead"),
                                                m_server->environment());
    }

    static std::vector<std::string> numbered(int count)
    {
        std::vector<std::string> bodies;
        for (int i = 0; i < count; ++i)
            bodies.push_back(std::to_string(i));
        return bodies;
    }

    void sendDead(const std::vector<OutgoingMessage> &messages)
    {
        const auto url = m_server->admin().queueUrl("dead", {});
        for (const auto &message : messages)
            QVERIFY(m_server->admin().sqs.send(*url, message, {}).has_value());
    }

    /// In the queue of dead letters, or in the original one with its mark.
    void checkNotLost(const std::string &handle)
    {
        const auto id = QString::fromStdString(handle);
        bool isFound = false;
        for (const auto &message : m_server->messages("dead"))
            isFound = isFound || message.toObject()["messageId"].toString() == id;
        for (const auto &message : m_server->messages("orders"))
            isFound = isFound || markOf(message.toObject()) == id;
        QVERIFY2(isFound, handle.c_str());
    }

    std::unique_ptr<FauxqsServer> m_server;
};

QTEST_GUILESS_MAIN(SqsDeadLettersTest)
#include "tst_sqsdeadletters.moc"
