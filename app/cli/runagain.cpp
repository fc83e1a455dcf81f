// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/branchchoice.h"
#include "cli/openlog.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/runreport.h"
#include "log/casereader.h"
#include "scenariofiles/scenarioscripts.h"
#include "scenarios/rerun.h"

#include <memory>

#include <fmt/format.h>

namespace playhead::cli {
namespace {

Result<ScenarioOrigin> originOf(const std::string &path)
{
    const auto none = failure(fmt::format(
        "{} came from no scenario by itself: only what `playhead run SCENARIO -o` or the window "
        "recorded can be run again. `playhead state --branch` shows the states of a branch of any "
        "log.",
        path));
    if (!looksLikeCase(path)) return none;
    auto origin = CaseOrigin(path).load();
    if (!origin) return tl::unexpected(origin.error());
    if (!*origin) return none;
    return std::move(**origin);
}

Json unreachedJson(const Log &log, const Branch &branch, const RerunSummary &ran)
{
    auto list = Json::array();
    for (const auto &[edit, why] : ran.unreached)
        list.push_back(
            {{"edit", edit + 1}, {"what", describe(log, branch.edits()[edit])}, {"why", why}});
    return list;
}

void printOutcome(const Log &log, const Branch &branch, const RerunSummary &ran)
{
    fmt::print("The run equals {} up to position {}.\n",
               branch.edits().empty() ? "the log" : "the log, before the first edit,",
               ran.common.value());
    for (const auto &[edit, why] : ran.unreached)
        fmt::print("Without effect: {}; {}.\n", describe(log, branch.edits()[edit]), why);
}

} // namespace

int runAgain(const RunOptions &options)
{
    const auto log = openLog({options.again, {}, {}});
    if (!log) return complain(log.error(), CannotRead);
    const auto origin = originOf(options.again);
    if (!origin) return complain(origin.error(), WrongUsage);
    if (auto repeatable = origin->checkRepeatable(); !repeatable)
        return complain(repeatable.error(), WrongUsage);
    const auto chosen = chooseBranch(**log, options.again, options.branch);
    if (!chosen) return complain(chosen.error(), WrongUsage);
    const auto branch = *chosen ? **chosen : Branch();
    const auto scripts = std::make_shared<ScenarioScripts>();
    if (!options.withScripts && !ScenarioScripts::sourcesIn(*origin).empty())
        return complain(
            {fmt::format("Handlers in JavaScript took part in {}. Say --with-scripts to "
                         "run them again: they get no file and no network.",
                         options.again)},
            WrongUsage);

    const auto recording = Recording::start(
        options.output, "Running " + origin->scenario + " again", (*log)->watermark().value());
    if (!recording) return complain(recording.error(), CannotRead);
    const auto ran = playhead::runAgain(*origin, *log, branch, (*recording)->sink(),
                                        (*recording)->participants(), (*recording)->stopToken(),
                                        scripts->extension());
    if (!ran) {
        (*recording)->discard();
        return complain(ran.error(), AnswerIsNo);
    }
    const auto made = (*recording)->finish();
    if (!made) return complain(made.error(), CannotRead);
    // With edits it is no scenario any more, that would do the same by itself.
    if (!options.output.empty() && branch.edits().empty()) {
        if (auto kept = CaseOrigin(options.output).save(*origin); !kept)
            return complain(kept.error(), CannotRead);
    }
    const RunReport report{origin->scenario, origin->seed, ran->scenarioTime, options.output};
    if (options.json) {
        auto json = reportJson(report, **made);
        json["again"] = options.again;
        json["branch"] = options.branch.empty() ? Json(nullptr) : Json(branch.name());
        json["common"] = ran->common.value();
        json["unreached"] = unreachedJson(**log, branch, *ran);
        printJson(json);
    } else {
        printReport(report, **made);
        printOutcome(**log, branch, *ran);
    }
    return Done;
}

} // namespace playhead::cli
