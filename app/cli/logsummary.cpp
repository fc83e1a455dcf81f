// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/logsummary.h"

namespace playhead::cli {

LogSummary summarize(const Log &log)
{
    LogSummary summary;
    summary.steps = log.watermark().value();
    summary.traffic.resize(log.participants().size());
    std::vector<bool> seenEvents(log.eventCount() + 1);
    std::vector<bool> seenSubjects(log.names().size() + 1);
    std::vector<std::uint32_t> typeSlots(log.names().size() + 1); // index in types, plus 1

    for (std::uint64_t i = 1; i <= summary.steps; ++i) {
        const auto step = log.at(Position(i));
        ++summary.kinds[static_cast<std::size_t>(step.kind)];
        summary.retries += step.isRetry() ? 1 : 0;
        ++(step.evidence == Evidence::Observed ? summary.observed : summary.inferred);
        if (step.sender.isValid()) ++summary.traffic[step.sender.value() - 1U].sent;
        if (step.receiver.isValid()) ++summary.traffic[step.receiver.value() - 1U].received;
        if (!step.event.isValid() || !carriesEvent(step.kind) || seenEvents[step.event.value()])
            continue;
        seenEvents[step.event.value()] = true;
        ++summary.events;
        if (step.subject.isValid() && !seenSubjects[step.subject.value()]) {
            seenSubjects[step.subject.value()] = true;
            ++summary.subjects;
        }
        auto &slot = typeSlots[step.type.value()];
        if (slot == 0) {
            summary.types.push_back({step.type, 0});
            slot = static_cast<std::uint32_t>(summary.types.size());
        }
        ++summary.types[slot - 1].events;
    }
    return summary;
}

} // namespace playhead::cli
