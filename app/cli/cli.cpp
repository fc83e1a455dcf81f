// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli.h"

#include "cli/liveoptions.h"
#include "cli/options.h"
#include "cli/sharedoptions.h"

#include <algorithm>
#include <cstdio>
#include <functional>

#include <CLI/CLI.hpp>

namespace playhead::cli {
namespace {

/// All commands with their options, and the one that was chosen.
class CommandLine
{
public:
    CommandLine() : m_app("Makes event-driven systems visible.", "playhead")
    {
        m_app.set_version_flag("--version", "playhead " PLAYHEAD_VERSION);
        m_app.require_subcommand(1);
        m_app.footer(
            "Without a command, playhead opens its window: playhead [LOG or URL ...]\n"
            "Positions are numbers from 1, first, last, 50%; times are ISO 8601, a time of "
            "day, or an offset such as -30s.\n"
            "Exit status: 0 done, 1 the answer is no, 2 wrong usage, 3 the input could not "
            "be read, or the source not reached.");
        addInfoAndSteps();
        addStateAndDiff();
        addWhyAndFind();
        addCheck();
        addCompare();
        addConvertAndRender();
        addScenarioCommands();
        addLiveCommands();
    }

    int run(int argc, char **argv)
    {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError &error) {
            return m_app.exit(error) == 0 ? Done : WrongUsage;
        }
        return m_chosen();
    }

private:
    CLI::App &command(const char *name, const char *description, std::function<int()> work)
    {
        auto *added = m_app.add_subcommand(name, description);
        added->callback([this, work = std::move(work)] { m_chosen = work; });
        return *added;
    }

    void addInfoAndSteps()
    {
        auto &infoCommand =
            command("info", "Says what is in a log", [this] { return info(m_info); });
        addInput(infoCommand, m_info.input);
        infoCommand.add_flag("--json", m_info.json, "One JSON document");

        auto &stepsCommand =
            command("steps", "Lists the steps, one a line", [this] { return steps(m_steps); });
        addInput(stepsCommand, m_steps.input);
        stepsCommand.add_option("--filter", m_steps.filter, "Only steps that match")
            ->type_name("EXPR");
        stepsCommand.add_option("--from", m_steps.from, "First position or time")->type_name("P");
        stepsCommand.add_option("--to", m_steps.to, "Last position or time")->type_name("P");
        auto *json = stepsCommand.add_flag("--json", m_steps.json, "One JSON document");
        stepsCommand.add_flag("--csv", m_steps.csv, "CSV with a header")->excludes(json);
    }

    void addStateAndDiff()
    {
        auto &stateCommand = command("state", "Prints the state at a position as JSON",
                                     [this] { return state(m_state); });
        addInput(stateCommand, m_state.input);
        stateCommand.add_option("--at", m_state.at, "Position or time")
            ->type_name("P")
            ->capture_default_str();
        addShownStateOptions(stateCommand, m_state);

        auto &diffCommand =
            command("diff", "Prints the change of state between two positions as JSON Patch",
                    [this] { return diff(m_diff); });
        addInput(diffCommand, m_diff.state.input);
        diffCommand.add_option("--from", m_diff.from, "Position or time before")
            ->type_name("P")
            ->required();
        diffCommand.add_option("--to", m_diff.to, "Position or time after")
            ->type_name("P")
            ->required();
        addShownStateOptions(diffCommand, m_diff.state);
    }

    void addWhyAndFind()
    {
        auto &whyCommand =
            command("why", "Names the events that set a field, or an event's causes and effects",
                    [this] { return why(m_why); });
        addInput(whyCommand, m_why.state.input);
        auto *path = whyCommand
                         .add_option_function<std::string>(
                             "--path",
                             [this](const std::string &text) {
                                 m_why.path = text;
                                 m_why.hasPath = true;
                             },
                             "The field, as a.b.0 or /a/b/0")
                         ->type_name("a.b");
        whyCommand.add_option("--event", m_why.event, "The event at this position, or of this id")
            ->type_name("P|ID")
            ->excludes(path);
        whyCommand.add_option("--at", m_why.state.at, "Position or time")
            ->type_name("P")
            ->capture_default_str();
        addStateOptions(whyCommand, m_why.state);
        whyCommand.add_flag("--json", m_why.json, "One JSON document");

        auto &findCommand = command("find", "Finds the position at which a condition holds",
                                    [this] { return find(m_find); });
        addInput(findCommand, m_find.state.input);
        findCommand.add_option("--when", m_find.when, "Condition on state and event")
            ->type_name("EXPR")
            ->required();
        findCommand.add_option("--from", m_find.from, "Where the search begins")->type_name("P");
        findCommand.add_flag("--previous", m_find.previous, "Search backwards");
        findCommand.add_flag("--becomes", m_find.becomes, "Only where it did not hold before");
        findCommand.add_flag("--all", m_find.all, "All positions, not only the first");
        addStateOptions(findCommand, m_find.state);
        findCommand.add_flag("--json", m_find.json, "One JSON document");
    }

    void addCheck()
    {
        auto &checkCommand = command("check", "Finds what is wrong, or worth knowing, in a log",
                                     [this] { return check(m_check); });
        addInput(checkCommand, m_check.input);
        checkCommand.add_flag("--json", m_check.json, "One JSON document");
        checkCommand
            .add_option("--limit", m_check.limits,
                        "From when on something is a finding, such as unacknowledged=10s")
            ->type_name("NAME=VALUE")
            ->allow_extra_args(false);
        checkCommand.add_option("--kind", m_check.kinds, "Only findings of this kind; repeatable")
            ->type_name("KIND")
            ->allow_extra_args(false);
        checkCommand
            .add_option("--projection", m_check.projection,
                        "Folds the states by which idempotency is judged")
            ->type_name("NAME")
            ->capture_default_str();
    }

    void addCompare()
    {
        auto &compareCommand = command("compare", "Says where two logs begin to differ, and how",
                                       [this] { return compare(m_compare); });
        compareCommand.add_option("A", m_compare.a.path, "The one log")->required();
        compareCommand.add_option("B", m_compare.b, "The other log")->required();
        compareCommand
            .add_option("--projection", m_compare.projection, "Folds the states that are compared")
            ->type_name("NAME or FILE.js")
            ->capture_default_str();
        compareCommand.add_flag("--json", m_compare.json, "One JSON document");
        addReading(compareCommand, m_compare.a);
    }

    void addConvertAndRender()
    {
        auto &convertCommand = command("convert", "Writes a log in another format",
                                       [this] { return convert(m_convert); });
        convertCommand
            .add_option("IN", m_convert.input.path, "The log to read; - is standard input")
            ->required();
        convertCommand
            .add_option("OUT", m_convert.output, "The file to write; - is standard output")
            ->required();
        convertCommand.add_option("--from", m_convert.input.format, "Format of IN")
            ->type_name("FORMAT");
        convertCommand.add_option("--to", m_convert.format, "Format of OUT; else by its extension")
            ->type_name("FORMAT");
        convertCommand
            .add_option("--map", m_convert.input.mapping,
                        "File with the field mapping for JSON Lines")
            ->type_name("FILE");

        auto &renderCommand = command("render", "Draws the main window into a picture",
                                      [this] { return render(m_render); });
        renderCommand.add_option("LOG", m_render.log, "The log to open")->required();
        renderCommand.add_option("-o,--output", m_render.output, "The PNG file to write")
            ->type_name("FILE.png")
            ->required();
        renderCommand.add_option("--size", m_render.size, "Size of the window in points")
            ->type_name("WxH")
            ->capture_default_str();
        renderCommand.add_option("--scale", m_render.scale, "Pixels a point, 0.5 to 4")
            ->check(CLI::Range(0.5, 4.0))
            ->capture_default_str();
        renderCommand.add_option("--at", m_render.at, "Where the playhead stands")->type_name("P");
        renderCommand.add_option("--theme", m_render.theme, "dark or light")
            ->check(CLI::IsMember({"dark", "light"}))
            ->capture_default_str();
    }

    void addScenarioCommands()
    {
        auto &runCommand = command("run", "Runs a scenario, as fast as it goes",
                                   [this] { return cli::run(m_run); });
        auto *scenario =
            runCommand
                .add_option("SCENARIO", m_run.scenario,
                            "One of `playhead scenarios`, or a file with a scenario of one's own")
                ->type_name("NAME or FILE.js");
        auto *duration =
            runCommand.add_option("--for", m_run.duration, "Length in scenario time, such as 90s")
                ->type_name("DURATION");
        auto *count = runCommand.add_option("--count", m_run.count, "End after this many steps")
                          ->type_name("N");
        auto *seed = runCommand
                         .add_option("--seed", m_run.seed,
                                     "The same seed gives the same log; 1, or what the file says")
                         ->type_name("N")
                         ->each([this](const std::string &) { m_run.hasSeed = true; });
        auto *again = runCommand
                          .add_option("--again", m_run.again,
                                      "Run the scenario that this case came from, with what a "
                                      "person did to it, as long as its log lasts")
                          ->type_name("CASE");
        for (auto *other : {scenario, duration, count, seed})
            again->excludes(other);
        runCommand
            .add_option("--branch", m_run.branch, "With its events changed as this branch says")
            ->type_name("NAME or FILE.json")
            ->needs(again);
        runCommand
            .add_flag("--with-scripts", m_run.withScripts,
                      "Run the handlers in JavaScript that took part, too: the case brings them")
            ->needs(again);
        runCommand.add_flag("--agree", m_run.agree,
                            "Tie it to other systems though others may notice: the plan says how");
        runCommand.add_option("-o,--output", m_run.output, "Keep the log here")->type_name("CASE");
        runCommand.add_flag("--json", m_run.json, "Say what happened as one JSON document");

        command("formats", "Lists what can be read and written", [] { return formats(); });
        command("scenarios", "Lists the scenarios", [] { return scenarios(); });
    }

    void addLiveCommands()
    {
        addRecordOptions(command("record", "Records live systems into a case",
                                 [this] { return record(m_record); }),
                         m_record);
        addReplayOptions(command("replay", "Publishes a log's events to a broker once more, timed",
                                 [this] { return cli::replay(m_replay); }),
                         m_replay);
        command("sources", "Lists what can be attached to, or what one of them takes", [this] {
            return sources(m_scheme);
        }).add_option("SCHEME", m_scheme, "The scheme of its URLs, such as kafka");
    }

    CLI::App m_app;
    std::function<int()> m_chosen;
    InfoOptions m_info;
    StepsOptions m_steps;
    StateOptions m_state;
    DiffOptions m_diff;
    WhyOptions m_why;
    FindOptions m_find;
    CheckOptions m_check;
    CompareOptions m_compare;
    ConvertOptions m_convert;
    RenderOptions m_render;
    RunOptions m_run;
    RecordOptions m_record;
    ReplayOptions m_replay;
    std::string m_scheme;
};

} // namespace

const std::vector<std::string> &commandNames()
{
    static const std::vector<std::string> names = {
        "info",    "steps",  "state", "diff",   "why",    "find",    "check",   "compare",
        "convert", "render", "run",   "record", "replay", "formats", "sources", "scenarios"};
    return names;
}

bool isCommand(std::string_view name)
{
    const auto &names = commandNames();
    return std::find(names.begin(), names.end(), name) != names.end();
}

int runCommandLine(int argc, char **argv)
{
    return CommandLine().run(argc, argv);
}

} // namespace playhead::cli
