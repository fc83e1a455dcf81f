// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/rerunjob.h"

#include "branches/edittext.h"
#include "inspector/inspectortext.h"
#include "log/logwriter.h"
#include "log/temporarycase.h"
#include "numbertext.h"
#include "scenariofiles/scenarioscripts.h"
#include "scenarios/rerun.h"

#include <QCoreApplication>

#include <utility>

namespace playhead {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("playhead::RerunJob", text);
}

Result<void> run(RerunAnswer &answer, JobProgress &progress, const std::stop_token &stop)
{
    const auto &question = answer.question;
    const auto path = temporaryCasePath();
    if (!path) return tl::unexpected(path.error());
    auto writer = LogWriter::create(*path, {.durable = false, .temporary = true, .format = "case"});
    if (!writer) return tl::unexpected(writer.error());
    auto &log = **writer;
    progress.total = question.log->watermark().value();
    const auto record = [&log, &progress](std::span<TapStep> steps) {
        for (const auto &step : steps)
            log.step(step);
        progress.done += steps.size();
    };
    const auto scripts = std::make_shared<ScenarioScripts>();
    const auto ran = runAgain(question.origin, question.log, *question.branch, record,
                              log.participants(), stop, scripts->extension());
    if (!ran) return tl::unexpected(ran.error());
    if (auto finished = log.finish(); !finished) return finished;
    answer.run = log.log();
    answer.casePath = toText(*path);
    answer.common = ran->common;
    for (const auto &[edit, why] : ran->unreached) {
        const auto text = editText(*question.log, question.branch->edits()[edit]).text;
        answer.unreached << QStringLiteral("%1: %2").arg(text, toText(why));
    }
    return {};
}

Result<void> compare(RerunAnswer &answer, const std::stop_token &stop)
{
    const auto &log = answer.question.log;
    const auto step = firstDifferingStep(log, answer.run, stop);
    if (!step) return tl::unexpected(step.error());
    if (*step)
        answer.firstStep =
            tr("#%1: %2").arg(exactNumber((*step)->position.value()), toText((*step)->what));
    auto states = compareStates(log, answer.run, answer.question.projection, stop);
    if (!states) return tl::unexpected(states.error());
    for (auto &state : *states)
        answer.changes.push_back(
            rowOf(std::move(static_cast<PartitionChange &>(state)), state.otherFrom));
    auto events = compareEvents(log, answer.run, stop);
    if (!events) return tl::unexpected(events.error());
    answer.events = std::move(*events);
    return {};
}

} // namespace

RerunAnswerPtr answerRerun(const RerunQuestion &question, JobProgress &progress,
                           const std::stop_token &stop)
{
    auto answer = std::make_shared<RerunAnswer>();
    answer->question = question;
    auto done = run(*answer, progress, stop);
    if (done && !stop.stop_requested()) done = compare(*answer, stop);
    answer->wasStopped = stop.stop_requested();
    if (!done) answer->error = toText(done.error().message);
    return answer;
}

} // namespace playhead
