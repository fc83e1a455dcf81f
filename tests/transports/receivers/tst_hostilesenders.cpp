// SPDX-License-Identifier: GPL-3.0-or-later
// Senders that mean harm: memory stays bounded, each gets a clear answer, and the receiver goes on.
#include "protobufspans.h"
#include "receiverrecording.h"

#include <QtTest>

#include <sys/resource.h>

using namespace playhead;
using namespace playhead::test;

namespace {

constexpr std::size_t megabyte = std::size_t(1) << 20U;
/// What one hostile request after another may leave behind or need meanwhile.
constexpr std::size_t bound = 400 * megabyte;

std::string repeated(std::string_view piece, std::size_t bytes)
{
    std::string out;
    out.reserve(bytes + piece.size());
    while (out.size() < bytes)
        out += piece;
    return out;
}

} // namespace

class TestHostileSenders : public QObject
{
    Q_OBJECT

private slots:
    void bodiesThatMeanHarm_data();
    void bodiesThatMeanHarm();
    void thousandConnectionsLeaveRoom();
    void manySlowLargeBodiesLeaveRoom();
};

void TestHostileSenders::bodiesThatMeanHarm_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("packed");
    QTest::addColumn<QList<int>>("statuses");
    const auto row = [](const char *name, const char *path, std::string_view type,
                        const std::string &body, bool packed, const QList<int> &statuses) {
        QTest::newRow(name) << QString::fromUtf8(path)
                            << QString::fromUtf8(type.data(), qsizetype(type.size()))
                            << QByteArray::fromStdString(body) << packed << statuses;
    };
    constexpr auto events = "/events";
    constexpr auto traces = "/v1/traces";
    constexpr std::string_view json = "application/json";
    constexpr std::string_view protobuf = "application/x-protobuf";
    constexpr auto most = 15 * megabyte;
    const auto bomb = gzipped(std::string(100 * megabyte, ' '));
    row("a gzip bomb of events", events, json, bomb, true, {413});
    row("a gzip bomb of traces", traces, protobuf, bomb, true, {413});
    row("an endless nest of events", events, json, repeated("[", most), false, {400});
    row("an endless nest in an event", events, structuredType,
        R"({"specversion":"1.0","id":"1","source":"s","type":"t","data":)" + repeated("[", most),
        false, {400});
    row("an endless nest of traces", traces, json,
        R"({"resourceSpans":)" + repeated("[{\"resourceSpans\":", most), false, {400});
    row("a batch of nothing", events, batchType, "[" + repeated("{},", most) + "{}]", false, {400});
    row("spans of nothing", traces, json,
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + repeated("{},", most) + "{}]}]}]}",
        false, {400});
    row("protobuf spans of nothing", traces, protobuf,
        protobufField(1, protobufField(2, repeated(std::string("\x12\0", 2), most))), false, {400});
    const auto span = protobufField(2, repeated(std::string("\x4a\0", 2), megabyte - 8));
    row("protobuf attributes of nothing", traces, protobuf,
        protobufField(1, protobufField(2, repeated(span, most))), false, {200});
    std::string nest;
    for (int i = 0; i < 5000; ++i)
        nest = protobufField(5, protobufField(1, nest));
    row("an endless nest in protobuf", traces, protobuf,
        protobufField(1,
                      protobufField(2, protobufField(2, protobufField(9, protobufField(2, nest))))),
        false, {400});
    row("bytes that are no text", events, json, repeated("\xff\xfe", megabyte), false, {400});
}

void TestHostileSenders::bodiesThatMeanHarm()
{
    QFETCH(QString, path);
    QFETCH(QString, type);
    QFETCH(QByteArray, body);
    QFETCH(bool, packed);
    QFETCH(QList<int>, statuses);
    ReceiverRecording receiver("settle=60s");
    const auto before = residentMemory();
    for (int i = 0; i < 3; ++i) {
        const auto reply = post(receiver.port(), path.toStdString(), type.toStdString(),
                                std::string_view(body.constData(), std::size_t(body.size())),
                                packed ? "Content-Encoding: gzip\r\n" : "");
        QVERIFY2(statuses.contains(reply.status),
                 fmt::format("{} {}", reply.status, reply.body.substr(0, 200)).c_str());
        QVERIFY(reply.body.size() < 10'000);
    }
    const auto after = residentMemory();
    QVERIFY2(after < before + bound,
             fmt::format("{} MB more", (after - before) / megabyte).c_str());
    QCOMPARE(receiver.postEvents(structuredType, structuredEvent(1)).status, 202);
    QCOMPARE(receiver.recording().events().size(), 1U);
}

void TestHostileSenders::thousandConnectionsLeaveRoom()
{
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < 1500) QSKIP("this machine allows too few open files");
    ReceiverRecording receiver;
    const auto before = residentMemory();
    std::vector<RawConnection> hostile;
    for (int i = 0; i < 1000; ++i) {
        hostile.emplace_back(receiver.port());
        QVERIFY(hostile.back().isOpen());
        switch (i % 3) {
        case 0: break; // silent
        case 1: hostile.back().send("POST /events HTTP/1.1\r\nA: "); break;
        case 2:
            hostile.back().send("POST /events HTTP/1.1\r\nContent-Length: 16000000\r\n\r\n[");
            break;
        }
        if (i % 50 == 0)
            QCOMPARE(receiver.postEvents(structuredType, structuredEvent(i)).status, 202);
    }
    QCOMPARE(receiver.postEvents(structuredType, structuredEvent(1000)).status, 202);
    QCOMPARE(receiver.recording().events().size(), 21U);
    QVERIFY(hostile.front().waitForClose());
    QVERIFY(residentMemory() < before + bound);
    QCOMPARE(receiver.source().status().state, SourceState::Live);
}

void TestHostileSenders::manySlowLargeBodiesLeaveRoom()
{
    ReceiverRecording receiver;
    const auto before = residentMemory();
    const std::string piece(15 * megabyte, ' ');
    std::vector<RawConnection> hostile;
    for (int i = 0; i < 50; ++i) { // 750 MB, if it were kept
        hostile.emplace_back(receiver.port());
        hostile.back().send("POST /events HTTP/1.1\r\nContent-Length: 16000000\r\n\r\n");
        hostile.back().send(piece);
        if (i % 10 == 0)
            QCOMPARE(receiver.postEvents(structuredType, structuredEvent(i)).status, 202);
    }
    const auto after = residentMemory();
    QVERIFY2(after < before + bound,
             fmt::format("{} MB more", (after - before) / megabyte).c_str());
    QCOMPARE(receiver.recording().events().size(), 5U);
}

QTEST_GUILESS_MAIN(TestHostileSenders)
#include "tst_hostilesenders.moc"
