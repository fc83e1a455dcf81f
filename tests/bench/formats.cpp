// SPDX-License-Identifier: GPL-3.0-or-later
// import: JSON Lines of CloudEvents into a log, against the least that the same work costs.
#include "bench/bench.h"
#include "formats/logreader.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <sys/mman.h>
#include <unistd.h>

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

/// A file as it lies in the page cache.
class MappedFile
{
public:
    explicit MappedFile(const std::string &path)
    {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        m_size = std::filesystem::file_size(path);
        m_data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, fd, 0);
        ::close(fd);
    }
    ~MappedFile() { ::munmap(m_data, m_size); }
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;
    [[nodiscard]] std::string_view text() const
    {
        return {static_cast<const char *>(m_data), m_size};
    }

private:
    void *m_data = nullptr;
    std::size_t m_size = 0;
};

/// Texts that are kept once, in memory of their own.
class Names
{
public:
    std::uint32_t intern(std::string_view text)
    {
        const auto known = m_ids.find(text);
        if (known != m_ids.end()) return known->second;
        const auto id = std::uint32_t(m_texts.size());
        m_texts.push_back(keep(text));
        m_ids.emplace(m_texts.back(), id);
        return id;
    }
    [[nodiscard]] const std::vector<std::string_view> &texts() const { return m_texts; }

private:
    std::string_view keep(std::string_view text)
    {
        if (text.size() > m_left) {
            m_left = std::max<std::size_t>(text.size(), 1U << 18U);
            m_blocks.push_back(std::unique_ptr<char[]>(new char[m_left]));
            m_next = m_blocks.back().get();
        }
        std::memcpy(m_next, text.data(), text.size());
        const std::string_view kept(m_next, text.size());
        m_next += text.size();
        m_left -= text.size();
        return kept;
    }

    boost::unordered_flat_map<std::string_view, std::uint32_t, std::hash<std::string_view>> m_ids;
    std::vector<std::string_view> m_texts;
    std::vector<std::unique_ptr<char[]>> m_blocks;
    char *m_next = nullptr;
    std::size_t m_left = 0;
};

/// What the limit of import makes of a file: the columns of its events, with ids and payloads where
/// they lie in the file.
struct Columns
{
    std::vector<std::int64_t> time;
    std::vector<std::uint32_t> source, type, subject;
    std::vector<std::string_view> id, data;
    Names names;
    std::uint64_t malformed = 0;
};

/// Reads one half of the lines into columns: no steps, no copies of payloads, no case.
void readColumns(std::string_view text, Columns &columns)
{
    simdjson::ondemand::parser parser;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        simdjson::ondemand::document document;
        simdjson::ondemand::object object;
        std::string_view id, type, source, subject, time, data;
        auto error =
            parser.iterate(text.data() + at, end - at, end - at + simdjson::SIMDJSON_PADDING)
                .get(document);
        if (!error) error = document.get_object().get(object);
        if (!error) {
            for (auto field : object) {
                std::string_view key;
                if ((error = field.unescaped_key().get(key))) break;
                simdjson::ondemand::object payload;
                if (key == "data") {
                    error = field.value().get_object().get(payload);
                    if (!error) error = payload.raw_json().get(data);
                } else if (key == "time")
                    error = field.value().get_string().get(time);
                else if (key == "source")
                    error = field.value().get_string().get(source);
                else if (key == "type")
                    error = field.value().get_string().get(type);
                else if (key == "subject")
                    error = field.value().get_string().get(subject);
                else if (key == "id")
                    error = field.value().get_string().get(id);
                if (error) break;
            }
        }
        if (error) {
            ++columns.malformed;
        } else {
            columns.time.push_back(parseTimestamp(time).value_or(0));
            columns.source.push_back(columns.names.intern(source));
            columns.type.push_back(columns.names.intern(type));
            columns.subject.push_back(columns.names.intern(subject));
            columns.id.push_back(id);
            columns.data.push_back(data);
        }
        at = end + 1;
    }
}

/// Gives the names of one half the numbers that they have in the other: only then are the two one
/// set of columns.
void renumber(Columns &half, Names &names)
{
    std::vector<std::uint32_t> numbers;
    for (const auto text : half.names.texts())
        numbers.push_back(names.intern(text));
    for (auto *column : {&half.source, &half.type, &half.subject}) {
        for (auto &name : *column)
            name = numbers[name];
    }
}

/// Bytes a second, by the clock and by the time of all processors together.
struct Rate
{
    double wall = 0;
    double processor = 0;
};

template <class F> Rate rateOf(std::size_t bytes, F &&work)
{
    const double start = computed();
    const double wall = secondsOf(std::forward<F>(work));
    return {double(bytes) / wall, double(bytes) / (computed() - start)};
}

Rate peerRate(const std::string &path, std::size_t bytes)
{
    return rateOf(bytes, [&] {
        const MappedFile file(path);
        const auto text = file.text().substr(0, bytes);
        const auto half = text.find('\n', text.size() / 2) + 1;
        std::array<Columns, 2> columns;
        std::jthread other([&] { readColumns(text.substr(0, half), columns[0]); });
        readColumns(text.substr(half), columns[1]);
        other.join();
        renumber(columns[1], columns[0].names);
        if (columns[0].malformed + columns[1].malformed != 0)
            std::fprintf(stderr, "the peer failed\n");
    });
}

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
    const auto path = std::filesystem::temp_directory_path() / "playhead-bench-import.jsonl";
    std::size_t bytes = 0;
    {
        const auto text = makeLines(events);
        bytes = text.size();
        // Blank lines, so that simdjson may read a little past the last event.
        std::ofstream(path, std::ios::binary) << text << std::string(4096, '\n');
    }
    std::array<std::vector<double>, 3> wall;
    std::array<std::vector<double>, 3> processor;
    for (int round = 0; round < rounds; ++round) {
        const std::array rates = {peerRate(path.string(), bytes),
                                  importRate(path.string(), bytes, false),
                                  importRate(path.string(), bytes, true)};
        for (std::size_t i = 0; i < rates.size(); ++i) {
            wall[i].push_back(rates[i].wall / 1e6);
            processor[i].push_back(rates[i].processor / 1e6);
        }
    }
    std::filesystem::remove(path);
    constexpr std::array names = {"peer", "index", "case"};
    constexpr std::array goals = {1.0, 0.7, 0.4};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto figure = fmt::format("import.{}.{}", names[i], name);
        const auto against = [&](const auto &figures) {
            return i == 0 ? std::string()
                          : ratioText(median(figures[i]), median(figures[0]),
                                      "interned into columns, 2 threads", goals[i]);
        };
        report(figure, median(wall[i]), "MB/s", against(wall));
        report(figure + ".processor", median(processor[i]), "MB/s", against(processor));
    }
}

} // namespace
} // namespace playhead::bench

int main()
{
    playhead::bench::benchImport(10'000, 9, "10k");
    playhead::bench::benchImport(1'000'000, 5, "1M");
}
