// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/eventually.h"
#include "transports/kafka/kafkaclients.h"
#include "transports/sourcerecording.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace playhead;
using namespace playhead::test;

/// As many messages as a server gives, as fast as it does.
class TestKafkaVolume : public QObject
{
    Q_OBJECT

private slots:
    void twoHundredThousandAreRecordedOnceEach_data()
    {
        QTest::addColumn<bool>("isLive");
        QTest::newRow("that are there") << false;
        QTest::newRow("while they are published") << true;
    }
    void twoHundredThousandAreRecordedOnceEach()
    {
        QFETCH(bool, isLive);
        constexpr int count = 200'000;
        constexpr int partitions = 8; // the server keeps a part of a topic's records
        KafkaServer server;
        QVERIFY(server.makeTopic("orders", partitions));
        TestProducer producer(server);
        const auto records = numberedRecords(count, partitions);
        if (!isLive) QVERIFY(producer.produce("orders", records));
        QElapsedTimer timer;
        timer.start();
        SourceRecording recording(server.url("orders?from=beginning"));
        if (isLive) {
            QVERIFY(recording.source().waitUntilLive());
            QVERIFY(producer.produce("orders", records));
        }
        EVENTUALLY_EQUAL(recording.source().status().recorded, std::uint64_t(count));
        const auto log = recording.log();
        qInfo("%lld messages a second", count * 1000LL / std::max<qint64>(1, timer.elapsed()));
        QCOMPARE(log->watermark().value(), std::uint64_t(count)); // a step each: none twice
        std::vector<bool> seen(count + 1);
        std::array<int, partitions> last{};
        for (std::uint64_t p = 1; p <= std::uint64_t(count); ++p) {
            const auto event = log->event(log->at(Position(p)).event);
            QVERIFY(event.has_value());
            const int number = std::stoi(event->data);
            QVERIFY(!seen[static_cast<std::size_t>(number)]);
            seen[static_cast<std::size_t>(number)] = true;
            // In the order of its partition.
            auto &before = last[static_cast<std::size_t>(number % partitions)];
            QVERIFY(number > before);
            before = number;
        }
        const auto status = recording.source().status();
        QCOMPARE(status.received, std::uint64_t(count));
        QCOMPARE(status.dropped, 0U);
        EVENTUALLY_EQUAL(recording.source().status().behind, 0U);
    }
};

QTEST_GUILESS_MAIN(TestKafkaVolume)
#include "tst_kafkavolume.moc"
