// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/transport.h"

#include <algorithm>

#include <fmt/format.h>

namespace playhead {
namespace {

bool isChoice(std::string_view choices, std::string_view value)
{
    while (!choices.empty()) {
        const auto end = std::min(choices.find('|'), choices.size());
        if (choices.substr(0, end) == value) return true;
        choices.remove_prefix(std::min(end + 1, choices.size()));
    }
    return false;
}

} // namespace

bool AttachPlan::disturbs() const
{
    return std::ranges::any_of(effects, [](const AttachEffect &effect) {
        return effect.kind == AttachEffect::Kind::Changes
               || effect.kind == AttachEffect::Kind::Consumes;
    });
}

std::string Transport::sourceName(const SourceUrl &url) const
{
    return fmt::format("{} {}", scheme(), url.address());
}

Result<std::unique_ptr<Target>> Transport::target(const SourceUrl &url) const
{
    return failure(
        fmt::format("Nothing can be published to {}: {} can only be read.", url.text(), title()));
}

Result<std::unique_ptr<DeadLetterQueue>> Transport::deadLetters(const SourceUrl &url) const
{
    return failure(fmt::format("{} has no dead letters that can be redriven: {} keeps none.",
                               url.text(), title()));
}

Result<void> checkOptions(const Transport &transport, const SourceUrl &url)
{
    for (const auto &[name, value] : url.options) {
        const auto known = std::ranges::find(transport.options(), name, &SourceOption::name);
        if (known == transport.options().end() && transport.options().empty())
            return failure(fmt::format("{} takes no options, as '{}' in {} is one.",
                                       transport.title(), name, url.text()));
        if (known == transport.options().end()) {
            std::string names;
            for (const auto &option : transport.options())
                names += fmt::format("{}{}", names.empty() ? "" : ", ", option.name);
            return failure(fmt::format("{} has no option '{}' in {}; there are: {}.",
                                       transport.title(), name, url.text(), names));
        }
        if (known->choices.empty() || isChoice(known->choices, value)) continue;
        return failure(fmt::format("'{}' is no value for {} in {}; it is one of {}.", value, name,
                                   url.text(), known->choices));
    }
    return {};
}

} // namespace playhead
