// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/consumersettings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace playhead {
namespace {

constexpr double longestMilliseconds = 60'000;

struct TimeSetting
{
    const char *name;
    Duration Faults::*member;
};
constexpr std::array times = {TimeSetting{"latency", &Faults::latency},
                              TimeSetting{"jitter", &Faults::latencyJitter}};

struct ShareSetting
{
    const char *name;
    double Faults::*member;
};
constexpr std::array shares = {ShareSetting{"loss", &Faults::loss},
                               ShareSetting{"duplicates", &Faults::duplicates},
                               ShareSetting{"reorder", &Faults::reorder}};

struct StateSetting
{
    const char *name;
    ConsumerState state;
};
constexpr std::array states = {StateSetting{"crashed", ConsumerState::Crashed},
                               StateSetting{"paused", ConsumerState::Paused}};

template <class Settings> auto find(const Settings &settings, const std::string &name)
{
    const auto found = std::ranges::find_if(
        settings, [&name](const auto &setting) { return name == setting.name; });
    return found == settings.end() ? nullptr : &*found;
}

Result<double> number(const std::string &name, const Json &value, double most)
{
    if (value.is_number() && value.get<double>() >= 0 && value.get<double>() <= most)
        return value.get<double>();
    return failure(fmt::format("'{}' must be a number from 0 to {}, not {}", name, most,
                               value.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

Result<void> change(const std::string &name, const Json &value, Faults &faults,
                    ConsumerState &state)
{
    if (const auto *time = find(times, name)) {
        const auto milliseconds = number(name, value, longestMilliseconds);
        if (!milliseconds) return tl::unexpected(milliseconds.error());
        faults.*time->member = Duration(std::llround(*milliseconds * nanosecondsPerMillisecond));
    } else if (const auto *share = find(shares, name)) {
        const auto percent = number(name, value, 100);
        if (!percent) return tl::unexpected(percent.error());
        faults.*share->member = *percent / 100;
    } else if (const auto *wanted = find(states, name)) {
        if (!value.is_boolean()) return failure(fmt::format("'{}' must be true or false", name));
        if (value.get<bool>())
            state = wanted->state;
        else if (state == wanted->state)
            state = ConsumerState::Running;
    } else {
        return failure(fmt::format("there is no setting '{}'; there are: latency, jitter, loss, "
                                   "duplicates, reorder, crashed, paused",
                                   name));
    }
    return {};
}

std::string namesOf(const Bus &bus)
{
    std::set<std::string_view> names;
    for (const auto &subscription : bus.subscriptions())
        names.insert(bus.participants().name(subscription.consumer()));
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

Json consumerSettings(const Faults &faults, ConsumerState state)
{
    auto settings = Json::object();
    for (const auto &time : times) {
        if (faults.*time.member > 0)
            settings[time.name] = double(faults.*time.member) / nanosecondsPerMillisecond;
    }
    for (const auto &share : shares) {
        if (faults.*share.member > 0) settings[share.name] = faults.*share.member * 100;
    }
    for (const auto &known : states) {
        if (state == known.state) settings[known.name] = true;
    }
    return settings;
}

Result<void> changeConsumer(Bus &bus, std::string_view consumer, const Json &settings)
{
    auto subscriptions = bus.subscriptions();
    std::erase_if(subscriptions, [&](const SubscriptionHandle &subscription) {
        return bus.participants().name(subscription.consumer()) != consumer;
    });
    if (subscriptions.empty()) {
        return failure(
            fmt::format("There is no consumer '{}'; there are: {}.", consumer, namesOf(bus)));
    }
    if (!settings.is_object())
        return failure(fmt::format("The settings of '{}' are no object.", consumer));
    auto faults = subscriptions.front().faults();
    auto state = subscriptions.front().state();
    for (const auto &[name, value] : settings.items()) {
        if (auto changed = change(name, value, faults, state); !changed)
            return failure(fmt::format("Consumer '{}': {}.", consumer, changed.error().message));
    }
    for (auto &subscription : subscriptions) {
        subscription.setFaults(faults);
        subscription.setState(state);
    }
    return {};
}

} // namespace playhead
