// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/keptsnapshots.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace playhead {
namespace {

/// Names the sequence so that it holds from run to run: participant ids are those of the case, and
/// their names say so too.
std::string sequenceName(const Log &log, Observer observer)
{
    if (observer.isLog()) return "log";
    return fmt::format(
        "{}{}", observer.idempotent ? "once:" : "all:", log.participantName(observer.consumer));
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value)
{
    // The finaliser of MurmurHash3 (Appleby, public domain).
    hash ^= value;
    hash *= 0xff51afd7ed558ccdU;
    return hash ^ (hash >> 33U);
}

std::uint64_t mixed(std::uint64_t hash, std::string_view text)
{
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3U; // FNV-1a
    }
    return mixed(hash, text.size());
}

/// A running digest of a log's steps; positions must ascend.
class PrefixDigest
{
public:
    explicit PrefixDigest(const Log &log) : m_log(log) {}

    /// Of everything up to `at`. None where that is not in the log, cannot be read, or when asked
    /// to stop.
    std::optional<std::uint64_t> upTo(Position at, const std::stop_token &stop)
    {
        if (!at.isValid() || at > m_log.watermark() || at.value() < m_done) return std::nullopt;
        while (m_done < at.value()) {
            if (stop.stop_requested()) return std::nullopt;
            const auto &chunk = *m_log.index().chunk(m_done >> FlowIndex::chunkShift);
            const auto first = m_done & (FlowIndex::chunkSize - 1);
            const auto count =
                std::min<std::uint64_t>(FlowIndex::chunkSize - first, at.value() - m_done);
            for (auto i = first; i < first + count; ++i) {
                m_hash = mixed(m_hash, static_cast<std::uint64_t>(chunk.time[i]));
                m_hash = mixed(m_hash, std::uint64_t(chunk.event[i]) << 32U | chunk.type[i]);
                m_hash = mixed(m_hash, std::uint64_t(chunk.subject[i]) << 32U
                                           | std::uint64_t(chunk.sender[i]) << 16U
                                           | chunk.kindAndFlags[i]);
            }
            m_done += count;
        }
        const auto event = m_log.event(m_log.at(at).event);
        if (!event) return std::nullopt;
        auto hash = m_hash;
        for (const auto *text : {&event->id, &event->type, &event->subject, &event->data})
            hash = mixed(hash, *text);
        return hash;
    }

private:
    const Log &m_log;
    std::uint64_t m_hash = 0;
    std::uint64_t m_done = 0;
};

std::string problemsText(const FoldProblems &problems)
{
    if (problems.count == 0) return "{}";
    const Json json = {{"count", problems.count},
                       {"position", problems.first.position.value()},
                       {"reason", problems.first.reason},
                       {"line", problems.first.line},
                       {"column", problems.first.column}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<FoldProblems> problemsFrom(const std::string &text)
{
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    FoldProblems problems;
    const auto number = [&json](const char *key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
    };
    problems.count = number("count");
    problems.first.position = Position(number("position"));
    problems.first.line = static_cast<int>(number("line"));
    problems.first.column = static_cast<int>(number("column"));
    if (const auto reason = json.find("reason"); reason != json.end() && reason->is_string())
        problems.first.reason = reason->get<std::string>();
    return problems;
}

} // namespace

Result<std::size_t> KeptSnapshots::load(const Log &log, const Projection &projection,
                                        Observer observer, SnapshotShelf &shelf,
                                        const std::stop_token &stop) const
{
    const auto stored = m_case.load(projection.fingerprint(), sequenceName(log, observer));
    if (!stored) return tl::unexpected(stored.error());
    std::size_t good = 0;
    if (stored->empty()) return good;
    const auto all = log.contributions(observer)->upTo(log.watermark(), stop);
    PrefixDigest digest(log);
    for (const auto &snapshot : *stored) {
        const bool fits = snapshot.events > 0 && snapshot.events <= all.count()
                          && all.at(snapshot.events - 1) == snapshot.position
                          && digest.upTo(snapshot.position, stop) == snapshot.prefix;
        // What is wrong before it is wrong behind it, too.
        if (!fits) break;
        auto problems = problemsFrom(snapshot.problems);
        auto state = projection.decodeSnapshot(snapshot.state);
        if (!state || !problems) continue;
        if (shelf.put({snapshot.events, std::move(state), std::move(*problems)})) ++good;
    }
    return good;
}

Result<void> KeptSnapshots::save(const Log &log, const Projection &projection, Observer observer,
                                 const SnapshotShelf &shelf, const std::stop_token &stop)
{
    SnapshotShelf chosen(m_maxBytes);
    for (auto &entry : shelf.all())
        chosen.put(std::move(entry));
    const auto all = log.contributions(observer)->upTo(log.watermark(), stop);
    PrefixDigest digest(log);
    std::vector<StoredSnapshot> snapshots;
    std::size_t bytes = 0;
    for (const auto &entry : chosen.all()) {
        if (entry.index == 0 || entry.index > all.count()) continue;
        StoredSnapshot snapshot;
        snapshot.events = entry.index;
        snapshot.position = all.at(entry.index - 1);
        const auto prefix = digest.upTo(snapshot.position, stop);
        if (stop.stop_requested()) return {};
        if (!prefix) break;
        snapshot.prefix = *prefix;
        snapshot.problems = problemsText(entry.problems);
        snapshot.state = entry.state->encoded();
        bytes += snapshot.state.size();
        if (bytes > 2 * m_maxBytes) break; // encoded, they may be larger than they said
        snapshots.push_back(std::move(snapshot));
    }
    return m_case.save(projection.fingerprint(), sequenceName(log, observer), snapshots);
}

} // namespace playhead
