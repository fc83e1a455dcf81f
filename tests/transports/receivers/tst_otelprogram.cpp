// SPDX-License-Identifier: GPL-3.0-or-later
// A real program from npm that knows nothing of Playhead but OTEL_EXPORTER_OTLP_ENDPOINT.
#include "receiverrecording.h"
#include "support/eventually.h"

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

#include <map>

using namespace playhead;
using namespace playhead::test;

namespace {

/// Runs a service to its end; what it printed.
QByteArray run(const QString &service, const QStringList &arguments, const QByteArray &input,
               std::uint16_t port, const QString &protocol)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("NODE_PATH"),
                       QStringLiteral(PLAYHEAD_NODE_PACKAGES "/node_modules"));
    environment.insert(QStringLiteral("OTEL_SERVICE_NAME"), service);
    environment.insert(QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT"),
                       QStringLiteral("http://127.0.0.1:%1").arg(port));
    if (!protocol.isEmpty())
        environment.insert(QStringLiteral("OTEL_EXPORTER_OTLP_PROTOCOL"), protocol);
    if (protocol.isEmpty())
        environment.insert(QStringLiteral("OTEL_EXPORTER_OTLP_COMPRESSION"),
                           QStringLiteral("gzip"));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(QStringLiteral("node"),
                  QStringList{QStringLiteral(PLAYHEAD_OTEL_PROGRAM)} + arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(patience)) qWarning("node did not end");
    const auto complaints = process.readAllStandardError();
    if (!complaints.isEmpty()) qWarning("%s", complaints.constData());
    return process.readAllStandardOutput();
}

} // namespace

class TestOtelProgram : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty())
            QSKIP("node is missing: install it, or let tools/test do it");
        if (!QFileInfo::exists(
                QStringLiteral(PLAYHEAD_NODE_PACKAGES "/node_modules/@opentelemetry/sdk-node")))
            QSKIP("the programs from npm are missing: tools/test installs them into build/node");
    }

    void itIsDrawn_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<bool>("consumerFirst");
        QTest::newRow("protobuf, as goes without saying, packed") << QString() << false;
        QTest::newRow("JSON") << QStringLiteral("http/json") << false;
        QTest::newRow("the consumer's spans come first") << QString() << true;
    }

    void itIsDrawn()
    {
        QFETCH(QString, protocol);
        QFETCH(bool, consumerFirst);
        ReceiverRecording receiver("settle=500ms", "otlp");
        constexpr int orders = 5;
        const QStringList place{QStringLiteral("shop"), QString::number(orders)};
        const auto shop = QStringLiteral("shop");
        const auto billing = QStringLiteral("billing");
        // Its spans are sent when the process ends: that of the first one to another receiver.
        ReceiverRecording elsewhere({}, "otlp");
        const auto contexts =
            run(shop, place, {}, consumerFirst ? elsewhere.port() : receiver.port(), protocol);
        QCOMPARE(contexts.count('\n'), orders);
        run(billing, {billing}, contexts, receiver.port(), protocol);
        const std::size_t sent = consumerFirst ? 0 : orders;
        const auto spans = sent + orders + (orders - 1);
        EVENTUALLY_EQUAL(receiver.source().status().recorded, spans);
        QCOMPARE(receiver.source().status().received, spans);

        auto &recording = receiver.recording();
        const auto log = recording.log();
        std::map<std::string, int> flow;
        for (std::uint64_t p = 1; p <= log->watermark().value(); ++p) {
            const auto step = log->at(Position(p));
            ++flow[fmt::format("{} {} > {}: {}", stepKindName(step.kind),
                               log->participantName(step.sender),
                               log->participantName(step.receiver), log->name(step.type))];
        }
        const std::string handled = consumerFirst ? "process orders" : "order.placed";
        std::map<std::string, int> expected{
            {"deliver orders > billing: " + handled, orders},
            {"ack billing > orders: " + handled, orders - 1},
            {"nack billing > orders: " + handled, 1},
            {"publish billing > payments: payment.taken", orders - 1}};
        if (!consumerFirst) expected["publish shop > orders: order.placed"] = orders;
        QCOMPARE(flow, expected);
        const auto nack = recording.steps(StepKind::Nack).at(0);
        QCOMPARE(log->reason(nack.position).value_or(""), std::string("card declined"));
        for (const auto &event : recording.events()) {
            QVERIFY2(event.data.find("\"test.amounts\":[1,2.5]") != std::string::npos,
                     event.data.c_str());
            QCOMPARE(event.causation.empty(), event.source == "shop");
        }
    }
};

QTEST_GUILESS_MAIN(TestOtelProgram)
#include "tst_otelprogram.moc"
