// SPDX-License-Identifier: GPL-3.0-or-later
// import: JSON Lines of CloudEvents into a log, against the least that the same work costs.
#include "bench/bench.h"
#include "formats/logreader.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>
#include <simdjson.h>

namespace playhead::bench {
namespace {

/// About 350 bytes an event, as in PERFORMANCE's measurements.
std::string makeLines(int events)
{
    std::string text;
    for (int i = 0; i < events; ++i) {
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

struct Columns
{
    std::vector<std::int64_t> time;
    std::vector<std::uint32_t> source, type, subject, id;
    boost::unordered_flat_map<std::string_view, std::uint32_t> names;

    std::uint32_t intern(std::string_view text)
    {
        return names.try_emplace(text, static_cast<std::uint32_t>(names.size())).first->second;
    }
};

/// Reads one half of the lines into columns: no steps, no payloads, no errors, no file.
void readColumns(std::string_view text, Columns &columns)
{
    simdjson::ondemand::parser parser;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = text.find('\n', at);
        simdjson::ondemand::document document;
        if (parser.iterate(text.data() + at, end - at, end - at + simdjson::SIMDJSON_PADDING)
                .get(document)
            == simdjson::SUCCESS) {
            for (auto field : document.get_object()) {
                const std::string_view key = field.unescaped_key();
                if (key == "data" || key == "specversion") continue;
                const std::string_view raw = field.value().raw_json_token();
                if (key == "time")
                    columns.time.push_back(
                        parseTimestamp(raw.substr(1, raw.rfind('"') - 1)).value_or(0));
                else if (key == "source")
                    columns.source.push_back(columns.intern(raw));
                else if (key == "type")
                    columns.type.push_back(columns.intern(raw));
                else if (key == "subject")
                    columns.subject.push_back(columns.intern(raw));
            }
        }
        at = end + 1;
    }
}

double peerRate(const std::string &text)
{
    const std::string padded = text + std::string(simdjson::SIMDJSON_PADDING, ' ');
    const auto half = text.find('\n', text.size() / 2) + 1;
    std::array<Columns, 2> columns;
    const double seconds = secondsOf([&] {
        std::jthread other([&] { readColumns({padded.data(), half}, columns[0]); });
        readColumns({padded.data() + half, text.size() - half}, columns[1]);
        other.join();
    });
    return static_cast<double>(text.size()) / seconds;
}

double importRate(const std::string &path, std::size_t bytes, bool durable)
{
    const auto target = temporaryCasePath();
    auto writer = LogWriter::create(
        *target, {.durable = durable, .temporary = true, .format = "cloudevents"});
    const double seconds = secondsOf([&] {
        const auto format = readLog(path, **writer);
        if (!format || !(*writer)->finish()) std::fprintf(stderr, "import failed\n");
    });
    return static_cast<double>(bytes) / seconds;
}

void benchImport(int events, const std::string &name)
{
    const auto text = makeLines(events);
    const auto path = std::filesystem::temp_directory_path() / "playhead-bench-import.jsonl";
    std::ofstream(path, std::ios::binary) << text;
    const double peer = peerRate(text);
    report("import.peer." + name, peer / 1e6, "MB/s");
    const double index = importRate(path.string(), text.size(), false);
    report("import.index." + name, index / 1e6, "MB/s",
           ratioText(index, peer, "interned into columns, 2 threads", 0.7));
    const double complete = importRate(path.string(), text.size(), true);
    report("import.case." + name, complete / 1e6, "MB/s",
           ratioText(complete, peer, "interned into columns, 2 threads", 0.4));
    std::filesystem::remove(path);
}

} // namespace
} // namespace playhead::bench

int main()
{
    playhead::bench::benchImport(10'000, "10k");
    playhead::bench::benchImport(1'000'000, "1M");
}
