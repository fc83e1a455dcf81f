// SPDX-License-Identifier: GPL-3.0-or-later
#include "formatstesting.h"

#include <QtTest>

using namespace playhead;
using namespace playhead::test;

namespace {

const std::string minimal =
    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}";

/// A CloudEvent with more members than the required ones.
std::string with(const std::string &members)
{
    return minimal.substr(0, minimal.size() - 1) + ',' + members + '}';
}

} // namespace

class TestCloudEvents : public QObject
{
    Q_OBJECT

private slots:
    void readsFiles_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("events");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("time");
        const auto row = [](const char *file, int events, const char *type, const char *source,
                            const char *id, const char *subject, const char *time) {
            QTest::newRow(file) << QString::fromUtf8(file) << events << QString::fromUtf8(type)
                                << QString::fromUtf8(source) << QString::fromUtf8(id)
                                << QString::fromUtf8(subject) << QString::fromUtf8(time);
        };
        const char *pull = "https://github.com/cloudevents/spec/pull/123";
        row("cloudevent-0.json", 1, "com.github.pull.create", pull,
            "b25e2717-a470-45a0-8231-985a99aa9416", "", "2019-11-06T11:08:00Z");
        row("cloudevent-1.json", 1, "com.github.pull.create", pull,
            "70d3c768-63f8-40e7-aa9d-d197d530586b", "", "2019-11-06T11:08:00Z");
        row("cloudevent-2.json", 1, "com.github.pull.create", pull,
            "70d3c768-63f8-40e7-aa9d-d197d530586b", "", "2019-11-06T11:08:00Z");
        row("conformance-valid-events.json", 10, "io.cloudevents.test", "https://cloudevents.io",
            "minimal", "", "");
        row("conformance-valid-batches.json", 7, "io.cloudevents.test", "https://cloudevents.io",
            "minimal", "", "");
        const char *google = "aaaaaa-1111-bbbb-2222-cccccccccccc";
        row("gcf-firebase-auth.json", 1, "google.firebase.auth.user.v1.created",
            "//firebaseauth.googleapis.com/projects/my-project-id", google, "*",
            "2020-09-29T11:32:00.123Z");
        row("gcf-firestore_complex.json", 1, "google.cloud.firestore.document.v1.written",
            "//firestore.googleapis.com/projects/project-id/databases/(default)", google, "*",
            "2020-09-29T11:32:00.123Z");
        row("gcf-pubsub_binary.json", 1, "google.cloud.pubsub.topic.v1.messagePublished",
            "//pubsub.googleapis.com/projects/sample-project/topics/gcf-test", google, "*",
            "2020-09-29T11:32:00.123Z");
        row("gcf-storage.json", 1, "google.cloud.storage.object.v1.finalized",
            "//storage.googleapis.com/projects/_/buckets/some-bucket", google, "*",
            "2020-09-29T11:32:00.123Z");
        row("google-audit-bigqueryjobcompleted.json", 1, "google.cloud.audit.log.v1.written",
            "//cloudaudit.googleapis.com/projects/test-project/logs/data_access",
            "projects/test-project/logs/cloudaudit.googleapis.com%2Fdata_access1234567123456789",
            "*", "2021-11-25T21:56:00.65386657Z");
        row("cdevents-approval_closed.json", 1, "dev.cdevents.approval.closed.0.1.0",
            "/event/source/123", "471069a8-fc18-44f1-b38f-9d70a1695821", "approval-123",
            "2023-03-20T14:29:05.315384Z");
        row("cdevents-build_finished.json", 1, "dev.cdevents.build.finished.0.3.0",
            "/event/source/123", "271069a8-fc18-44f1-b38f-9d70a1695819", "mySubject123",
            "2023-03-20T14:27:05.315384Z");
        row("cdevents-incident_reported.json", 1, "dev.cdevents.incident.reported.0.3.0",
            "/monitoring/prod1", "F4BD2B55-B6F6-4F44-AF72-BD2D0E7A8708", "incident-123",
            "2022-11-11T13:52:20.079Z");
        row("cdevents-repository_deleted.json", 1, "dev.cdevents.repository.deleted.0.3.0",
            "/event/source/123", "271069a8-fc18-44f1-b38f-9d70a1695819", "mySubject123",
            "2023-03-20T14:27:05.315384Z");
    }

    void readsFiles()
    {
        QFETCH(QString, file);
        QFETCH(int, events);
        QFETCH(QString, subject);
        QFETCH(QString, time);
        const auto read = readPath(dataFile(("cloudevents/" + file.toStdString()).c_str()));
        QCOMPARE(read.error, std::string());
        QCOMPARE(read.format, std::string("cloudevents"));
        QCOMPARE(read.log->skippedCount(), std::uint64_t(0));
        QCOMPARE(read.steps(), std::uint64_t(events));
        QCOMPARE(read.log->eventCount(), std::uint64_t(events));
        const auto event = read.event(1);
        QTEST(QString::fromStdString(event.type), "type");
        QTEST(QString::fromStdString(event.source), "source");
        QTEST(QString::fromStdString(event.id), "id");
        if (subject != QStringLiteral("*"))
            QCOMPARE(QString::fromStdString(event.subject), subject);
        if (!time.isEmpty()) QCOMPARE(event.time, parseTimestamp(time.toStdString()).value_or(-1));
        // Out and in again it is the same.
        const auto back = readText(exported(*read.log, "cloudevents"));
        QCOMPARE(back.log->skippedCount(), std::uint64_t(0));
        if (file.startsWith(QStringLiteral("cloudevent-")))
            QCOMPARE(differenceOf(*read.log, *back.log), std::string());
    }

    void keepsDataAndExtensions_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<int>("encoding");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("extensions");
        const auto row = [](const char *name, const char *members, DataEncoding encoding,
                            const QByteArray &data, const char *extensions = "") {
            QTest::newRow(name) << QByteArray(members) << int(encoding) << data
                                << QByteArray(extensions);
        };
        using enum DataEncoding;
        row("object", "\"data\": {\"a\": [1, \"}\"]} ", Json, "{\"a\": [1, \"}\"]}");
        row("text as JSON", "\"data\":\"a\\nb\"", Json, "\"a\\nb\"");
        row("number", "\"data\":12.50", Json, "12.50");
        row("truth", "\"data\":false", Json, "false");
        row("null", "\"data\":null", None, "");
        row("plain text", "\"datacontenttype\":\"text/plain\",\"data\":\"a\\n\\u00e4\"", Text,
            "a\nä");
        row("XML", "\"data\":\"<a/>\",\"datacontenttype\":\"application/xml\"", Text, "<a/>");
        row("JSON by suffix", "\"data\":\"x\",\"datacontenttype\":\"application/vnd.x+json; a=b\"",
            Json, "\"x\"");
        row("base64", "\"data_base64\":\"AAECgA==\"", Binary, QByteArray("\0\1\2\x80", 4));
        row("base64 of nothing", "\"data_base64\":\"\"", Binary, "");
        row("extensions", "\"tenant\":\"a\",\"n\":5,\"deep\":{\"x\":[1]},\"flag\":true", None, "",
            "{\"tenant\":\"a\",\"n\":5,\"deep\":{\"x\":[1]},\"flag\":true}");
        row("escaped extension", "\"te\\u006eant\":\"\\\"q\\\"\"", None, "",
            "{\"tenant\":\"\\\"q\\\"\"}");
    }

    void keepsDataAndExtensions()
    {
        QFETCH(QByteArray, members);
        QFETCH(int, encoding);
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, extensions);
        const auto read = readText(with(members.toStdString()));
        QCOMPARE(read.log->skippedCount(), std::uint64_t(0));
        QCOMPARE(read.steps(), std::uint64_t(1));
        const auto event = read.event(1);
        QCOMPARE(int(event.encoding), encoding);
        QCOMPARE(QByteArray::fromStdString(event.data), data);
        QCOMPARE(event.extensions, extensionsFromJson(extensions.toStdString()));
        const auto back = readText(exported(*read.log, "cloudevents"));
        QCOMPARE(differenceOf(*read.log, *back.log), std::string());
    }

    void readsEachLayout_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("events");
        QTest::addColumn<int>("skipped");
        const auto row = [](const char *name, const std::string &text, int events,
                            int skipped = 0) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << events << skipped;
        };
        const auto &e = minimal;
        row("one", e, 1);
        row("array", "[" + e + "," + e + "]", 2);
        row("array over lines", "\n[\n " + e + "\n ,\n" + e + "\n]\n", 2);
        row("lines", e + "\n" + e + "\n", 2);
        row("lines with CR and blanks", e + "\r\n\r\n  " + e + " \r\n", 2);
        row("no newline at the end", e + "\n" + e, 2);
        row("documents", "{\n" + e.substr(1) + "\n{\n" + e.substr(1), 2);
        row("byte order mark", "\xef\xbb\xbf" + e, 1);
        row("batch", "{\"batch\":[" + e + "," + e + "]}", 2);
        row("event", "{\"event\":" + e + "}", 1);
        row("empty batch beside one", "[{\"batch\":[]}," + e + "]", 1);
        row("broken in the middle", e + "\n{\"specversion\":\n" + e, 2, 1);
        row("broken in an array", "[" + e + ",{\"a\":1}," + e + ",3]", 2, 2);
        row("array cut off", "[" + e + "," + e, 2, 1);
        row("array cut off in an event", "[" + e + "," + e.substr(0, 40), 1, 1);
        row("behind the end of an array", "[" + e + "] " + e, 1, 1);
    }

    void readsEachLayout()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, events);
        QFETCH(int, skipped);
        const auto read = readText(text.toStdString(), "wrong.csv");
        QCOMPARE(read.error, std::string());
        QCOMPARE(read.format, std::string("cloudevents"));
        QCOMPARE(read.steps(), std::uint64_t(events));
        QCOMPARE(read.log->skippedCount(), std::uint64_t(skipped));
    }

    void tellsWhatIsMalformed_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char *name, const std::string &line, const char *reason) {
            QTest::newRow(name) << QByteArray::fromStdString(line) << QByteArray(reason);
        };
        row("no version", "{\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}", "specversion");
        row("version 2", "{\"specversion\":\"2.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
            "2.0");
        row("no id", "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"}", "id");
        row("empty type", "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"\"}",
            "type");
        row("source is a number",
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":5,\"type\":\"t\"}", "source");
        row("bad time", with("\"time\":\"yesterday\""), "yesterday");
        row("bad base64", with("\"data_base64\":\"?\""), "base64");
        row("subject is an object", with("\"subject\":{\"id\":\"x\"}"), "subject");
        row("a list", "[1]", "object");
        row("a word", "hello", "");
        row("cut off", minimal.substr(0, 30), "JSON");
        row("data is a word", with("\"data\":nonsense"), "data");
        row("data is a bad number", with("\"data\":1.2.3"), "data");
        row("two values", minimal + minimal, "JSON");
    }

    void tellsWhatIsMalformed()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, reason);
        const auto read = readText(minimal + "\n\n" + line.toStdString() + "\n" + minimal + "\n");
        QCOMPARE(read.steps(), std::uint64_t(2));
        QCOMPARE(read.log->skippedCount(), std::uint64_t(1));
        const auto skipped = read.log->skipped();
        QCOMPARE(skipped.front().line, std::uint64_t(3));
        QCOMPARE(skipped.front().offset, std::uint64_t(minimal.size() + 2));
        QVERIFY2(skipped.front().reason.find(reason.toStdString()) != std::string::npos,
                 skipped.front().reason.c_str());
    }

    void placesStepsAndTimes()
    {
        const auto read = readText(with("\"time\":\"2020-01-01T00:00:00Z\",\"topic\":\"orders\"")
                                   + "\n" + minimal + "\n");
        QCOMPARE(read.log->at(Position(1)).time, read.log->at(Position(2)).time);
        const auto step = read.log->at(Position(1));
        QVERIFY(step.kind == StepKind::Publish);
        QVERIFY(read.log->participantName(step.sender) == "s");
        QVERIFY(read.log->participantName(step.receiver) == "orders");
        QVERIFY(read.log->participants().role(step.receiver) == Role::Channel);
    }
};

QTEST_GUILESS_MAIN(TestCloudEvents)
#include "tst_cloudevents.moc"
