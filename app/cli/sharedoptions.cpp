// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sharedoptions.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace playhead::cli {

Result<Duration> readDuration(const std::string &text)
{
    const auto duration = parseDuration(text);
    if (duration && *duration > 0) return *duration;
    return failure(fmt::format("'{}' is no duration. Write a number and a unit, such as 90s, 1.5m "
                               "or 250ms.",
                               text));
}

void addReading(CLI::App &command, InputOptions &input, const char *format)
{
    command.add_option(format, input.format, "Read it as this format instead of looking at it")
        ->type_name("FORMAT");
    command.add_option("--map", input.mapping, "File with the field mapping for JSON Lines")
        ->type_name("FILE");
}

void addInput(CLI::App &command, InputOptions &input)
{
    command.add_option("LOG", input.path, "The log to read; - is standard input")->required();
    addReading(command, input);
}

void addStateOptions(CLI::App &command, StateOptions &state)
{
    command
        .add_option_function<std::string>(
            "--subject",
            [&state](const std::string &subject) {
                state.subject = subject;
                state.hasSubject = true;
            },
            "Only the state of this subject, or partition of a script")
        ->type_name("S");
    command
        .add_option("--projection", state.projection,
                    "merge, one that a scenario brings, or a script")
        ->type_name("NAME or FILE.js")
        ->capture_default_str();
    command
        .add_option("--observer", state.observer,
                    "As this consumer knew it, by what it acknowledged")
        ->type_name("NAME");
}

void addShownStateOptions(CLI::App &command, StateOptions &state)
{
    addStateOptions(command, state);
    command.add_flag("--result", state.result,
                     "What filterBy, transformBy and outputState make of the state");
    command.add_flag(
        "--derived", state.derived,
        "Also what was emitted and linked: {\"state\": ..., \"derived\": {stream: [events]}}");
    command
        .add_option("--branch", state.branch,
                    "As it would be with the events changed as this branch says")
        ->type_name("NAME or FILE.json");
}

} // namespace playhead::cli
