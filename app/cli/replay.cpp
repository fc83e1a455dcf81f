// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/interruption.h"
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/sourcechoice.h"
#include "query/place.h"
#include "republish/logreplay.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

constexpr std::chrono::milliseconds glance{100}; ///< how often signals are looked at

Result<ReplayWish> wishFrom(const Log &log, const ReplayOptions &options)
{
    ReplayWish wish;
    auto filter = Filter::parse(options.filter);
    if (!filter)
        return tl::unexpected(
            markedError("The filter is not complete", options.filter, filter.error()));
    wish.filter = std::move(*filter);
    wish.again = options.again;
    if (!log.watermark().isValid()) return wish;
    const auto first = parsePlace(log, options.from, Position(1));
    if (!first) return tl::unexpected(first.error());
    const auto last = parsePlace(log, options.to, *first);
    if (!last) return tl::unexpected(last.error());
    wish.first = *first;
    wish.last = *last;
    return wish;
}

Json choiceJson(const ReplayOptions &options, const SourceUrl &target, const ReplayChoice &choice,
                double speed)
{
    return {{"log", options.input.path},
            {"target", target.text()},
            {"events", choice.positions.size()},
            {"channels", choice.channels},
            {"leftOut", {{"replayed", choice.replayed}, {"notes", choice.notes}}},
            {"seconds", static_cast<double>(choice.lengthAt(speed))
                            / static_cast<double>(nanosecondsPerSecond)},
            {"dryRun", options.dryRun}};
}

void printLeftOut(const ReplayChoice &choice)
{
    if (choice.replayed > 0)
        fmt::print("Left out: {} that a replay or a bridge has published already; --again "
                   "publishes them too.\n",
                   choice.replayed);
    if (choice.notes > 0)
        fmt::print("Left out: {} by which sources told of themselves.\n", choice.notes);
}

void printChoice(const ReplayChoice &choice, const SourceUrl &target, double speed)
{
    fmt::print("Would publish {} events to {}", choice.positions.size(), target.text());
    if (speed == 0)
        fmt::print(", as fast as possible.\n");
    else
        fmt::print(", within {}.\n", formatDuration(choice.lengthAt(speed)));
    for (const auto &[channel, count] : choice.channels)
        fmt::print("  {:>8}  {}\n", count, channel);
    printLeftOut(choice);
}

ReplayProgress publish(const LogPtr &log, const ReplayChoice &choice,
                       std::unique_ptr<Target> target, double speed, const std::string &marker)
{
    const Interruption interruption;
    Progress shown("Publishing");
    std::mutex mutex;
    std::condition_variable wake;
    playhead::ReplayOptions options;
    options.speed = speed;
    options.marker = marker;
    options.changed = [&mutex, &wake] {
        const std::lock_guard lock(mutex);
        wake.notify_all();
    };
    LogReplay replay(log, choice, std::move(target), std::move(options));
    std::unique_lock lock(mutex);
    while (!hasEnded(replay.progress().state)) {
        wake.wait_for(lock, glance);
        const auto progress = replay.progress();
        shown.update(progress.sent, progress.total);
        if (interruption.isAsked()) replay.cancel();
    }
    return replay.progress();
}

void printOutcome(const ReplayProgress &progress, const ReplayChoice &choice,
                  const SourceUrl &target)
{
    fmt::print("Published {} of {} events to {}; {} confirmed.\n", progress.sent, progress.total,
               target.text(), progress.confirmed);
    printLeftOut(choice);
    if (progress.sent < progress.total && progress.position.isValid())
        fmt::print("The last one was that of position {}; --from {} goes on.\n",
                   progress.position.value(), progress.position.value() + 1);
}

} // namespace

int replay(const ReplayOptions &options)
{
    const auto speed = parseSpeed(options.speed);
    if (!speed) return complain(speed.error(), WrongUsage);
    const auto url = readSourceUrl(options.target);
    if (!url) return complain(url.error(), WrongUsage);
    auto target = openTarget(*url);
    if (!target) return complain(target.error(), WrongUsage);
    const auto log = openLog(options.input);
    if (!log) return complain(log.error(), CannotRead);
    const auto wish = wishFrom(**log, options);
    if (!wish) return complain(wish.error(), WrongUsage);
    const auto choice = chooseForReplay(**log, *wish);
    if (!choice) return complain(choice.error(), CannotRead);
    auto json = choiceJson(options, *url, *choice, *speed);
    if (options.dryRun) {
        if (options.json)
            printJson(json);
        else
            printChoice(*choice, *url, *speed);
        return choice->positions.empty() ? AnswerIsNo : Done;
    }
    const auto marker = std::filesystem::path(options.input.path).filename().string();
    const auto progress = publish(*log, *choice, std::move(*target), *speed, marker);
    if (options.json) {
        json["state"] = replayStateName(progress.state);
        json["reason"] = progress.reason.empty() ? Json(nullptr) : Json(progress.reason);
        json["sent"] = progress.sent;
        json["confirmed"] = progress.confirmed;
        json["position"] =
            progress.position.isValid() ? Json(progress.position.value()) : Json(nullptr);
        printJson(json);
    } else {
        printOutcome(progress, *choice, *url);
    }
    if (progress.state == ReplayState::Failed) return complain({progress.reason}, CannotRead);
    return progress.state == ReplayState::Cancelled || progress.total == 0 ? AnswerIsNo : Done;
}

} // namespace playhead::cli
