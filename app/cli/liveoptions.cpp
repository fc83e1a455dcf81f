// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/liveoptions.h"

#include "cli/sharedoptions.h"

#include <CLI/CLI.hpp>

namespace playhead::cli {

void addRecordOptions(CLI::App &command, RecordOptions &record)
{
    command
        .add_option("SOURCE", record.sources,
                    "URLs, such as kafka://localhost:9092/orders; see `playhead sources`")
        ->required();
    command.add_option("-o,--output", record.output, "The case to make")->type_name("CASE");
    command.add_option("--count", record.count, "End after this many steps")->type_name("N");
    command
        .add_option("--for", record.duration,
                    "End so long after all are live, such as 90s; else "
                    "Ctrl+C ends it")
        ->type_name("DURATION");
    command.add_flag("--plan", record.plan, "Only say what attaching would do");
    command.add_flag("--agree", record.agree, "Attach though others may notice: the plan says how");
    command.add_flag("--json", record.json, "Say what happened as one JSON document");
    command.footer("A URL that names a user without a password takes it from PLAYHEAD_PASSWORD.");
}

void addReplayOptions(CLI::App &command, ReplayOptions &replay)
{
    addInput(command, replay.input);
    command
        .add_option("TARGET", replay.target,
                    "The URL of where to publish, such as kafka://localhost:9092/orders")
        ->required();
    command
        .add_option("--speed", replay.speed,
                    "How many times as fast as recorded, or max: as fast "
                    "as possible")
        ->type_name("X|max")
        ->capture_default_str();
    command.add_option("--filter", replay.filter, "Only publishes that match")->type_name("EXPR");
    command.add_option("--from", replay.from, "First position or time")->type_name("P");
    command.add_option("--to", replay.to, "Last position or time")->type_name("P");
    command.add_flag("--again", replay.again,
                     "Also what a replay or a bridge has published before");
    command.add_flag("--dry-run", replay.dryRun,
                     "Only say what would be published where, and how long it takes");
    command.add_flag("--json", replay.json, "Say what happened as one JSON document");
    command.footer("A URL that names a user without a password takes it from PLAYHEAD_PASSWORD.");
}

} // namespace playhead::cli
