// SPDX-License-Identifier: GPL-3.0-or-later
#include "otlpsamples.h"

#include "formats/otlpreader.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <random>

using namespace playhead;
using namespace playhead::test;

/// Input that is no OTLP, or was.
class TestOtlpDamage : public QObject
{
    Q_OBJECT

private slots:
    void notOtlp();
    void brokenSpansAreToldWithLine();
    void truncatedAnywhere();
    void damagedAnywhere();
    void randomBytes();
};

void TestOtlpDamage::notOtlp()
{
    for (const char *text : {"", "   ", "hello", "{}", "[]", R"({"a":1})", R"([{"id":"1"}])",
                             "\x89PNG", R"({"name":"resourceSpans"})"}) {
        CollectingSink sink;
        const auto result = readOtlp(text, sink);
        QVERIFY2(!result, text);
        QVERIFY(result.error().message.starts_with("test.json: "));
        QCOMPARE(otlpReader().recognise(text, true), 0);
        QVERIFY(sink.steps.empty());
    }
    CollectingSink metrics;
    const auto result = readOtlp(R"({"resourceMetrics":[{}]})", metrics);
    QVERIFY(!result);
    QVERIFY(result.error().message.find("resourceMetrics") != std::string::npos);
    CollectingSink none;
    QVERIFY(readOtlp(R"({"resourceSpans":[]})", none));
    QVERIFY(none.steps.empty());
}

void TestOtlpDamage::brokenSpansAreToldWithLine()
{
    auto text = otlpLines({{.service = "a", .kind = 4, .id = 1},
                           {.service = "a", .kind = 4, .id = 2},
                           {.service = "a", .kind = 4, .id = 3},
                           {.service = "a", .kind = 4, .id = 4},
                           {.service = "a", .kind = 4, .id = 5}});
    const auto replace = [&](std::string_view what, std::string_view with) {
        text.replace(text.find(what), what.size(), with);
    };
    replace("\"0000000000000002\"", "\"what?\"");
    replace("\"name\":\"span3\"", "\"name\":\"span3");
    replace("\"name\":\"span4\",", "\"name\":\"span4\",,");
    CollectingSink sink;
    QVERIFY(readOtlp(text, sink));
    QCOMPARE(sink.flow(), std::string("publish a > orders span1\npublish a > orders span5\n"));
    QCOMPARE(sink.skips.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(sink.skips[i].line, i + 2);
        QVERIFY(sink.skips[i].offset < text.size());
        QVERIFY(!sink.skips[i].reason.empty());
    }
    QVERIFY(sink.skips[0].reason.find("spanId") != std::string::npos);
}

void TestOtlpDamage::truncatedAnywhere()
{
    const auto check = [](std::string_view text, std::size_t stride) {
        for (std::size_t size = 0; size < text.size(); size += stride) {
            const std::string cut(text.substr(0, size)); // nothing readable follows
            CollectingSink sink;
            const auto result = readOtlp(cut, sink);
            QCOMPARE(sink.problem(), std::string());
            // What is lost is told, unless the cut is between two documents.
            const auto last = cut.find_last_not_of("\r\n");
            const bool between =
                last == std::string::npos || size == 0
                || (cut[last] == '}' && (cut.size() > last + 1 || text[size] == '\n'));
            if (result && !between) {
                QVERIFY2(!sink.skips.empty(), std::to_string(size).c_str());
                QVERIFY(sink.skips.front().reason.find("ends in the middle") != std::string::npos);
            }
            if (!result) QVERIFY(sink.steps.empty());
        }
    };
    check(dataFile("otlp-rabbitmq-shop.jsonl"), 997);
    check(dataFile("otlp/kiali-istio-bookinfo-tempo-batches.json"), 97);
    check(dataFile("otlp/messaging-core-normal.json"), 1);
}

void TestOtlpDamage::damagedAnywhere()
{
    std::mt19937 random(7);
    const auto pick = [&](std::size_t below) { return random() % below; };
    constexpr std::string_view marks = "{}[]\",:\\0-1e\n \xff\x80n";
    for (const char *name : {"otlp/messaging-core-normal.json", "otlp/jaeger-otel_traces_01.json",
                             "otlp/kiali-istio-bookinfo-tempo-batches.json"}) {
        const auto whole = dataFile(name);
        for (int round = 0; round < 400; ++round) {
            auto text = whole;
            for (std::size_t i = pick(8) + 1; i > 0; --i) {
                const auto at = pick(text.size());
                switch (pick(4)) {
                case 0: text[at] = static_cast<char>(random()); break;
                case 1: text[at] = marks[pick(marks.size())]; break;
                case 2: text.erase(at, pick(40)); break;
                default: text.insert(at, text.substr(pick(text.size()), pick(200)));
                }
                if (text.empty()) text = "{";
            }
            CollectingSink sink;
            const auto result = readOtlp(text, sink);
            QCOMPARE(sink.problem(), std::string());
            if (!result) QVERIFY(sink.steps.empty());
        }
    }
}

void TestOtlpDamage::randomBytes()
{
    std::mt19937 random(11);
    constexpr std::array<std::string_view, 16> words = {"{",
                                                        "}",
                                                        "[",
                                                        "]",
                                                        ",",
                                                        ":",
                                                        "\"resourceSpans\":[",
                                                        "\"scopeSpans\":[",
                                                        "\"spans\":[",
                                                        "\"spanId\":\"0000000000000001\"",
                                                        "\"kind\":5",
                                                        "\"startTimeUnixNano\":9223372036854775807",
                                                        "\"attributes\":[",
                                                        "null",
                                                        "\"",
                                                        "\n"};
    for (int round = 0; round < 2000; ++round) {
        std::string text = round % 2 == 0 ? "" : R"({"resourceSpans":[{"scopeSpans":[{"spans":[)";
        const auto length = random() % 60;
        for (std::size_t i = 0; i < length; ++i) {
            if (round % 4 < 2)
                text += static_cast<char>(random());
            else
                text += words[random() % words.size()];
        }
        CollectingSink sink;
        const auto result = readOtlp(text, sink);
        QCOMPARE(sink.problem(), std::string());
        if (result) QVERIFY(!sink.skips.empty() || length == 0 || !sink.steps.empty());
        static_cast<void>(otlpReader().recognise(text, true));
    }
    // Deep nesting must not cost the stack.
    CollectingSink sink;
    const auto deep =
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + std::string(1'000'000, '[');
    QVERIFY(readOtlp(deep, sink));
    QCOMPARE(sink.skips.size(), 1U);
}

QTEST_GUILESS_MAIN(TestOtlpDamage)
#include "tst_otlpdamage.moc"
