// SPDX-License-Identifier: GPL-3.0-or-later
// Real programs from npm exchange orders through RabbitMQ and a Kafka-protocol cluster, traced by
// OpenTelemetry: the firehose, the topic with its groups, and the traces tell of the same publishes
// and the same deliveries.
#include "support/eventually.h"
#include "transports/kafka/kafkaserver.h"
#include "transports/rabbitmq/rabbitmqserver.h"
#include "transports/receivers/receiverrecording.h"
#include "transports/sourcerecording.h"

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

#include <map>
#include <memory>
#include <string>

using namespace playhead;
using namespace playhead::test;

namespace {

using Environment = std::map<QString, QString>;

constexpr int orders = 5;

/// A program of this folder that runs, traced, with the environment that it is given.
class NodeProgram
{
public:
    NodeProgram(const QString &script, const QString &service, const Environment &environment)
    {
        auto all = QProcessEnvironment::systemEnvironment();
        all.insert(QStringLiteral("NODE_PATH"),
                   QStringLiteral(PLAYHEAD_NODE_PACKAGES "/node_modules"));
        all.insert(QStringLiteral("OTEL_SERVICE_NAME"), service);
        all.insert(QStringLiteral("COUNT"), QString::number(orders));
        for (const auto &[name, value] : environment)
            all.insert(name, value);
        m_process.setProcessEnvironment(all);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        const auto folder = QStringLiteral(PLAYHEAD_TOGETHER_PROGRAMS "/");
        m_process.start(
            QStringLiteral("node"),
            {QStringLiteral("--require"), folder + QStringLiteral("tracing.cjs"), folder + script});
    }
    ~NodeProgram()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    NodeProgram(const NodeProgram &) = delete;
    NodeProgram &operator=(const NodeProgram &) = delete;

    /// Whether it has said that it listens.
    bool isReady()
    {
        m_process.waitForReadyRead(10);
        m_printed += m_process.readAll();
        return m_printed.contains("ready");
    }
    /// Whether it ended, all being well; its output is shown where not.
    bool ends()
    {
        const bool well = m_process.waitForFinished(patience) && m_process.exitCode() == 0;
        if (!well) qWarning("%s", (m_printed + m_process.readAll()).constData());
        return well;
    }

private:
    QProcess m_process;
    QByteArray m_printed;
};

/// How often each arrow is there: `publish order-service > shop`.
std::map<std::string, int> flowOf(SourceRecording &recording)
{
    const auto log = recording.log();
    std::map<std::string, int> flow;
    for (const auto &step : recording.steps())
        if (step.sender != step.receiver)
            ++flow[std::string(stepKindName(step.kind)) + ' '
                   + std::string(log->participantName(step.sender)) + " > "
                   + std::string(log->participantName(step.receiver))];
    return flow;
}

} // namespace

class TestTogether : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!RabbitMqServer::isInstalled()) QSKIP("rabbitmq-server is not installed");
        if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty())
            QSKIP("node is missing: install it, or let tools/test do it");
        for (const auto *name : {"amqplib", "kafkajs", "@opentelemetry/instrumentation-amqplib"})
            if (!QFileInfo::exists(QStringLiteral(PLAYHEAD_NODE_PACKAGES "/node_modules/")
                                   + QLatin1String(name)))
                QSKIP("the programs from npm are missing: tools/test installs them in build/node");
    }

    void theSamePublishesAndDeliveriesAreSeenByAll()
    {
        RabbitMqServer rabbit(RabbitMqServer::Management::On);
        QVERIFY(rabbit.isRunning());
        KafkaServer kafka;
        QVERIFY(kafka.isRunning());
        QVERIFY(kafka.makeTopic("orders", 2));
        ReceiverRecording traces("settle=500ms", "otlp");
        SourceRecording firehose(rabbit.url("?firehose=yes"));
        SourceRecording topic(kafka.url("orders?from=beginning&groups=analytics"));
        QVERIFY(firehose.source().waitUntilLive());
        QVERIFY(topic.source().waitUntilLive());

        const Environment traced{{QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT"),
                                  QStringLiteral("http://127.0.0.1:%1").arg(traces.port())}};
        const auto with = [&traced](Environment more) {
            more.insert(traced.begin(), traced.end());
            return more;
        };
        const auto amqp = QStringLiteral("amqp://guest:guest@127.0.0.1:%1").arg(rabbit.port());
        const auto brokers = QString::fromStdString(kafka.address());
        const auto consumer = QStringLiteral("consumer.cjs");
        const auto queue = [&](const QString &name) {
            return with({{QStringLiteral("AMQP_URL"), amqp}, {QStringLiteral("QUEUE"), name}});
        };
        NodeProgram billing(consumer, QStringLiteral("billing"), queue(QStringLiteral("billing")));
        NodeProgram shipping(consumer, QStringLiteral("shipping"),
                             queue(QStringLiteral("shipping")));
        NodeProgram analytics(consumer, QStringLiteral("analytics"),
                              with({{QStringLiteral("KAFKA_BROKERS"), brokers},
                                    {QStringLiteral("GROUP"), QStringLiteral("analytics")}}));
        EVENTUALLY(billing.isReady());
        EVENTUALLY(shipping.isReady());
        EVENTUALLY(analytics.isReady());
        NodeProgram publisher(
            QStringLiteral("publisher.cjs"), QStringLiteral("order-service"),
            with({{QStringLiteral("AMQP_URL"), amqp}, {QStringLiteral("KAFKA_BROKERS"), brokers}}));
        QVERIFY(publisher.ends());
        for (auto *program : {&billing, &shipping, &analytics})
            QVERIFY(program->ends());

        // The traces name services only; the brokers know of queues and groups.
        const std::map<std::string, int> told{
            {"publish order-service > shop", orders}, {"publish order-service > orders", orders},
            {"deliver shop > billing", orders},       {"deliver shop > shipping", orders},
            {"deliver orders > analytics", orders},   {"ack billing > shop", orders},
            {"ack shipping > shop", orders},          {"ack analytics > orders", orders}};
        EVENTUALLY_EQUAL(flowOf(traces.recording()), told);
        const auto seen = [&](SourceRecording &recording, const std::string &kind,
                              const std::string &from) {
            int count = 0;
            for (const auto &[arrow, times] : flowOf(recording))
                if (arrow.starts_with(kind + ' ' + from)) count += times;
            return count;
        };
        EVENTUALLY_EQUAL(seen(firehose, "publish", "order-service > shop"), orders);
        EVENTUALLY_EQUAL(seen(firehose, "deliver", "billing > "), orders);
        EVENTUALLY_EQUAL(seen(firehose, "deliver", "shipping > "), orders);
        EVENTUALLY_EQUAL(seen(topic, "publish", "orders producer > orders"), orders);
        EVENTUALLY_EQUAL(seen(topic, "deliver", "orders > analytics"), orders);
        EVENTUALLY_EQUAL(seen(topic, "ack", "analytics > orders"), orders);
    }
};

QTEST_GUILESS_MAIN(TestTogether)
#include "tst_together.moc"
