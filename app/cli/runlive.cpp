// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/runlive.h"

#include "bridge/bridge.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/runreport.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <limits>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds glance{50}; ///< how often limits and signals are looked at

/// Says what the bridges do to others; fails where the person has to agree to it.
Result<void> tellPlan(const std::vector<BridgeRoute> &routes, bool agreed)
{
    const auto plans = planBridge(routes);
    if (!plans) return tl::unexpected(plans.error());
    for (std::size_t i = 0; i < routes.size(); ++i) {
        fmt::print(stderr, "Bridge {}:\n", routes[i].text());
        for (const auto &effect : (*plans)[i].effects)
            fmt::print(stderr, "  {}\n", effect.text);
        if ((*plans)[i].disturbs() && !agreed)
            return failure(fmt::format("Others may notice the bridge {}. Say --agree where that is "
                                       "as it should be.",
                                       routes[i].text()));
    }
    return {};
}

/// Tells of connections that are lost and that are back.
void tellChanges(const Bridge &bridge, std::vector<bool> &connected)
{
    const auto all = bridge.status();
    connected.resize(all.size(), true);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (connected[i] == all[i].isConnected) continue;
        connected[i] = all[i].isConnected;
        fmt::print(stderr, "{}: {}\n", all[i].name,
                   connected[i] ? "is back" : "lost, is tried again: " + all[i].reason);
    }
}

Json bridgesJson(const std::vector<BridgeStatus> &bridges)
{
    auto list = Json::array();
    for (const auto &bridge : bridges)
        list.push_back({{"route", bridge.route.text()},
                        {"carried", bridge.carried},
                        {"turnedBack", bridge.turnedBack}});
    return list;
}

} // namespace

int runLive(const RunOptions &options, ScenarioRun run, const std::vector<BridgeRoute> &routes)
{
    if (auto told = tellPlan(routes, options.agree); !told)
        return complain(told.error(), WrongUsage);
    const auto recording =
        Recording::start(options.output, "Running " + options.scenario, options.count);
    if (!recording) return complain(recording.error(), CannotRead);

    std::atomic<std::uint64_t> left =
        run.maxSteps == 0 ? std::numeric_limits<std::uint64_t>::max() : run.maxSteps;
    const auto sink = [record = (*recording)->sink(), &left](std::span<TapStep> steps) {
        const auto count = std::min<std::uint64_t>(steps.size(), left);
        if (count > 0) record(steps.first(static_cast<std::size_t>(count)));
        left -= count;
    };
    Bridge bridge(routes);
    bridge.joinTo(run);
    const auto seed = run.seed;
    const auto duration = run.duration;
    auto scenario = LiveScenario::start(std::move(run), sink, (*recording)->participants());
    const auto discard = [&](const Error &error, ExitStatus status) {
        if (scenario) scenario->reset();
        (*recording)->discard();
        return complain(error, status);
    };
    if (!scenario) return discard(scenario.error(), WrongUsage);
    if (auto opened = bridge.open(**scenario); !opened) return discard(opened.error(), CannotRead);

    for (const auto &one : bridge.status())
        fmt::print(stderr, "{}: is live\n", one.name);
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::nanoseconds(duration);
    std::vector<bool> connected;
    while (!(*recording)->isInterrupted() && left > 0 && (duration == 0 || Clock::now() < end)) {
        std::this_thread::sleep_for(glance);
        tellChanges(bridge, connected);
    }
    const auto passed = std::chrono::nanoseconds(Clock::now() - begin).count();
    bridge.close();
    const auto bridges = bridge.status();
    const auto origin = (*scenario)->origin();
    scenario->reset();
    const auto log = (*recording)->finish();
    if (!log) return complain(log.error(), CannotRead);
    if (!options.output.empty()) {
        if (auto kept = CaseOrigin(options.output).save(origin); !kept)
            return complain(kept.error(), CannotRead);
    }
    const RunReport report{options.scenario, seed, passed, options.output};
    if (options.json) {
        auto json = reportJson(report, **log);
        json["bridges"] = bridgesJson(bridges);
        printJson(json);
    } else {
        printReport(report, **log);
        for (const auto &one : bridges)
            fmt::print("Carried {}: {} events; {} turned back.\n", one.route.text(), one.carried,
                       one.turnedBack);
    }
    return Done;
}

} // namespace playhead::cli
