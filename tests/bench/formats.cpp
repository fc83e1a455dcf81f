// SPDX-License-Identifier: GPL-3.0-or-later
// import: JSON Lines of CloudEvents into a log, against the least that the same work costs; and
// open.first of such a file.
#include "bench/bench.h"
#include "bench/importpeer.h"
#include "formats/logreader.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace playhead::bench {
namespace {

/// About 350 bytes an event, as in PERFORMANCE's measurements.
std::string makeLines(int first, int last)
{
    std::string text;
    for (int i = first; i < last; ++i) {
        text += fmt::format(
            R"({{"specversion":"1.0","id":"{:08x}-7b1c-4c55-9d0e-{:012x}","source":"/shop/service-{}",)"
            R"("type":"order.{}","subject":"order-{}","time":"2026-11-23T{:02}:{:02}:{:02}.{:06}Z",)"
            R"("data":{{"id":{},"customer":"Customer number {}","amount":{}.{:02},"lines":[{{"sku":"K-20",)"
            R"("qty":{}}},{{"sku":"M-07","qty":2}}],"note":"left at the door, as always"}}}})"
            "\n",
            i, i * 7919LL, i % 7, i % 11 == 0 ? "cancelled" : "placed", i / 5, i / 3600 % 24,
            i / 60 % 60, i % 60, i % 1000000, i, i % 1000, i % 500, i % 100, i % 9 + 1);
    }
    return text;
}

/// A file of such lines in the folder for temporary files, gone with this object.
class LinesFile
{
public:
    explicit LinesFile(int events)
        : m_path((std::filesystem::temp_directory_path() / "playhead-bench-import.jsonl").string())
    {
        constexpr int piece = 100'000;
        std::ofstream out(m_path, std::ios::binary);
        for (int i = 0; i < events; i += piece) {
            const auto text = makeLines(i, std::min(i + piece, events));
            out << text;
            m_bytes += text.size();
        }
        // Blank lines, so that simdjson may read a little past the last event.
        out << std::string(4096, '\n');
    }
    ~LinesFile() { std::filesystem::remove(m_path); }
    LinesFile(const LinesFile &) = delete;
    LinesFile &operator=(const LinesFile &) = delete;

    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; } ///< up to the last event

private:
    std::string m_path;
    std::size_t m_bytes = 0;
};

Rate importRate(const std::string &path, std::size_t bytes, bool durable)
{
    const auto target = temporaryCasePath();
    auto writer = LogWriter::create(
        *target, {.durable = durable, .temporary = true, .format = "cloudevents"});
    return rateOf(bytes, [&] {
        const auto format = readLog(path, **writer);
        if (!format || !(*writer)->finish()) std::fprintf(stderr, "import failed\n");
    });
}

/// All of them by turns, so that what else the machine does strikes all.
void benchImport(int events, int rounds, const std::string &name)
{
    struct Figure
    {
        const char *name;
        double goal; ///< 0: none
        std::vector<double> wall{};
        std::vector<double> processor{};

        void add(const Rate &rate)
        {
            wall.push_back(rate.wall / 1e6);
            processor.push_back(rate.processor / 1e6);
        }
    };
    std::array figures = {Figure{"peer", 0}, Figure{"peer.ids-in-place", 0}, Figure{"index", 0.7},
                          Figure{"case", 0.4}};
    const LinesFile file(events);
    for (int round = 0; round < rounds; ++round) {
        figures[0].add(peerRate(file.path(), file.bytes(), true));
        figures[1].add(peerRate(file.path(), file.bytes(), false));
        figures[2].add(importRate(file.path(), file.bytes(), false));
        figures[3].add(importRate(file.path(), file.bytes(), true));
    }
    for (const auto &figure : figures) {
        const auto against = [&](std::vector<double> Figure::*values) {
            return figure.goal == 0 ? std::string()
                                    : ratioText(median(figure.*values), median(figures[0].*values),
                                                "interned into columns, 2 threads", figure.goal);
        };
        const auto full = fmt::format("import.{}.{}", figure.name, name);
        report(full, median(figure.wall), "MB/s", against(&Figure::wall));
        report(full + ".processor", median(figure.processor), "MB/s", against(&Figure::processor));
    }
}

/// Makes visible what a reader writes, as the window does, and notes when there is a screenful.
class FirstSteps final : public LogSink
{
public:
    explicit FirstSteps(LogWriter &writer) : m_writer(writer) {}

    ParticipantId participant(std::string_view name, Role role) override
    {
        return m_writer.participant(name, role);
    }
    EventNumber event(const EventView &event) override { return m_writer.event(event); }
    void step(const StepRecord &step) override
    {
        m_writer.step(step);
        if (++m_steps % 1000 != 0) return;
        m_writer.publish();
        if (m_steps == 1000) m_first = std::chrono::steady_clock::now();
    }
    void skipped(SkippedRecord record) override { m_writer.skipped(std::move(record)); }

    [[nodiscard]] std::chrono::steady_clock::time_point first() const { return m_first; }

private:
    LogWriter &m_writer;
    std::uint64_t m_steps = 0;
    std::chrono::steady_clock::time_point m_first;
};

/// From the name of a file to its first thousand steps in the log, all that the window does before
/// its first picture; the import goes on to the end behind it.
void benchOpen(int events, int rounds, const std::string &name)
{
    const LinesFile file(events);
    std::vector<double> first;
    std::vector<double> whole;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        const auto known = recogniseLog(file.path());
        const auto target = temporaryCasePath();
        auto writer = LogWriter::create(*target, {.durable = false, .temporary = true});
        FirstSteps sink(**writer);
        const auto format = readLog(file.path(), sink);
        if (!known || !format || !(*writer)->finish()) std::fprintf(stderr, "import failed\n");
        const std::chrono::duration<double> untilFirst = sink.first() - start;
        const std::chrono::duration<double> untilEnd = std::chrono::steady_clock::now() - start;
        first.push_back(untilFirst.count() * 1e3);
        whole.push_back(untilEnd.count());
    }
    report("open.first." + name, median(first), "ms", "goal 200");
    report("open.all." + name, median(whole), "s");
    report("open.rate." + name, double(file.bytes()) / median(whole) / 1e6, "MB/s");
}

} // namespace
} // namespace playhead::bench

/// With an argument: also the import of 10 million events, for which there must be some 5 GB on the
/// disk.
int main(int count, char **)
{
    playhead::bench::benchImport(10'000, 9, "10k");
    playhead::bench::benchImport(1'000'000, 5, "1M");
    playhead::bench::benchOpen(2'900'000, 3, "1GB");
    if (count > 1) playhead::bench::benchImport(10'000'000, 3, "10M");
}
