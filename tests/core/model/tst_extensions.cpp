// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/extensions.h"

#include <QtTest>

using namespace playhead;

namespace {

QStringList flat(const std::vector<Extension> &extensions)
{
    QStringList out;
    for (const auto &[name, value] : extensions)
        out << QString::fromStdString(name) + '=' + QString::fromStdString(value);
    return out;
}

} // namespace

class TestExtensions : public QObject
{
    Q_OBJECT

private slots:
    void readsMembers_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("members");
        const auto row = [](const char *name, const char *json, const QStringList &members) {
            QTest::newRow(name) << QByteArray(json) << members;
        };
        row("empty text", "", {});
        row("empty object", "{}", {});
        row("text, number, truth", "{\"a\":\"x\",\"b\":12,\"c\":true}",
            {"a=\"x\"", "b=12", "c=true"});
        row("blanks", " { \"a\" :\n 1 , \"b\" : \t\"y\" } ", {"a=1", "b=\"y\""});
        row("nested", "{\"a\":{\"b\":[1,{\"c\":\"}\"}]},\"d\":[]}",
            {"a={\"b\":[1,{\"c\":\"}\"}]}", "d=[]"});
        row("brackets and quotes in text", "{\"a\":\"},\\\"]\",\"b\":1}", {"a=\"},\\\"]\"", "b=1"});
        row("escaped name", "{\"t\\u00e4g\\n\\\"\":1}", {QStringLiteral("täg\n\"=1")});
        row("surrogate pair in name", "{\"\\ud83d\\ude00\":1}", {QStringLiteral("😀=1")});
        row("half a surrogate pair", "{\"\\ud83dx\":1}", {QStringLiteral("\uFFFDx=1")});
        row("no object", "[1,2]", {});
        row("cut in a name", "{\"a\":1,\"b", {"a=1"});
        row("cut in a value", "{\"a\":1,\"b\":\"x", {"a=1"});
        row("cut after a backslash", "{\"a\":\"x\\", {});
        row("cut in an escape", "{\"\\u00", {});
        row("wrong bracket", "{\"a\":1],\"b\":2}", {});
    }

    void readsMembers()
    {
        QFETCH(QByteArray, json);
        QFETCH(QStringList, members);
        QCOMPARE(flat(extensionsFromJson(json.toStdString())), members);
    }

    void comesBackAsItWas()
    {
        const std::vector<Extension> extensions = {{"tenant", "\"a \\\"b\\\"\""},
                                                   {"täg \"\\\n", "12.50"},
                                                   {"flag", "false"},
                                                   {"", "null"}};
        QCOMPARE(extensionsFromJson(extensionsToJson(extensions)), extensions);
        QCOMPARE(extensionsToJson({}), std::string());
    }

    void neverReadsPastAnyPrefix()
    {
        const std::string json =
            "{\"a\":{\"b\":\"\\u00e4\\\\\"},\"\\ud83d\\ude00\":[1,\"x\"],\"c\":-1.5e3}";
        for (std::size_t length = 0; length <= json.size(); ++length) {
            // A copy of exactly that length, so that the address sanitizer sees the end.
            const std::vector<char> prefix(json.begin(), json.begin() + static_cast<long>(length));
            const auto members = extensionsFromJson({prefix.data(), prefix.size()});
            QVERIFY(members.size() <= 3);
            QCOMPARE(members.size() == 3, length == json.size());
        }
    }

    void viewAndEventAreTheSame()
    {
        Event event;
        event.id = "1";
        event.type = "t";
        event.source = "s";
        event.subject = "u";
        event.time = -5;
        event.correlation = "c";
        event.causation = "k";
        event.scope = EventScope::Integration;
        event.encoding = DataEncoding::Binary;
        event.contentType = "image/png";
        event.schema = "urn:x";
        event.data = std::string("\0\1\2", 3);
        event.extensions = {{"a", "1"}, {"b", "\"2\""}};
        const auto back = eventFromView(EventAsView(event).view());
        QCOMPARE(back.id, event.id);
        QCOMPARE(back.type, event.type);
        QCOMPARE(back.source, event.source);
        QCOMPARE(back.subject, event.subject);
        QCOMPARE(back.time, event.time);
        QCOMPARE(back.correlation, event.correlation);
        QCOMPARE(back.causation, event.causation);
        QVERIFY(back.scope == event.scope);
        QVERIFY(back.encoding == event.encoding);
        QCOMPARE(back.contentType, event.contentType);
        QCOMPARE(back.schema, event.schema);
        QCOMPARE(back.data, event.data);
        QCOMPARE(back.extensions, event.extensions);
    }
};

QTEST_GUILESS_MAIN(TestExtensions)
#include "tst_extensions.moc"
