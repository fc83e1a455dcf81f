// SPDX-License-Identifier: GPL-3.0-or-later
// The menu of scenarios: those of the program, and the files that ship or are the person's.
#include "scenarios/scenariotable.h"
#include "totext.h"
#include "ui/window/windowtesting.h"
#include "window/scenariofilelist.h"
#include "window/topbar.h"

#include <QFile>
#include <QMenu>

#include <algorithm>

using namespace playhead;

class TestScenarioMenu : public test::WindowTest
{
    Q_OBJECT

private:
    QMenu &menu() { return *m_window->findChild<QMenu *>(QStringLiteral("scenarioMenu")); }
    /// Opens it, and says what it offers.
    QStringList offered()
    {
        menu().popup(m_window->mapToGlobal(QPoint(100, 60)));
        QStringList texts;
        for (const auto *action : menu().actions())
            texts << action->text();
        return texts;
    }
    void choose(const QString &text)
    {
        QVERIFY(offered().contains(text));
        const auto actions = menu().actions();
        const auto found = std::ranges::find(actions, text, &QAction::text);
        QTest::mouseClick(&menu(), Qt::LeftButton, {}, menu().actionGeometry(*found).center());
        QVERIFY(!menu().isVisible());
    }
    QString writeScenario(const QString &name)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) return {};
        file.write(R"(scenario({ name: "own", title: "My own", base: "users" });)");
        return file.fileName();
    }

private slots:
    void initTestCase() { prepare(); }
    void init() { makeWindow(); }
    void cleanup() { closeWindow(); }

    void offersScenariosThenTheFilesThatShip()
    {
        QStringList wanted;
        for (const auto &scenario : scenarios())
            wanted << toText(scenario.title);
        wanted << QString() << QStringLiteral("Audited shop") << QStringLiteral("Ping pong")
               << QString();
        QCOMPARE(offered().mid(0, wanted.size()), wanted);
        const auto actions = menu().actions();
        const auto pingPong =
            std::ranges::find(actions, QStringLiteral("Ping pong"), &QAction::text);
        QVERIFY((*pingPong)->toolTip().startsWith(QStringLiteral("Two players and a ball")));
    }

    void runsAFileThatShips()
    {
        choose(QStringLiteral("Ping pong"));
        QVERIFY(m_window->session().scenario());
        QCOMPARE(m_window->session().title(), QStringLiteral("Ping-pong"));
    }

    void offersThePersonsOwn()
    {
        const auto own = writeScenario(QStringLiteral("my-own.js"));
        const auto shipped = shippedScenarios();
        QCOMPARE(shipped.size(), 2);
        const QStringList recent = {QStringLiteral("/nowhere/gone.js"), shipped[0].path,
                                    m_folder.filePath(QStringLiteral("log.jsonl")), own};
        m_window->findChild<TopBar *>()->setRecent(recent);
        auto texts = offered();
        QCOMPARE(texts.count(QStringLiteral("My own")), 1);
        QCOMPARE(texts.count(QStringLiteral("Audited shop")), 1);
        QVERIFY(!texts.contains(QStringLiteral("Gone")));
        menu().close();
        choose(QStringLiteral("My own"));
        QCOMPARE(m_window->session().title(), QStringLiteral("My own"));
    }
};

QTEST_MAIN(TestScenarioMenu)
#include "tst_scenariomenu.moc"
