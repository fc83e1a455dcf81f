// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"
#include "cli/output.h"
#include "transports/transporttable.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

std::string_view abilities(const Transport &transport)
{
    if (!transport.unavailable().empty()) return "missing";
    return transport.canPublish() ? "read, publish" : "read";
}

int listAll()
{
    std::size_t width = 0;
    for (const auto *transport : transports())
        width = std::max(width, transport->example().size());
    for (const auto *transport : transports()) {
        fmt::print("{:<8}{:<15}{:<{}}  {}\n", transport->scheme(), abilities(*transport),
                   transport->example(), width,
                   transport->unavailable().empty() ? transport->description()
                                                    : transport->unavailable());
    }
    return Done;
}

void describe(const Transport &transport)
{
    fmt::print("{}: {}\n{}\n\nExample: {}\n", transport.title(), abilities(transport),
               transport.description(), transport.example());
    if (!transport.unavailable().empty())
        fmt::print("This build cannot attach to it: {}\n", transport.unavailable());
    if (!transport.pathMeaning().empty()) fmt::print("Path: {}\n", transport.pathMeaning());
    std::size_t width = 0;
    for (const auto &option : transport.options())
        width = std::max(width, option.name.size());
    if (!transport.options().empty()) fmt::print("Options:\n");
    for (const auto &option : transport.options()) {
        fmt::print("  {:<{}}  {}", option.name, width, option.description);
        if (!option.choices.empty()) fmt::print(" ({})", option.choices);
        if (!option.usual.empty()) fmt::print("; usually {}", option.usual);
        fmt::print("\n");
    }
}

} // namespace

int sources(const std::string &scheme)
{
    if (scheme.empty()) return listAll();
    const auto found = std::ranges::find(transports(), scheme, &Transport::scheme);
    if (found == transports().end()) {
        SourceUrl url;
        url.scheme = scheme;
        return complain(transportFor(url).error(), WrongUsage);
    }
    describe(**found);
    return Done;
}

} // namespace playhead::cli
