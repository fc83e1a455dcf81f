// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/logcomparison.h"

#include "replay/eventfeed.h"
#include "replay/replay.h"
#include "replay/shownstep.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace playhead {
namespace {

constexpr std::uint64_t stepsBetweenLooks = 1024;

/// What a state became, and where.
struct StateChange
{
    Position position;
    std::size_t hash;
};
using History = std::vector<StateChange>;

/// The histories of some partitions of a log, of one subject or of all.
Result<std::vector<History>> historiesOf(const LogPtr &log, const ProjectionPtr &projection,
                                         const std::optional<std::string> &subject,
                                         const std::vector<std::string> &partitions,
                                         const std::stop_token &stop)
{
    auto sequence = EventSequence::make(log, {{}, {}, subject}, stop);
    if (!sequence) return tl::unexpected(sequence.error());
    std::vector<History> histories(partitions.size());
    if (!sequence->extend(log->watermark(), stop)) return histories;
    const auto fold = projection->start();
    const std::hash<Json> hash;
    std::vector<std::size_t> last(partitions.size(), hash(Json()));
    SequenceNumbers numbers;
    FoldProblems problems;
    EventFeed feed(*sequence, numbers, 0, sequence->countUpTo(log->watermark()));
    while (!stop.stop_requested()) {
        const auto batch = feed.next();
        if (!batch) return tl::unexpected(batch.error());
        if (!*batch) break;
        for (const auto &event : (*batch)->folded) {
            fold->apply(std::span(&event, 1), problems, stop);
            for (std::size_t i = 0; i < partitions.size(); ++i) {
                const auto now = hash(partitionState(*fold, partitions[i]));
                if (now == last[i]) continue;
                last[i] = now;
                histories[i].push_back({event.position, now});
            }
        }
    }
    return histories;
}

void setStart(PartitionDivergence &divergence, const History &one, const History &other)
{
    const auto [first, second] =
        std::ranges::mismatch(one, other, {}, &StateChange::hash, &StateChange::hash);
    if (first != one.end()) divergence.from = first->position;
    if (second != other.end()) divergence.otherFrom = second->position;
}

Result<void> findStarts(const LogPtr &log, const LogPtr &other, const ProjectionPtr &projection,
                        std::span<PartitionDivergence> divergences,
                        const std::optional<std::string> &subject, const std::stop_token &stop)
{
    std::vector<std::string> partitions;
    for (const auto &divergence : divergences)
        partitions.push_back(divergence.partition);
    const auto one = historiesOf(log, projection, subject, partitions, stop);
    if (!one) return tl::unexpected(one.error());
    const auto two = historiesOf(other, projection, subject, partitions, stop);
    if (!two) return tl::unexpected(two.error());
    for (std::size_t i = 0; i < divergences.size(); ++i)
        setStart(divergences[i], (*one)[i], (*two)[i]);
    return {};
}

} // namespace

Result<std::optional<StepDivergence>> firstDifferingStep(const LogPtr &log, const LogPtr &other,
                                                         const std::stop_token &stop)
{
    StepReader steps(log);
    StepReader others(other);
    const auto end = std::min(log->watermark(), other->watermark());
    for (std::uint64_t p = 1; p <= end.value(); ++p) {
        if (p % stepsBetweenLooks == 0 && stop.stop_requested()) return std::nullopt;
        const auto one = steps.at(Position(p));
        if (!one) return tl::unexpected(one.error());
        const auto two = others.at(Position(p));
        if (!two) return tl::unexpected(two.error());
        auto what = stepDifference(*one, *two);
        if (!what.empty()) return StepDivergence{Position(p), std::move(what)};
    }
    if (log->watermark() == other->watermark()) return std::nullopt;
    return StepDivergence{Position(end.value() + 1), end == log->watermark()
                                                         ? "only the second log goes on"
                                                         : "only the first log goes on"};
}

Result<std::vector<PartitionDivergence>> compareStates(const LogPtr &log, const LogPtr &other,
                                                       const ProjectionPtr &projection,
                                                       const std::stop_token &stop,
                                                       FoldProblems *problems)
{
    std::vector<PartitionDivergence> divergences;
    const auto one = Replay(log, projection).fold(log->watermark(), stop, problems);
    if (!one) return tl::unexpected(one.error());
    const auto two = Replay(other, projection).fold(other->watermark(), stop, problems);
    if (!two) return tl::unexpected(two.error());
    if (!*one || !*two) return divergences;
    for (auto &change : changedPartitions(**one, **two))
        divergences.push_back({std::move(change), {}});
    if (divergences.empty()) return divergences;
    if (!projection->isPerSubject()) {
        auto found = findStarts(log, other, projection, divergences, {}, stop);
        if (!found) return tl::unexpected(found.error());
        return divergences;
    }
    for (auto &divergence : divergences) {
        auto found = findStarts(log, other, projection, std::span(&divergence, 1),
                                divergence.partition, stop);
        if (!found) return tl::unexpected(found.error());
    }
    return divergences;
}

} // namespace playhead
