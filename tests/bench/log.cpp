// SPDX-License-Identifier: GPL-3.0-or-later
// Rows record, open.first, open.all and memory of PERFORMANCE.md. Arguments: numbers of steps
// (default: 10 thousand, 1 million and 10 million).
#include "bench/bench.h"
#include "log/casereader.h"
#include "log/logwriter.h"
#include "model/timestamp.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>
#include <zstd.h>

using namespace playhead;

namespace {

namespace fs = std::filesystem;

/// Events as a shop publishes them: about 350 bytes each as a line of JSON, of which 170 are data.
class Shop
{
public:
    const EventView &next()
    {
        ++m_count;
        static const char *const types[] = {"order.placed", "payment.captured", "stock.reserved",
                                            "shipment.created", "payment.failed"};
        m_random = m_random * 6364136223846793005U + 1442695040888963407U;
        const auto order = m_count / 5 + 1;
        m_id = fmt::format("{:016x}", m_random);
        m_subject = fmt::format("order-{}", order);
        m_data = fmt::format(R"({{"order":{},"customer":"customer-{}","amount":{}.{:02},)"
                             R"("currency":"EUR","items":[{{"sku":"sku-{}","quantity":{}}}],)"
                             R"("address":{{"city":"Rotterdam","street":"Kade {}"}},"note":""}})",
                             order, order * 7919 % 100'000, m_random >> 54U, m_random >> 40U & 63U,
                             m_random >> 30U & 1023U, (m_random >> 20U & 3U) + 1,
                             m_random >> 44U & 511U);
        m_time += 1'000'000 + static_cast<Timestamp>(m_random >> 44U) / 1000 * 1000;
        m_view.id = m_id;
        m_view.type = types[m_count % 5];
        m_view.source = "order-service";
        m_view.subject = m_subject;
        m_view.correlation = m_subject;
        m_view.time = m_time;
        m_view.encoding = DataEncoding::Json;
        m_view.data = m_data;
        return m_view;
    }

private:
    std::uint64_t m_count = 0;
    std::uint64_t m_random = 1;
    Timestamp m_time = 1'700'000'000'000'000'000;
    std::string m_id;
    std::string m_subject;
    std::string m_data;
    EventView m_view;
};

std::string jsonLine(const EventView &event)
{
    return fmt::format(R"({{"specversion":"1.0","id":"{}","type":"{}","source":"{}",)"
                       R"("subject":"{}","time":"{}","correlationid":"{}","data":{}}})"
                       "\n",
                       event.id, event.type, event.source, event.subject,
                       formatTimestamp(event.time), event.correlation, event.data);
}

/// The same text for both writers, made beforehand so that making it is not measured.
struct Batch
{
    std::vector<std::string> texts; // what the views point into
    std::vector<EventView> events;
    std::string lines;
};

Batch batchOf(Shop &shop, std::size_t count)
{
    Batch batch;
    batch.texts.reserve(count * 3);
    for (std::size_t i = 0; i < count; ++i) {
        auto view = shop.next();
        batch.lines += jsonLine(view);
        for (auto *text : {&view.id, &view.subject, &view.data}) {
            batch.texts.emplace_back(*text);
            *text = batch.texts.back();
        }
        view.correlation = view.subject;
        batch.events.push_back(view);
    }
    return batch;
}

/// The limit: blocks of a thousand events, their raw bytes compressed with zstd level 1, a row
/// each.
class BareWriter
{
public:
    explicit BareWriter(const std::string &path) : m_context(ZSTD_createCCtx())
    {
        sqlite3_open(path.c_str(), &m_database);
        run("PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA wal_autocheckpoint=2000; CREATE TABLE b(id INTEGER PRIMARY KEY, data BLOB)");
        sqlite3_prepare_v2(m_database, "INSERT INTO b(data) VALUES(?)", -1, &m_insert, nullptr);
    }
    ~BareWriter() { close(); }
    BareWriter(const BareWriter &) = delete;
    BareWriter &operator=(const BareWriter &) = delete;

    void write(const Batch &batch)
    {
        run("BEGIN");
        for (std::size_t i = 0; i < batch.events.size();) {
            m_raw.clear();
            for (const auto end = std::min(i + 1000, batch.events.size()); i < end; ++i) {
                const auto &event = batch.events[i];
                for (const auto text : {event.id, event.type, event.source, event.subject,
                                        event.correlation, event.data})
                    m_raw.append(text);
                m_raw.append(reinterpret_cast<const char *>(&event.time), sizeof event.time);
            }
            m_packed.resize(ZSTD_compressBound(m_raw.size()));
            const auto size = ZSTD_compressCCtx(m_context, m_packed.data(), m_packed.size(),
                                                m_raw.data(), m_raw.size(), 1);
            sqlite3_bind_blob64(m_insert, 1, m_packed.data(), size, SQLITE_STATIC);
            sqlite3_step(m_insert);
            sqlite3_reset(m_insert);
        }
        run("COMMIT");
    }

    void close()
    {
        sqlite3_finalize(std::exchange(m_insert, nullptr));
        sqlite3_close(std::exchange(m_database, nullptr));
        ZSTD_freeCCtx(std::exchange(m_context, nullptr));
    }

private:
    void run(const char *sql) { sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr); }

    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_insert = nullptr;
    ZSTD_CCtx *m_context;
    std::string m_raw;
    std::string m_packed;
};

void record(const std::string &folder, std::uint64_t events)
{
    const auto bare = folder + "/bare.db";
    const auto path = folder + "/record.playhead";
    constexpr std::size_t batchSize = 20'000;
    double bareSeconds = 0;
    double ourSeconds = 0;
    std::uint64_t jsonBytes = 0;
    {
        Shop shop;
        BareWriter limit(bare);
        auto writer = LogWriter::create(path);
        if (!writer) std::abort();
        auto &ours = **writer;
        const auto sender = ours.participant("order-service", Role::Producer);
        const auto channel = ours.participant("orders", Role::Channel);
        for (std::uint64_t done = 0; done < events; done += batchSize) {
            const auto batch = batchOf(
                shop, static_cast<std::size_t>(std::min<std::uint64_t>(batchSize, events - done)));
            jsonBytes += batch.lines.size();
            bareSeconds += bench::secondsOf([&] { limit.write(batch); });
            ourSeconds += bench::secondsOf([&] {
                for (const auto &event : batch.events) {
                    StepRecord step;
                    step.event = ours.event(event);
                    step.time = event.time;
                    step.sender = sender;
                    step.receiver = channel;
                    ours.step(step);
                }
                if (!ours.flush()) std::abort();
            });
        }
        bareSeconds += bench::secondsOf([&] { limit.close(); });
        ourSeconds += bench::secondsOf([&] {
            if (!ours.finish()) std::abort();
        });
    }
    const auto n = static_cast<double>(events);
    const auto name = fmt::format("record.{}", events);
    bench::report(name, n / ourSeconds, "events/s",
                  bench::ratioText(n / ourSeconds, n / bareSeconds, "SQLite + zstd-1 blocks", 0.7));
    const auto size = static_cast<double>(fs::file_size(path));
    bench::report(name + ".size", size / n, "bytes/event",
                  bench::ratioText(size, static_cast<double>(jsonBytes), "JSON Lines", 0.25));
    fs::remove(bare);
    fs::remove(path);
}

/// A flow: each event published once and delivered to three consumers, who answer.
void writeFlow(const std::string &path, std::uint64_t steps)
{
    auto made = LogWriter::create(path, {.durable = false});
    if (!made) std::abort();
    auto &writer = **made;
    const auto sender = writer.participant("order-service", Role::Producer);
    const auto channel = writer.participant("orders", Role::Channel);
    const ParticipantId consumers[] = {writer.participant("payment", Role::Consumer),
                                       writer.participant("inventory", Role::Consumer),
                                       writer.participant("shipping", Role::Consumer)};
    Shop shop;
    StepRecord step;
    std::uint64_t done = 0;
    const auto add = [&](StepKind kind, ParticipantId from, ParticipantId to) {
        if (done == steps) return;
        ++done;
        step.kind = kind;
        step.sender = from;
        step.receiver = to;
        step.attempt = kind == StepKind::Deliver ? 1 : 0;
        step.time += 1 + static_cast<Timestamp>(done * 7919 % 400'000);
        writer.step(step);
    };
    while (done < steps) {
        const auto &event = shop.next();
        step.event = writer.event(event);
        step.time = std::max(step.time, event.time);
        add(StepKind::Publish, sender, channel);
        for (const auto consumer : consumers) {
            add(StepKind::Deliver, channel, consumer);
            add(done % 97 == 0 ? StepKind::Nack : StepKind::Ack, consumer, channel);
        }
        if (done % 1000 == 0) writer.publish();
    }
    if (!writer.finish()) std::abort();
}

/// Reads and decompresses the blocks and nothing else: what no loader can beat.
double scanSeconds(const std::string &path)
{
    return bench::secondsOf([&] {
        sqlite3 *database = nullptr;
        sqlite3_stmt *rows = nullptr;
        sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
        sqlite3_prepare_v2(database, "SELECT columns FROM blocks ORDER BY id", -1, &rows, nullptr);
        auto *context = ZSTD_createDCtx();
        std::string raw;
        while (sqlite3_step(rows) == SQLITE_ROW) {
            const auto *bytes = sqlite3_column_blob(rows, 0);
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(rows, 0));
            raw.resize(ZSTD_getFrameContentSize(bytes, size));
            ZSTD_decompressDCtx(context, raw.data(), raw.size(), bytes, size);
        }
        ZSTD_freeDCtx(context);
        sqlite3_finalize(rows);
        sqlite3_close(database);
    });
}

void open(const std::string &folder, std::uint64_t steps)
{
    const auto path = folder + "/open.playhead";
    writeFlow(path, steps);
    double first = 1e9;
    double all = 1e9;
    double scan = 1e9;
    const auto n = static_cast<double>(steps);
    for (int round = 0; round < 3; ++round) {
        scan = std::min(scan, scanSeconds(path));
        const auto start = std::chrono::steady_clock::now();
        const auto since = [&start] {
            return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        };
        auto reader = CaseReader::open(path);
        if (!reader) std::abort();
        first = std::min(first, since());
        if (!(*reader)->load()) std::abort();
        all = std::min(all, since());
        const auto &log = *(*reader)->log();
        if (log.watermark().value() != steps) std::abort();
        if (round != 0) continue;
        const auto columns = static_cast<double>(log.index().memoryUsed());
        const auto pyramid = static_cast<double>(log.density().memoryUsed());
        // Columns come in chunks of 65,536 steps whose unused pages are never touched.
        const auto name = fmt::format("memory.{}", steps);
        const auto used = steps < FlowIndex::chunkSize ? n * 30 : columns;
        bench::report(name, (used + pyramid) / n, "bytes/step",
                      fmt::format("columns {:.2f}, pyramid {:.2f}, goal 32; names {:.2f}", used / n,
                                  pyramid / n, static_cast<double>(log.names().memoryUsed()) / n));
        std::vector<double> reads;
        const auto count = log.eventCount();
        for (std::uint64_t i = 1; i <= 1000; ++i) {
            const auto number = static_cast<std::uint32_t>(i * 2654435761U % count + 1);
            reads.push_back(bench::secondsOf([&] {
                if (!log.event(EventNumber(number))) std::abort();
            }));
        }
        std::sort(reads.begin(), reads.end());
        bench::report(fmt::format("event.{}", steps), reads[990] * 1e3, "ms p99",
                      fmt::format("p50 {:.3f} ms, goal 1", reads[500] * 1e3));
        const auto slices = bench::secondsOf([&] {
            if (log.density().slice(log.index(), Position(1), Position(steps), 1000).size() != 1000)
                std::abort();
        });
        bench::report(fmt::format("slice.{}", steps), slices * 1e3, "ms", "1,000 buckets");
    }
    bench::report(fmt::format("open.first.{}", steps), first * 1e3, "ms", "goal 150");
    bench::report(fmt::format("open.all.{}", steps), all, "s",
                  bench::ratioText(scan, all, "block scan and decompress", 1) + " s for 10 M");
    fs::remove(path);
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<std::uint64_t> sizes;
    for (int i = 1; i < argc; ++i)
        sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    if (sizes.empty()) sizes = {10'000, 1'000'000, 10'000'000};
    const auto folder =
        (fs::temp_directory_path() / fmt::format("playhead-bench-{}", ::getpid())).string();
    fs::create_directories(folder);
    for (const auto size : sizes) {
        if (size == 0) continue;
        record(folder, std::min<std::uint64_t>(size, 3'000'000));
        open(folder, size);
    }
    fs::remove_all(folder);
    return 0;
}
