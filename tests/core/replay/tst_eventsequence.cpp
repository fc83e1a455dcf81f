// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/eventsequence.h"

#include "plainfold.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

class TestEventSequence : public QObject
{
    Q_OBJECT

private slots:
    void sequencesAgreeWithThePlainOnes_data() { addSeeds(); }
    void sequencesAgreeWithThePlainOnes()
    {
        QFETCH(uint, seed);
        RandomLog random(seed);
        random.grow(200);
        const auto branch = std::make_shared<const Branch>(random.branch(3 * (seed % 12)));
        for (const auto &observer : observersOf(random)) {
            for (const auto &used : {BranchPtr(), branch}) {
                const auto plain = plainItems(*random.log(), observer, used.get());
                checkSequence(random, sequenceOf(random.log(), {observer, used}), plain);
                for (const char *subject : {"a", "", "new", "nobody"}) {
                    auto own = plain;
                    std::erase_if(own,
                                  [&](const auto &item) { return item.event.subject != subject; });
                    checkSequence(random, sequenceOf(random.log(), {observer, used, subject}), own);
                }
            }
        }
    }

private:
    static void addSeeds()
    {
        QTest::addColumn<uint>("seed");
        for (uint seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    static void checkSequence(RandomLog &random, EventSequence sequence,
                              const std::vector<PlainItem> &plain)
    {
        const auto end = random.log()->watermark();
        QVERIFY(sequence.extend(end));
        QCOMPARE(sequence.countUpTo(end), std::uint64_t(plain.size()));
        for (int i = 0; i < 10; ++i) {
            const auto at = random.anywhere();
            const auto count = std::ranges::count_if(
                plain, [at](const auto &item) { return item.position <= at; });
            QCOMPARE(sequence.countUpTo(at), static_cast<std::uint64_t>(count));
        }
        EventBatch batch;
        for (std::size_t i = 0; i < plain.size(); ++i) { // from the middle, with nothing known
            SequenceNumbers none;
            QVERIFY(sequence.read(i, 1, none, batch).has_value());
            QCOMPARE(batch.folded.front().sequence, plain[i].sequence);
        }
        SequenceNumbers numbers;
        for (int i = 0; i < 8 && !plain.empty(); ++i) {
            const auto size = static_cast<std::uint32_t>(plain.size());
            const auto first = i == 0 ? 0 : random.pick(size);
            const auto count = i == 0 ? size : 1 + random.pick(size - first);
            QVERIFY(sequence.read(first, count, numbers, batch).has_value());
            QCOMPARE(batch.folded.size(), std::size_t(count));
            for (std::uint32_t j = 0; j < count; ++j) {
                const auto &item = plain[first + j];
                const auto &read = batch.folded[j];
                QCOMPARE(read.position, item.position);
                QCOMPARE(read.event->id, item.event.id);
                QCOMPARE(read.event->type, item.event.type);
                QCOMPARE(read.event->subject, item.event.subject);
                QCOMPARE(read.event->data, item.event.data);
                QCOMPARE(read.sequence, item.sequence);
                QCOMPARE(sequence.positionAt(first + j), item.position);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestEventSequence)
#include "tst_eventsequence.moc"
