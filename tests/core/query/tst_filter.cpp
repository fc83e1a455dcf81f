// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filter.h"

#include "support/samplelog.h"

#include <QtTest>

#include <functional>
#include <unordered_map>

using namespace playhead;
using namespace playhead::test;

namespace {

/// A step with everything that a filter can ask about it, told without the filter.
struct Fact
{
    Step step;
    Event event;
    std::string type, subject, correlation, sender, receiver, consumer, channel;
    std::string kind;
    std::optional<Duration> latency;
    double amount = 0;
    int version = 0;
    std::string status;
};

using Expected = std::function<bool(const Fact &)>;

std::vector<Fact> factsOf(const Log &log)
{
    std::vector<Fact> facts;
    std::unordered_map<std::uint32_t, Timestamp> first;
    for (Position p(1); p <= log.watermark(); p = advanced(p, 1)) {
        Fact fact;
        fact.step = log.at(p);
        fact.event = *log.event(fact.step.event);
        fact.type = log.name(fact.step.type);
        fact.subject = log.name(fact.step.subject);
        fact.correlation = log.name(fact.step.correlation);
        fact.sender = log.participantName(fact.step.sender);
        fact.receiver = log.participantName(fact.step.receiver);
        fact.kind = stepKindName(fact.step.kind);
        const bool toConsumer = fact.step.kind == StepKind::Deliver;
        const bool answer = fact.step.kind == StepKind::Ack || fact.step.kind == StepKind::Nack;
        fact.consumer = toConsumer ? fact.receiver : answer ? fact.sender : "";
        fact.channel = toConsumer ? fact.sender : fact.receiver;
        const auto [seen, isNew] = first.emplace(fact.step.event.value(), fact.step.time);
        if (!isNew) fact.latency = fact.step.time - seen->second;
        const auto n = fact.step.event.value();
        fact.amount = n % 200 + 0.5;
        fact.version = int(n % 4 + 1);
        fact.status = fact.type.substr(fact.type.find('.') + 1);
        facts.push_back(std::move(fact));
    }
    return facts;
}

} // namespace

Q_DECLARE_METATYPE(Expected)

class TestFilter : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_log = makeShopLog(9001); // more than two batches of an evaluation
        m_facts = factsOf(*m_log);
    }

    void agreesWithBruteForce_data()
    {
        QTest::addColumn<QByteArray>("filter");
        QTest::addColumn<Expected>("expected");
        const auto row = [](const char *filter, Expected expected) {
            QTest::newRow(filter) << QByteArray(filter) << std::move(expected);
        };
        using F = const Fact &;
        row("", [](F) { return true; });
        row("  \t", [](F) { return true; });
        // Names.
        row("type == \"order.placed\"", [](F f) { return f.type == "order.placed"; });
        row("type==order.placed", [](F f) { return f.type == "order.placed"; });
        row("type == 'order.placed'", [](F f) { return f.type == "order.placed"; });
        row("type != order.placed", [](F f) { return f.type != "order.placed"; });
        row("type == nothing", [](F) { return false; });
        row("type != nothing", [](F) { return true; });
        row("type < payment", [](F f) { return f.type < "payment"; });
        row("type <= payment.failed", [](F f) { return f.type <= "payment.failed"; });
        row("type > payment", [](F f) { return f.type > "payment"; });
        row("type >= payment.failed", [](F f) { return f.type >= "payment.failed"; });
        row("type contains PAYMENT",
            [](F f) { return f.type.find("payment") != std::string::npos; });
        row("type matches '^order\\.'", [](F f) { return f.type.starts_with("order."); });
        row("type matches \"ed$\"", [](F f) { return f.type.ends_with("ed"); });
        row("type in (order.placed, 'stock.reserved')",
            [](F f) { return f.type == "order.placed" || f.type == "stock.reserved"; });
        row("subject == order-7", [](F f) { return f.subject == "order-7"; });
        row("subject in (order-7)", [](F f) { return f.subject == "order-7"; });
        row("correlation matches 7$", [](F f) { return f.correlation.ends_with("7"); });
        row("correlation != order-7", [](F f) { return f.correlation != "order-7"; });
        // Kinds.
        row("kind == publish", [](F f) { return f.kind == "publish"; });
        row("kind == deliver", [](F f) { return f.kind == "deliver"; });
        row("kind == retry", [](F f) { return f.step.isRetry(); });
        row("kind != retry", [](F f) { return !f.step.isRetry(); });
        row("kind != deliver", [](F f) { return f.kind != "deliver"; });
        row("kind in (nack, dead-letter)",
            [](F f) { return f.kind == "nack" || f.kind == "dead-letter"; });
        row("kind in (retry, nack)", [](F f) { return f.step.isRetry() || f.kind == "nack"; });
        row("kind contains ack", [](F f) { return f.kind == "ack" || f.kind == "nack"; });
        row("kind matches '^re'", [](F f) { return f.step.isRetry(); });
        row("kind == command", [](F) { return false; });
        // Participants.
        row("sender == payment", [](F f) { return f.sender == "payment"; });
        row("receiver != payment", [](F f) { return f.receiver != "payment"; });
        row("consumer == payment", [](F f) { return f.consumer == "payment"; });
        row("consumer matches \"pay.*\"", [](F f) { return f.consumer == "payment"; });
        row("consumer != payment", [](F f) { return f.consumer != "payment"; });
        row("consumer in (payment, shipping)",
            [](F f) { return f.consumer == "payment" || f.consumer == "shipping"; });
        row("channel == orders.events && kind != dead-letter",
            [](F f) { return f.channel == "orders.events" && f.kind != "dead-letter"; });
        // Numbers.
        row("position == 42", [](F f) { return f.step.position.value() == 42; });
        row("position != 42", [](F f) { return f.step.position.value() != 42; });
        row("position > 8999.5", [](F f) { return f.step.position.value() >= 9000; });
        row("position in (1, 4096, 4097, 9001, 70000)", [](F f) {
            const auto p = f.step.position.value();
            return p == 1 || p == 4096 || p == 4097 || p == 9001;
        });
        row("attempt == 2", [](F f) { return f.step.attempt == 2; });
        row("attempt <= 1", [](F f) { return f.step.attempt <= 1; });
        row("latency > 3ms", [](F f) { return f.latency && *f.latency > 3'000'000; });
        row("latency > 3", [](F f) { return f.latency && *f.latency > 3'000'000; });
        row("latency >= 0.0025s", [](F f) { return f.latency && *f.latency >= 2'500'000; });
        row("latency < 900us", [](F f) { return f.latency && *f.latency < 900'000; });
        row("latency != 1ns", [](F) { return true; });
        // Payloads.
        row("id == e-17", [](F f) { return f.event.id == "e-17"; });
        row("id in (e-1, e-2)", [](F f) { return f.event.id == "e-1" || f.event.id == "e-2"; });
        row("source == order-service", [](F) { return true; });
        row("source != order-service", [](F) { return false; });
        row("data.amount > 100", [](F f) { return f.amount > 100; });
        row("data.amount == 17.5", [](F f) { return f.amount == 17.5; });
        row("data.amount == 17.50", [](F f) { return f.amount == 17.5; });
        row("data.amount != abc", [](F) { return true; });
        row("data.amount > abc", [](F) { return false; });
        row("data.version in (1, 3)", [](F f) { return f.version == 1 || f.version == 3; });
        row("data.version contains 2", [](F f) { return f.version == 2; });
        row("data.status == placed", [](F f) { return f.status == "placed"; });
        row("data.status matches '^(placed|failed)$'",
            [](F f) { return f.status == "placed" || f.status == "failed"; });
        row("data.missing", [](F) { return false; });
        row("data.amount", [](F) { return true; });
        row("!data.missing", [](F) { return true; });
        row("data.missing == 1", [](F) { return false; });
        row("data.missing != 1", [](F) { return true; });
        row("data.amount.deeper == 1", [](F) { return false; });
        row("data.amount.0", [](F) { return false; });
        // Words.
        row("PAYMENT.captured", [](F f) { return f.type == "payment.captured"; });
        row("\"payment.captured\"", [](F f) { return f.type == "payment.captured"; });
        row("shipping", [](F f) { return f.sender == "shipping" || f.receiver == "shipping"; });
        row("nack", [](F f) { return f.kind == "nack"; });
        row("retry", [](F f) { return f.step.isRetry(); });
        row("dead-letter", [](F f) { return f.kind == "dead-letter"; });
        row("'\"version\":3'", [](F f) { return f.version == 3; });
        row("placed && position < 50",
            [](F f) { return f.type == "order.placed" && f.step.position.value() < 50; });
        row("type", [](F) { return false; });
        row("zzz", [](F) { return false; });
        // How they are put together.
        row("type == order.placed && data.amount > 100 || consumer matches \"pay.*\"", [](F f) {
            return (f.type == "order.placed" && f.amount > 100) || f.consumer == "payment";
        });
        row("kind == ack || kind == nack && consumer == payment",
            [](F f) { return f.kind == "ack" || (f.kind == "nack" && f.consumer == "payment"); });
        row("(kind == ack || kind == nack) && consumer == payment",
            [](F f) { return (f.kind == "ack" || f.kind == "nack") && f.consumer == "payment"; });
        row("kind == ack consumer == payment",
            [](F f) { return f.kind == "ack" && f.consumer == "payment"; });
        row("!kind == ack", [](F f) { return f.kind != "ack"; });
        row("!(kind == ack || data.amount < 100)",
            [](F f) { return f.kind != "ack" && f.amount >= 100; });
        row("!!kind == ack", [](F f) { return f.kind == "ack"; });
        row("kind == ack !data.version == 2",
            [](F f) { return f.kind == "ack" && f.version != 2; });
        row("data.version == 2 && kind == ack",
            [](F f) { return f.kind == "ack" && f.version == 2; });
        row("position > 8000 && latency > 3ms", // the left side skips whole batches
            [](F f) {
                return f.step.position.value() > 8000 && f.latency && *f.latency > 3'000'000;
            });
        row("position < 100 || !latency < 3ms && position > 8990", [](F f) {
            const auto p = f.step.position.value();
            return p < 100 || (!(f.latency && *f.latency < 3'000'000) && p > 8990);
        });
    }

    void agreesWithBruteForce()
    {
        QFETCH(QByteArray, filter);
        QFETCH(Expected, expected);
        const auto parsed = Filter::parse(filter.toStdString());
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
        const auto end = m_log->watermark().value();
        for (const auto &[first, last] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
                 {1, end}, {1, 1}, {4000, 4200}, {end, end}, {5000, 4999}, {8999, end + 99}}) {
            std::vector<std::uint32_t> wanted = {7};
            for (auto p = first; p <= std::min(last, end); ++p)
                if (expected(m_facts[p - 1])) wanted.push_back(static_cast<std::uint32_t>(p));
            std::vector<std::uint32_t> found = {7}; // what is there stays
            parsed->evaluate(*m_log, Position(first), Position(last), found);
            QCOMPARE(found, wanted);
        }
        for (const std::uint64_t p : {1, 2, 3, 42, 4097, 9001})
            QCOMPARE(parsed->matches(*m_log, Position(p)), expected(m_facts[p - 1]));
        QVERIFY(!parsed->matches(*m_log, Position()));
        QVERIFY(!parsed->matches(*m_log, Position(end + 1)));
    }

    void comparesTimes_data()
    {
        QTest::addColumn<QByteArray>("op");
        for (const char *op : {"==", "!=", "<", "<=", ">", ">="})
            QTest::newRow(op) << QByteArray(op);
    }

    void comparesTimes()
    {
        QFETCH(QByteArray, op);
        for (const std::size_t at : {std::size_t(0), std::size_t(1234), m_facts.size() - 1}) {
            const auto time = m_facts[at].step.time;
            for (const auto &text : {formatTimestamp(time), formatTimeOfDay(time, 9)}) {
                const auto filter = Filter::parse("time " + op.toStdString() + " " + text);
                QVERIFY2(filter.has_value(), text.c_str());
                QVERIFY(!filter->readsPayload());
                std::vector<std::uint32_t> found;
                filter->evaluate(*m_log, Position(1), m_log->watermark(), found);
                std::vector<std::uint32_t> wanted;
                for (const auto &fact : m_facts) {
                    const auto t = fact.step.time;
                    const bool holds = op == "=="   ? t == time
                                       : op == "!=" ? t != time
                                       : op == "<"  ? t < time
                                       : op == "<=" ? t <= time
                                       : op == ">"  ? t > time
                                                    : t >= time;
                    if (holds)
                        wanted.push_back(static_cast<std::uint32_t>(fact.step.position.value()));
                }
                QCOMPARE(found, wanted);
            }
        }
    }

    void knowsWhatItReads()
    {
        QVERIFY(Filter().matchesEverything());
        QVERIFY(Filter::parse("")->matchesEverything());
        QVERIFY(!Filter::parse("kind == ack")->matchesEverything());
        for (const char *columns : {"kind == ack", "type == a && !consumer == b", "latency > 1s"})
            QVERIFY2(!Filter::parse(columns)->readsPayload(), columns);
        for (const char *payload : {"id == 1", "source == a", "data.a", "word", "kind==ack || word",
                                    "word || kind==ack", "!word"})
            QVERIFY2(Filter::parse(payload)->readsPayload(), payload);
    }

    void stopsWhenAsked()
    {
        std::stop_source source;
        source.request_stop();
        std::vector<std::uint32_t> found;
        Filter::parse("kind == ack")
            ->evaluate(*m_log, Position(1), m_log->watermark(), found, source.get_token());
        QVERIFY(found.empty());
    }

private:
    std::shared_ptr<Log> m_log;
    std::vector<Fact> m_facts;
};

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
