// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/stepline.h"
#include "formats/logexport.h"
#include "query/filter.h"
#include "query/place.h"

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

/// The positions to list.
Result<std::vector<std::uint32_t>> chosenPositions(const Log &log, const StepsOptions &options)
{
    std::vector<std::uint32_t> positions;
    if (!log.watermark().isValid()) return positions;
    const auto from = parsePlace(log, options.from, Position(1));
    if (!from) return tl::unexpected(from.error());
    const auto to = parsePlace(log, options.to, *from);
    if (!to) return tl::unexpected(to.error());
    const auto filter = Filter::parse(options.filter);
    if (!filter)
        return tl::unexpected(
            markedError("The filter is not complete", options.filter, filter.error()));
    if (*from <= *to) filter->evaluate(log, *from, *to, positions);
    return positions;
}

int printJsonSteps(const Log &log, const std::vector<std::uint32_t> &positions)
{
    std::fputs("[", stdout);
    const char *separator = "\n";
    for (const auto position : positions) {
        const auto json = stepJson(log, Position(position));
        if (!json) return complain(json.error(), CannotRead);
        const auto text = json->dump(-1, ' ', false, Json::error_handler_t::replace);
        std::fputs(separator, stdout);
        std::fwrite(text.data(), 1, text.size(), stdout);
        separator = ",\n";
    }
    std::fputs("\n]\n", stdout);
    return Done;
}

int printCsvSteps(const Log &log, const std::vector<std::uint32_t> &positions)
{
    writeCsvHeader(std::cout);
    for (const auto position : positions) {
        if (auto done = writeCsvStep(log, Position(position), std::cout); !done)
            return complain(done.error(), CannotRead);
    }
    std::cout.flush();
    return Done;
}

int printForPeople(const Log &log, const std::vector<std::uint32_t> &positions)
{
    for (const auto position : positions) {
        auto line = stepLine(log, Position(position));
        line += '\n';
        std::fwrite(line.data(), 1, line.size(), stdout);
    }
    return Done;
}

} // namespace

int steps(const StepsOptions &options)
{
    const auto log = openLog(options.input);
    if (!log) return complain(log.error(), CannotRead);
    const auto positions = chosenPositions(**log, options);
    if (!positions) return complain(positions.error(), WrongUsage);
    auto status = Done;
    if (options.csv)
        status = static_cast<ExitStatus>(printCsvSteps(**log, *positions));
    else if (options.json)
        status = static_cast<ExitStatus>(printJsonSteps(**log, *positions));
    else
        status = static_cast<ExitStatus>(printForPeople(**log, *positions));
    if (status == Done && positions->empty() && !options.filter.empty()) return AnswerIsNo;
    return status;
}

} // namespace playhead::cli
