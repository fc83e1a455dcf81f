// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/projectionchoice.h"

#include "cli/output.h"
#include "formats/logfile.h"
#include "scenarios/scenariotable.h"
#include "script/scriptprojection.h"

#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

namespace playhead::cli {

Result<ProjectionPtr> chooseProjection(const std::string &name, ExitStatus &status)
{
    ProjectionTable projections;
    addScenarioProjections(projections);
    if (auto projection = projections.find(name)) return projection;

    status = WrongUsage;
    std::error_code error;
    if (!name.ends_with(".js") && !std::filesystem::exists(name, error)) {
        std::string names;
        for (const auto &known : projections.names())
            names += known + ", ";
        return failure(fmt::format(
            "There is no projection '{}'; there are: {}and scripts (FILE.js).", name, names));
    }
    const auto file = LogFile::open(name, {});
    if (!file) {
        status = CannotRead;
        return tl::unexpected(file.error());
    }
    return scriptProjection(
        name, std::string(file->text()), {},
        [name](Position position, std::string_view text) { tellLog(name, position, text); });
}

void tellProblems(const FoldProblems &problems, const std::string &projection)
{
    if (problems.count == 0) return;
    const auto &first = problems.first;
    std::string text;
    if (problems.stopped)
        text = fmt::format("The projection stopped at position {}", first.position.value());
    else if (!first.position.isValid())
        text = "The state could not be read";
    else if (problems.count == 1)
        text = fmt::format("The event at position {} was not taken in", first.position.value());
    else
        text = fmt::format("{} events were not taken in, the first at position {}", problems.count,
                           first.position.value());
    const auto place = first.line > 0
                           ? fmt::format("{}:{}:{}: ", projection, first.line, first.column)
                           : std::string();
    complain(Error{fmt::format("{}: {}{}", text, place, first.reason)}, Done);
}

} // namespace playhead::cli
