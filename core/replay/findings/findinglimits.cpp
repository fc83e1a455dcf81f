// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/findinglimits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <variant>

#include <fmt/format.h>

namespace playhead {
namespace {

using Words = std::vector<std::string>;
using Member =
    std::variant<Duration FindingLimits::*, std::uint64_t FindingLimits::*, Words FindingLimits::*>;

struct Limit
{
    std::string_view name;
    Member member;
    std::uint64_t least = 0; ///< of a number
};

const std::array<Limit, 12> table = {{
    {"unacknowledged", &FindingLimits::unacknowledged},
    {"undelivered", &FindingLimits::undelivered},
    {"quiet", &FindingLimits::quiet},
    {"clock-skew", &FindingLimits::clockSkew},
    {"read-model-lag", &FindingLimits::readModelLag},
    {"consumer-lag", &FindingLimits::consumerLag},
    {"events-behind", &FindingLimits::eventsBehind, 1},
    {"attempts", &FindingLimits::attempts, 1},
    {"listed", &FindingLimits::listed},
    {"failure-words", &FindingLimits::failureWords},
    {"undo-words", &FindingLimits::undoWords},
    {"done-words", &FindingLimits::doneWords},
}};

Words wordsOf(std::string_view text)
{
    Words words;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::string durationText(Duration duration)
{
    constexpr std::array<std::pair<Duration, const char *>, 3> units = {
        {{nanosecondsPerSecond, "s"}, {nanosecondsPerMillisecond, "ms"}, {1000, "us"}}};
    for (const auto &[length, unit] : units)
        if (duration % length == 0) return fmt::format("{}{}", duration / length, unit);
    return fmt::format("{}ns", duration);
}

Result<void> set(FindingLimits &limits, const Limit &limit, std::string_view value)
{
    if (const auto *words = std::get_if<Words FindingLimits::*>(&limit.member)) {
        limits.*(*words) = wordsOf(value);
        return {};
    }
    if (const auto *duration = std::get_if<Duration FindingLimits::*>(&limit.member)) {
        const auto parsed = parseDuration(value);
        if (!parsed)
            return failure(fmt::format("The limit {} is a duration such as 10s or 250ms, not '{}'.",
                                       limit.name, value));
        limits.*(*duration) = *parsed;
        return {};
    }
    std::uint64_t number = 0;
    const auto *const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || stop != end || number < limit.least)
        return failure(fmt::format("The limit {} is a whole number from {} on, not '{}'.",
                                   limit.name, limit.least, value));
    limits.*std::get<std::uint64_t FindingLimits::*>(limit.member) = number;
    return {};
}

std::string allNames()
{
    std::string names;
    for (const auto &limit : table)
        names += (names.empty() ? "" : ", ") + std::string(limit.name);
    return names;
}

} // namespace

std::vector<std::string_view> findingLimitNames()
{
    std::vector<std::string_view> names;
    for (const auto &limit : table)
        names.push_back(limit.name);
    return names;
}

Result<void> setFindingLimit(FindingLimits &limits, std::string_view name, std::string_view value)
{
    const auto *const found = std::ranges::find(table, name, &Limit::name);
    if (found == table.end())
        return failure(fmt::format("There is no limit '{}'; there are: {}.", name, allNames()));
    return set(limits, *found, value);
}

Json findingLimitsToJson(const FindingLimits &limits)
{
    Json json = Json::object();
    for (const auto &limit : table) {
        const std::string name(limit.name);
        if (const auto *words = std::get_if<Words FindingLimits::*>(&limit.member))
            json[name] = limits.*(*words);
        else if (const auto *duration = std::get_if<Duration FindingLimits::*>(&limit.member))
            json[name] = durationText(limits.*(*duration));
        else
            json[name] = limits.*std::get<std::uint64_t FindingLimits::*>(limit.member);
    }
    return json;
}

Result<FindingLimits> findingLimitsFromJson(const Json &json)
{
    FindingLimits limits;
    if (!json.is_object()) return failure("The limits of findings must be an object.");
    for (const auto &[name, value] : json.items()) {
        std::string text;
        if (value.is_array()) {
            for (const auto &word : value) {
                if (!word.is_string())
                    return failure(fmt::format("The limit {} may hold words only.", name));
                text += word.get<std::string>() + ',';
            }
        } else {
            text = value.is_string() ? value.get<std::string>() : value.dump();
        }
        if (auto done = setFindingLimit(limits, name, text); !done)
            return tl::unexpected(std::move(done.error()));
    }
    return limits;
}

} // namespace playhead
