// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/dice.h"

#include <QTest>

using namespace playhead;

class DiceTest : public QObject
{
    Q_OBJECT

private slots:
    void evenChanceIsEvenAndKnowsNoOrder()
    {
        const auto seed = Seed(3).with("declined");
        int yes = 0;
        for (std::uint64_t number = 800; number < 1600; ++number) {
            const bool first = evenChance(seed, number, 12.5);
            yes += first ? 1 : 0;
            QCOMPARE(evenChance(seed, number, 12.5), first);
            if (number % 8 == 7) QCOMPARE(yes, int(number - 799) / 8); // one in each stretch
        }
        QVERIFY(!evenChance(seed, 1, 0));
        QVERIFY(evenChance(seed, 1, 100));
    }

    void everyPurposeHasDiceOfItsOwn()
    {
        const auto seed = Seed(3).with("declined");
        QVERIFY(seed.value() != Seed(3).with("timeouts").value());
        QVERIFY(seed.with(1).value() != seed.with(2).value());
        QVERIFY(Seed(1).with("a").with("b").value() != Seed(1).with("b").with("a").value());
    }
};

QTEST_APPLESS_MAIN(DiceTest)
#include "tst_dice.moc"
