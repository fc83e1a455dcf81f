// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/jsonmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace playhead;

class TestJsonModel : public QObject
{
    Q_OBJECT

private:
    static int change(const JsonModel &model, const char *path)
    {
        return model.indexOf(QString::fromLatin1(path)).data(JsonModel::ChangeRole).toInt();
    }

private slots:
    void marksWhatIsDifferent()
    {
        const auto before = Json::parse(R"({"a":1,"gone":true,"o":{"x":1,"y":2},"l":[1]})");
        const auto after = Json::parse(R"({"a":2,"new":{"z":1},"o":{"x":1,"y":3},"l":[1,2]})");
        JsonModel model;
        const QAbstractItemModelTester tester(&model);
        model.setTree(makeJsonDifference(before, after));
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(change(model, "a"), int(JsonChange::Changed));
        QCOMPARE(model.indexOf(QStringLiteral("a")).data(JsonModel::OldTextRole).toString(),
                 QStringLiteral("1"));
        QCOMPARE(change(model, "gone"), int(JsonChange::Removed));
        QCOMPARE(change(model, "new"), int(JsonChange::Added));
        QCOMPARE(change(model, "new.z"), int(JsonChange::Added));
        QCOMPARE(change(model, "o"), int(JsonChange::None));
        QCOMPARE(change(model, "o.x"), int(JsonChange::None));
        QCOMPARE(change(model, "o.y"), int(JsonChange::Changed));
        QCOMPARE(change(model, "l.1"), int(JsonChange::Added));
    }

    void aScalarIsOneRow()
    {
        JsonModel model;
        const QAbstractItemModelTester tester(&model);
        model.setTree(makeJsonDifference(Json(1), Json("two")));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("\"two\""));
        QCOMPARE(model.index(0, 0).data(JsonModel::OldTextRole).toString(), QStringLiteral("1"));
    }

    void largeContainersAreSummedUp()
    {
        auto many = Json::array();
        for (std::size_t i = 0; i < JsonNode::maxChildren + 7; ++i)
            many.push_back(i);
        JsonModel model;
        model.setTree(makeJsonTree(many));
        QCOMPARE(model.rowCount(), int(JsonNode::maxChildren) + 1);
        const auto last = model.index(model.rowCount() - 1, 0);
        QVERIFY(last.data(JsonModel::SummaryRole).toBool());
        QVERIFY(last.data().toString().contains(QStringLiteral("7 more")));
    }

    void findsKeysAndValues()
    {
        JsonModel model;
        model.setTree(makeJsonTree(Json::parse(R"({"paid":1,"o":{"s":"PAID"},"n":2})")));
        model.setSearch(QStringLiteral("paid"));
        QCOMPARE(model.matches().size(), 2);
        model.setSearch(QStringLiteral("nothing like it"));
        QVERIFY(model.matches().isEmpty());
    }
};

QTEST_MAIN(TestJsonModel)
#include "tst_jsonmodel.moc"
