// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/queryanswers.h"

#include "replay/requestpairs.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr std::uint64_t stepsBetweenStops = 65'536;

/// Calls take(position) for every query from `from` down to the first step, until it says false.
template <class Take>
void eachQueryBack(const FlowIndex &flow, std::uint64_t from, const std::stop_token &stop,
                   Take take)
{
    constexpr auto query = static_cast<std::uint8_t>(StepKind::Query);
    while (from > 0 && !stop.stop_requested()) {
        const auto chunk = (from - 1) >> FlowIndex::chunkShift;
        const auto &kinds = flow.chunk(chunk)->kindAndFlags;
        const auto before = chunk << FlowIndex::chunkShift;
        for (; from > before; --from)
            if ((kinds[from - 1 - before] & FlowIndex::kindMask) == query && !take(Position(from)))
                return;
    }
}

/// The queries around `question.at`, without their replies, in the order of the log.
std::vector<QueryAnswer> queriesAround(const Log &log, const QueryQuestion &question,
                                       const std::stop_token &stop)
{
    std::vector<QueryAnswer> queries;
    const auto &flow = log.index();
    const auto add = [&](Position position) {
        const auto step = flow.at(position);
        if (question.type.isValid() && step.type != question.type) return false;
        QueryAnswer found;
        found.query = step.position;
        found.asker = step.sender;
        found.answerer = step.receiver;
        found.type = step.type;
        found.subject = step.subject;
        found.question = step.event;
        queries.push_back(found);
        return true;
    };
    const auto end = log.watermark().value();
    const auto at = std::min(question.at.value(), end);
    if (question.most > 0)
        eachQueryBack(flow, at, stop, [&](Position position) {
            add(position);
            return queries.size() < question.most;
        });
    std::ranges::reverse(queries);
    const auto last = std::min(at + QueryAnswer::reach, end);
    auto more = question.later;
    for (auto position = at + 1; position <= last && more > 0; ++position) {
        if (position % stepsBetweenStops == 0 && stop.stop_requested()) break;
        if (flow.kindAt(Position(position)) == StepKind::Query && add(Position(position))) --more;
    }
    return queries;
}

/// False: it answers none of these.
bool takeReply(std::vector<QueryAnswer> &queries, const Step &request, const Step &reply)
{
    const auto found = std::ranges::lower_bound(queries, request.position, {}, &QueryAnswer::query);
    if (found == queries.end() || found->query != request.position) return false;
    found->reply = reply.position;
    found->answer = reply.event;
    found->isRefused = reply.failed;
    found->took = reply.time - request.time;
    return true;
}

void findReplies(const Log &log, std::vector<QueryAnswer> &queries, const std::stop_token &stop)
{
    const auto &flow = log.index();
    const auto end =
        std::min(queries.back().query.value() + QueryAnswer::reach, log.watermark().value());
    RequestPairs pairs;
    auto open = queries.size();
    for (auto position = queries.front().query.value(); position <= end && open > 0; ++position) {
        if (position % stepsBetweenStops == 0 && stop.stop_requested()) return;
        const auto kind = flow.kindAt(Position(position));
        if (kind == StepKind::Command || kind == StepKind::Query) {
            pairs.asked(flow.at(Position(position)));
        } else if (kind == StepKind::Reply) {
            const auto reply = flow.at(Position(position));
            const auto request = pairs.answered(reply);
            if (request && takeReply(queries, *request, reply)) --open;
        }
    }
}

/// Events of the subject that were published to the answerer behind the one where it stood.
std::uint64_t behindOfSubject(const StandingIndex &standings, const QueryAnswer &query)
{
    const auto &log = *standings.log();
    const auto reply = query.reply.value();
    auto position = reply > QueryAnswer::reach ? reply - QueryAnswer::reach : 0;
    position = std::max(position, query.event.value());
    std::uint64_t count = 0;
    for (++position; position < reply; ++position) {
        if (log.index().kindAt(Position(position)) != StepKind::Publish) continue;
        const auto step = log.at(Position(position));
        if (step.subject == query.subject
            && standings.takes(query.answerer, step.receiver, step.type))
            ++count;
    }
    return count;
}

} // namespace

std::vector<QueryAnswer> queryAnswers(const StandingIndex &standings, const QueryQuestion &question,
                                      const std::stop_token &stop)
{
    const auto &log = *standings.log();
    auto queries = queriesAround(log, question, stop);
    if (queries.empty()) return queries;
    findReplies(log, queries, stop);
    for (auto &query : queries) {
        if (stop.stop_requested()) break;
        if (!query.reply.isValid()) continue;
        const auto there = standings.at(query.reply);
        const auto found = std::ranges::find(there, query.answerer, &ConsumerStanding::consumer);
        if (found == there.end()) continue;
        query.isReadModel = true;
        query.ack = found->ack;
        query.event = found->event;
        query.behind = found->behind;
        if (query.behind > 0 && query.subject.isValid())
            query.behindOfSubject = behindOfSubject(standings, query);
    }
    return queries;
}

} // namespace playhead
