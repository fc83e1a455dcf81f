// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "cli/output.h"
#include "formats/logexport.h"
#include "formats/logreader.h"
#include "scenarios/scenariotable.h"

#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

struct Ability
{
    bool reads = false;
    bool writes = false;
    std::string_view description;
};

} // namespace

int formats()
{
    std::map<std::string_view, Ability> abilities;
    abilities["case"] = {true, true, "Playhead case (.playhead)"};
    for (const auto *reader : logReaders())
        abilities[reader->name()] = {true, false, reader->description()};
    for (const auto *format : logExports()) {
        auto &ability = abilities[format->name()];
        ability.writes = true;
        if (ability.description.empty()) ability.description = format->description();
    }
    for (const auto &[name, ability] : abilities) {
        fmt::print("{:<14}{:<12}{}\n", name,
                   ability.reads ? (ability.writes ? "read, write" : "read") : "write",
                   ability.description);
    }
    return Done;
}

int scenarios()
{
    for (const auto &scenario : playhead::scenarios())
        fmt::print("{:<12}{}\n", scenario.name, scenario.description);
    return Done;
}

} // namespace playhead::cli
