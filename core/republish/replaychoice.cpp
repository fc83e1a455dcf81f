// SPDX-License-Identifier: GPL-3.0-or-later
#include "republish/replaychoice.h"

#include "transports/eventheaders.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t batchSize = 1024;
constexpr double slowest = 0.001;
constexpr double fastest = 1'000'000;

/// What somebody publishes to itself is on no channel.
bool isNote(const Step &step)
{
    return step.sender == step.receiver;
}

} // namespace

Duration ReplayChoice::lengthAt(double speed) const
{
    return speed == 0 ? 0 : static_cast<Duration>(static_cast<double>(length) / speed);
}

Result<ReplayChoice> chooseForReplay(const Log &log, const ReplayWish &wish,
                                     const std::stop_token &stop)
{
    ReplayChoice choice;
    if (!log.watermark().isValid()) return choice;
    const auto first = wish.first.isValid() ? wish.first : Position(1);
    const auto last = wish.last.isValid() ? std::min(wish.last, log.watermark()) : log.watermark();
    std::vector<std::uint32_t> matching;
    if (first <= last) wish.filter.evaluate(log, first, last, matching, stop);
    std::erase_if(matching, [&](std::uint32_t position) {
        const auto step = log.at(Position(position));
        if (step.kind != StepKind::Publish || !step.event.isValid()) return true;
        choice.notes += isNote(step) ? 1U : 0U;
        return isNote(step);
    });
    std::vector<EventNumber> numbers;
    std::vector<Event> events(batchSize);
    Timestamp begin = 0;
    for (std::size_t done = 0; done < matching.size() && !stop.stop_requested();
         done += batchSize) {
        const auto batch =
            std::span(matching).subspan(done, std::min(batchSize, matching.size() - done));
        numbers.clear();
        for (const auto position : batch)
            numbers.push_back(log.at(Position(position)).event);
        const auto read = std::span(events).first(batch.size());
        if (auto outcome = log.readEvents(numbers, read); !outcome)
            return tl::unexpected(outcome.error());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!wish.again && isReplayed(read[i])) {
                ++choice.replayed;
                continue;
            }
            const auto step = log.at(Position(batch[i]));
            if (choice.positions.empty()) begin = step.time;
            choice.length = std::max(choice.length, step.time - begin);
            choice.positions.push_back(batch[i]);
            ++choice.channels[std::string(log.participantName(step.receiver))];
        }
    }
    return choice;
}

Result<double> parseSpeed(std::string_view text)
{
    if (text == "max") return 0.0;
    auto number = text;
    if (number.ends_with('x')) number.remove_suffix(1);
    double speed = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), speed);
    if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(speed)
        || speed < slowest || speed > fastest)
        return failure(fmt::format("'{}' is no speed. Write how many times as fast as recorded, "
                                   "such as 1, 0.5 or 10x, or max.",
                                   text));
    return speed;
}

} // namespace playhead
