// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/queryjob.h"

#include "inspector/inspectortext.h"
#include "replay/replay.h"

#include <algorithm>

namespace playhead {
namespace {

/// The data of a message; null: it has none, or `error` says why it cannot be read.
JsonTreePtr dataOf(const Log &log, EventNumber number, QString &error)
{
    const auto event = log.event(number);
    if (!event) {
        error = toText(event.error().message);
        return nullptr;
    }
    return event->encoding == DataEncoding::None ? nullptr : makeJsonTree(eventData(*event));
}

void readStates(QueryDetail &detail, const std::stop_token &stop)
{
    const auto &query = detail.query;
    const auto had = Replay(detail.log, mergeProjection(), {query.answerer})
                         .subjectState(query.subject, query.reply, stop);
    const auto real =
        Replay(detail.log, mergeProjection()).subjectState(query.subject, query.reply, stop);
    if (!had || !real) {
        detail.error = toText((had ? real : had).error().message);
        return;
    }
    if (had->is_null() && real->is_null()) return;
    detail.areDifferent = *had != *real;
    detail.states = makeJsonDifference(*had, *real);
}

} // namespace

QueryList listQueries(const StandingIndexPtr &standings, const QueryQuestion &question,
                      Position upTo, const std::stop_token &stop)
{
    QueryList list{standings->log(), question, upTo, {}, {}};
    if (!standings->update(stop)) return list;
    auto all = question;
    all.type = NameId();
    list.rows = queryAnswers(*standings, all, stop);
    for (const auto &query : list.rows)
        if (std::ranges::find(list.names, query.type) == list.names.end())
            list.names.push_back(query.type);
    if (question.type.isValid()) list.rows = queryAnswers(*standings, question, stop);
    return list;
}

QueryDetail queryDetail(const LogPtr &log, const QueryAnswer &query, const std::stop_token &stop)
{
    QueryDetail detail;
    detail.log = log;
    detail.query = query;
    detail.asked = dataOf(*log, query.question, detail.error);
    if (!query.reply.isValid()) return detail;
    detail.answered = dataOf(*log, query.answer, detail.error);
    if (query.isRefused)
        if (const auto reason = log->reason(query.reply)) detail.refusal = toText(*reason);
    if (query.isReadModel && query.subject.isValid()) readStates(detail, stop);
    return detail;
}

} // namespace playhead
