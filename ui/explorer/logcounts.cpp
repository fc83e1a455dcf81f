// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/logcounts.h"

#include <algorithm>
#include <unordered_map>

namespace playhead {
namespace {

StepCounts countAll(const Log &log, Position watermark)
{
    StepCounts counts;
    counts.participants.resize(log.participants().size() + 1);
    if (!watermark.isValid()) return counts;
    auto sum = log.density().summarize(log.index(), Position(1), watermark);
    for (const auto &pair : sum.pairs) {
        counts.participants[pair.sender.value()] += pair.count;
        if (pair.receiver != pair.sender) counts.participants[pair.receiver.value()] += pair.count;
    }
    counts.types = std::move(sum.types);
    std::copy(sum.kinds.begin(), sum.kinds.end(), counts.kinds.begin());
    counts.failures = sum.failures;
    counts.retries = sum.retries;
    return counts;
}

/// Whether `rows` begins with all of `before`.
bool continues(const std::vector<std::uint32_t> &rows, const std::vector<std::uint32_t> &before)
{
    return before.size() <= rows.size() && std::equal(before.begin(), before.end(), rows.begin());
}

/// Adds the steps at `positions` from `begin` on; false where asked to stop.
bool addSteps(StepCounts &counts, const Log &log, const std::vector<std::uint32_t> &positions,
              std::size_t begin, const std::stop_token &stop)
{
    counts.participants.resize(log.participants().size() + 1);
    std::unordered_map<std::uint32_t, std::uint32_t> types;
    for (const auto &type : counts.types)
        types[type.type.value()] = type.count;
    for (auto i = begin; i < positions.size(); ++i) {
        if (i % 65'536 == 0 && stop.stop_requested()) return false;
        const auto step = log.at(Position(positions[i]));
        ++counts.participants[step.sender.value()];
        if (step.receiver != step.sender) ++counts.participants[step.receiver.value()];
        if (step.type.isValid()) ++types[step.type.value()];
        ++counts.kinds[static_cast<std::size_t>(step.kind)];
        counts.failures += step.failed ? 1 : 0;
        counts.retries += step.isRetry() ? 1 : 0;
    }
    counts.types.clear();
    for (const auto &[type, count] : types)
        counts.types.push_back({NameId(type), count});
    std::sort(counts.types.begin(), counts.types.end(),
              [](const auto &a, const auto &b) { return a.type < b.type; });
    return true;
}

} // namespace

std::uint64_t StepCounts::of(ParticipantId participant) const
{
    return participant.value() < participants.size() ? participants[participant.value()] : 0;
}

std::uint64_t StepCounts::of(NameId type) const
{
    const auto found = std::lower_bound(types.begin(), types.end(), type,
                                        [](const auto &a, NameId b) { return a.type < b; });
    return found != types.end() && found->type == type ? found->count : 0;
}

LogCountsPtr countLog(const Log &log, const RowMapPtr &rows, const LogCountsPtr &previous,
                      const std::stop_token &stop)
{
    auto out = std::make_shared<LogCounts>();
    out->rows = rows;
    out->whole = countAll(log, log.watermark());
    if (rows->showsAll()) {
        out->shown = countAll(log, rows->watermark());
        return out;
    }
    std::size_t begin = 0;
    if (previous && previous->rows && !previous->rows->showsAll()
        && continues(rows->positions(), previous->rows->positions())) {
        out->shown = previous->shown;
        begin = previous->rows->positions().size();
    }
    if (!addSteps(out->shown, log, rows->positions(), begin, stop)) return nullptr;
    return out;
}

} // namespace playhead
