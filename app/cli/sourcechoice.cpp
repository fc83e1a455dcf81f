// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sourcechoice.h"

#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

std::string_view effectName(AttachEffect::Kind kind)
{
    switch (kind) {
    case AttachEffect::Kind::None: return "none";
    case AttachEffect::Kind::Makes: return "makes";
    case AttachEffect::Kind::Changes: return "changes";
    case AttachEffect::Kind::Consumes: return "consumes";
    case AttachEffect::Kind::Listens: return "listens";
    }
    return {};
}

} // namespace

void takePassword(SourceUrl &url)
{
    if (url.user.empty() || !url.password.empty()) return;
    if (const auto *password = std::getenv("PLAYHEAD_PASSWORD")) url.password = password;
}

Result<SourceUrl> readSourceUrl(const std::string &text)
{
    auto url = parseSourceUrl(text);
    if (url) takePassword(*url);
    return url;
}

Json PlannedSource::toJson() const
{
    auto effects = Json::array();
    for (const auto &effect : plan.effects)
        effects.push_back({{"kind", effectName(effect.kind)}, {"text", effect.text}});
    return {{"source", name},
            {"url", url.text()},
            {"disturbs", plan.disturbs()},
            {"effects", std::move(effects)}};
}

std::string PlannedSource::text() const
{
    auto text = fmt::format("{}:\n", name);
    for (const auto &effect : plan.effects)
        text += fmt::format("  {}\n", effect.text);
    return text;
}

std::string PlannedSource::disturbance() const
{
    std::string text;
    for (const auto &effect : plan.effects) {
        const AttachPlan alone{{effect}};
        if (alone.disturbs()) text += (text.empty() ? "" : " ") + effect.text;
    }
    return text;
}

Result<PlannedSource> planSource(const std::string &text)
{
    auto url = readSourceUrl(text);
    if (!url) return tl::unexpected(url.error());
    const auto transport = transportFor(*url);
    if (!transport) return tl::unexpected(transport.error());
    auto plan = (*transport)->plan(*url);
    if (!plan) return tl::unexpected(plan.error());
    auto name = (*transport)->sourceName(*url);
    return PlannedSource{std::move(*url), std::move(name), std::move(*plan)};
}

} // namespace playhead::cli
