// SPDX-License-Identifier: GPL-3.0-or-later
// Rows scrub and fold of PERFORMANCE.md. Arguments: numbers of events (default: 10 thousand, 1
// million and 10 million).
#include "replay/replay.h"
#include "bench/bench.h"
#include "log/logwriter.h"
#include "replay/timelinecursor.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>
#include <unistd.h>

using namespace playhead;

namespace {

namespace fs = std::filesystem;

constexpr const char *types[] = {"order.placed", "payment.captured", "stock.reserved",
                                 "shipment.created", "payment.failed"};

std::string dataOf(std::uint64_t number, std::uint64_t random)
{
    return fmt::format(R"({{"order":{},"customer":"customer-{}","amount":{}.{:02},)"
                       R"("currency":"EUR","items":[{{"sku":"sku-{}","quantity":{}}}],)"
                       R"("address":{{"city":"Rotterdam","street":"Kade {}"}},"note":""}})",
                       number / 5 + 1, number * 7919 % 1000, random >> 54U, random >> 40U & 63U,
                       random >> 30U & 1023U, (random >> 20U & 3U) + 1, random >> 44U & 511U);
}

/// A case with as many published events: five of each of the orders, whose steps mix with those of
/// orders around them.
LogPtr writeCase(const std::string &path, std::uint64_t events)
{
    auto made = LogWriter::create(path, {.durable = false, .temporary = true});
    if (!made) std::abort();
    auto &writer = **made;
    StepRecord step;
    step.sender = writer.participant("order-service", Role::Producer);
    step.receiver = writer.participant("orders", Role::Channel);
    std::uint64_t random = 1;
    EventView event;
    event.source = "order-service";
    event.encoding = DataEncoding::Json;
    for (std::uint64_t i = 0; i < events; ++i) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        const auto id = fmt::format("{:016x}", random);
        const auto subject = fmt::format("order-{}", i / 5 + (random >> 60U));
        const auto data = dataOf(i, random);
        event.id = id;
        event.type = types[i % 5];
        event.subject = event.correlation = subject;
        event.time += 1'000'000;
        event.data = data;
        step.event = writer.event(event);
        step.time = event.time;
        writer.step(step);
        if (i % 10'000 == 0) writer.publish();
    }
    if (!writer.finish()) std::abort();
    return writer.log();
}

/// What both folds need of an event's data.
bool parseData(simdjson::ondemand::object data, double &amount, std::int64_t &quantity)
{
    if (data["amount"].get(amount)) return false;
    simdjson::ondemand::array items;
    if (data["items"].get(items)) return false;
    for (auto item : items) {
        std::int64_t one = 0;
        if (item["quantity"].get(one)) return false;
        quantity += one;
    }
    return true;
}

/// Totals of the whole log, as a scenario's projection would be written for speed.
class TotalsReducer final : public Reducer
{
public:
    bool isPerSubject() const override { return false; }
    Json initialState() const override
    {
        return {{"amount", 0.0}, {"quantity", 0}, {"types", Json::object()}};
    }
    Result<void> apply(Json &state, const Event &event) const override
    {
        thread_local simdjson::ondemand::parser parser;
        thread_local std::string room;
        double amount = 0;
        std::int64_t quantity = 0;
        room.reserve(event.data.size() + simdjson::SIMDJSON_PADDING);
        room.assign(event.data);
        simdjson::ondemand::document document;
        simdjson::ondemand::object data;
        if (parser.iterate(simdjson::padded_string_view(room.data(), room.size(), room.capacity()))
                .get(document)
            || document.get_object().get(data) || !parseData(data, amount, quantity))
            return failure("not an order");
        auto &total = *state["amount"].get_ptr<double *>();
        total += amount;
        *state["quantity"].get_ptr<std::int64_t *>() += quantity;
        auto &byType = state["types"];
        const auto found = byType.find(event.type);
        if (found == byType.end())
            byType[event.type] = 1;
        else if (auto *count = found->get_ptr<std::int64_t *>())
            ++*count;
        return {};
    }
};

ProjectionPtr totals()
{
    static const auto projection =
        reducerProjection("totals-1", std::make_shared<const TotalsReducer>());
    return projection;
}

double percentile(std::vector<double> &values, double share)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void reportTimes(const std::string &name, std::vector<double> values, double goal)
{
    const auto p99 = percentile(values, 0.99) * 1e3;
    bench::report(name, p99, "ms p99",
                  fmt::format("p50 {:.3f} ms, worst {:.3f} ms, goal {}",
                              percentile(values, 0.5) * 1e3, values.back() * 1e3, goal));
}

EventSequence sequenceOf(const LogPtr &log)
{
    auto made = EventSequence::make(log, {});
    if (!made) std::abort();
    return std::move(*made);
}

void subjects(const LogPtr &log, std::uint64_t size)
{
    const auto index = log->contributions({});
    const auto building = bench::secondsOf([&] {
        if (index->upTo(log->watermark()).count() != size) std::abort();
    });
    bench::report(fmt::format("scrub.index.{}", size), building * 1e3, "ms",
                  fmt::format("{:.2f} bytes/event, once a log",
                              static_cast<double>(index->memoryUsed()) / double(size)));
    std::mt19937_64 random(1);
    std::vector<double> times;
    const Replay replay(log, mergeProjection());
    for (int i = 0; i < 2000; ++i) {
        const Position at(1 + random() % size);
        const auto subject = log->at(Position(1 + random() % at.value())).subject;
        times.push_back(bench::secondsOf([&] {
            if (replay.subjectState(subject, at)->is_null()) std::abort();
        }));
    }
    reportTimes(fmt::format("scrub.subject.{}", size), std::move(times), 5);
}

void wholeLog(const LogPtr &log, std::uint64_t size)
{
    TimelineCursor cursor(sequenceOf(log), totals());
    const auto first = bench::secondsOf([&] {
        if (!cursor.moveTo(log->watermark())) std::abort();
    });
    bench::report(fmt::format("scrub.first.{}", size), double(size) / first, "events/s",
                  fmt::format("{} snapshots, {:.1f} MB", cursor.shelf()->count(),
                              double(cursor.shelf()->bytes()) / 1e6));
    std::mt19937_64 random(2);
    std::vector<double> jumps;
    std::vector<double> forward;
    std::vector<double> back;
    const auto move = [&](Position at) {
        return bench::secondsOf([&] {
            if (!cursor.moveTo(at)) std::abort();
        });
    };
    for (int i = 0; i < 300; ++i)
        jumps.push_back(move(Position(1 + random() % size)));
    for (int i = 0; i < 20; ++i) {
        auto at = Position(1 + size / 4 + random() % (size / 2));
        move(at);
        for (int step = 0; step < 200; ++step)
            back.push_back(move(at = advanced(at, -1)));
        for (int step = 0; step < 200; ++step)
            forward.push_back(move(at = advanced(at, 1)));
    }
    reportTimes(fmt::format("scrub.step.back.{}", size), std::move(back), 2);
    reportTimes(fmt::format("scrub.step.forward.{}", size), std::move(forward), 2);
    reportTimes(fmt::format("scrub.jump.{}", size), std::move(jumps), 20);
}

/// The peer: the same events as JSON Lines in memory, parsed on demand and summed by type in plain
/// variables.
double parseSeconds(std::uint64_t size)
{
    constexpr std::uint64_t most = 1'000'000;
    const auto count = std::min(size, most);
    std::string lines;
    std::vector<std::size_t> starts;
    std::uint64_t random = 1;
    for (std::uint64_t i = 0; i < count; ++i) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        starts.push_back(lines.size());
        lines += fmt::format(R"({{"specversion":"1.0","id":"{:016x}","type":"{}",)"
                             R"("source":"order-service","subject":"order-{}",)"
                             R"("time":"2023-11-14T22:13:20.123Z","correlationid":"order-{}",)"
                             R"("data":{}}})"
                             "\n",
                             random, types[i % 5], i / 5, i / 5, dataOf(i, random));
    }
    starts.push_back(lines.size());
    lines.reserve(lines.size() + simdjson::SIMDJSON_PADDING);
    simdjson::ondemand::parser parser;
    double amount = 0;
    std::int64_t quantity = 0;
    std::unordered_map<std::string, std::int64_t> byType;
    const auto parseOne = [&](std::size_t start, std::size_t length) {
        const simdjson::padded_string_view view(lines.data() + start, length,
                                                lines.capacity() - start);
        simdjson::ondemand::document document;
        simdjson::ondemand::object data;
        std::string_view type;
        double one = 0;
        if (parser.iterate(view).get(document) || document["type"].get(type)) return false;
        ++byType[std::string(type)];
        if (document["data"].get(data) || !parseData(data, one, quantity)) return false;
        amount += one;
        return true;
    };
    const auto seconds = bench::secondsOf([&] {
        for (std::size_t i = 0; i + 1 < starts.size(); ++i)
            if (!parseOne(starts[i], starts[i + 1] - starts[i])) std::abort();
    });
    if (amount == 0 || quantity == 0) std::abort();
    return seconds * double(size) / double(count);
}

void folds(const LogPtr &log, std::uint64_t size)
{
    double ours = 1e9;
    double peer = 1e9;
    for (int round = 0; round < 3; ++round) {
        peer = std::min(peer, parseSeconds(size));
        ours = std::min(ours, bench::secondsOf([&] {
                            if (!Replay(log, totals()).state(log->watermark())) std::abort();
                        }));
    }
    const auto n = static_cast<double>(size);
    bench::report(fmt::format("fold.native.{}", size), n / ours, "events/s",
                  bench::ratioText(n / ours, n / peer, "simdjson on-demand parse", 0.5));
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<std::uint64_t> sizes;
    for (int i = 1; i < argc; ++i)
        sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    if (sizes.empty()) sizes = {10'000, 1'000'000, 10'000'000};
    for (const auto size : sizes) {
        if (size < 1000) continue;
        const auto path = (fs::temp_directory_path()
                           / fmt::format("playhead-bench-{}-{}.playhead", ::getpid(), size))
                              .string();
        const auto log = writeCase(path, size); // the file goes with the log
        subjects(log, size);
        wholeLog(log, size);
        folds(log, size);
    }
    return 0;
}
