// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a scenario as a person would.
#include "scenariofiles/scenariofile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace playhead {
namespace {

std::string quoted(const std::string &text)
{
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The name of a property, in quotes where it needs them.
std::string property(const std::string &name)
{
    const bool isPlain = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0
                         && std::ranges::all_of(name, [](unsigned char c) {
                                return c < 0x80 && (std::isalnum(c) != 0 || c == '_');
                            });
    return isPlain ? name : quoted(name);
}

/// An object on one line.
std::string literal(const Json &value)
{
    if (!value.is_object()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::vector<std::string> members;
    for (const auto &[name, member] : value.items())
        members.push_back(fmt::format("{}: {}", property(name), literal(member)));
    return members.empty() ? "{}" : fmt::format("{{ {} }}", fmt::join(members, ", "));
}

std::string headerText(const ScenarioHeader &header)
{
    std::string text = "scenario({\n";
    const auto add = [&text](const char *name, const std::string &value) {
        if (!value.empty()) text += fmt::format("    {}: {},\n", name, quoted(value));
    };
    add("name", header.name);
    add("title", header.title);
    add("description", header.description);
    if (header.base != blankScenario) add("base", header.base);
    if (header.seed) text += fmt::format("    seed: {},\n", *header.seed);
    if (!header.knobs.empty()) text += fmt::format("    knobs: {},\n", literal(Json(header.knobs)));
    if (!header.consumers.empty()) {
        text += "    consumers: {\n";
        for (const auto &[name, settings] : header.consumers)
            text += fmt::format("        {}: {},\n", property(name), literal(settings));
        text += "    },\n";
    }
    if (!header.bridges.empty()) {
        text += "    bridges: [\n";
        for (const auto &[from, to, channel] : header.bridges)
            text += fmt::format("        {{ {}: {}, channel: {} }},\n", to.empty() ? "from" : "to",
                                quoted(to.empty() ? from : to), quoted(channel));
        text += "    ],\n";
    }
    return text + "});\n";
}

std::string withLineEnd(std::string text)
{
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text;
}

} // namespace

std::string scenarioText(const ScenarioHeader &header,
                         const std::vector<std::pair<std::string, std::string>> &scripts)
{
    auto text = headerText(header);
    const bool isWhole = scripts.size() == 1 && scripts.front().first == header.name;
    for (const auto &[name, source] : scripts) {
        if (isWhole)
            text += "\n" + withLineEnd(source);
        else
            text += fmt::format("\nscript({}, state => {{\n{}}});\n", quoted(name),
                                withLineEnd(source));
    }
    return text;
}

} // namespace playhead
