// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/bench.h"
#include "model/timestamp.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fcntl.h>
#include <simdjson.h>
#include <sys/mman.h>
#include <unistd.h>

/// The limit of import: the least that reading CloudEvents into columns costs on two threads.
namespace playhead::bench {

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

/// What the limit of import makes of a file: the columns of its events, with payloads where they
/// lie in the file. Ids are interned too: they are what makes interning dearer than JSON.
struct Columns
{
    std::vector<std::int64_t> time;
    std::vector<std::uint32_t> source, type, subject;
    std::vector<std::uint32_t> id;        ///< where ids are interned
    std::vector<std::string_view> idText; ///< where they are not
    std::vector<std::string_view> data;
    Names names;
    std::uint64_t malformed = 0;
};

/// Reads one half of the lines into columns: no steps, no copies of payloads, no case.
inline void readColumns(std::string_view text, bool internIds, Columns &columns)
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
            if (internIds)
                columns.id.push_back(columns.names.intern(id));
            else
                columns.idText.push_back(id);
            columns.data.push_back(data);
        }
        at = end + 1;
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

inline Rate peerRate(const std::string &path, std::size_t bytes, bool internIds)
{
    return rateOf(bytes, [&] {
        const MappedFile file(path);
        const auto text = file.text().substr(0, bytes);
        const auto half = text.find('\n', text.size() / 2) + 1;
        std::array<Columns, 2> columns;
        std::jthread other([&] { readColumns(text.substr(0, half), internIds, columns[0]); });
        readColumns(text.substr(half), internIds, columns[1]);
        other.join();
        if (columns[0].malformed + columns[1].malformed != 0)
            std::fprintf(stderr, "the peer failed\n");
    });
}

} // namespace playhead::bench
