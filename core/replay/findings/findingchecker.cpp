// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/findings/findingchecker.h"

#include "replay/findings/deliverycheck.h"
#include "replay/findings/requestcheck.h"
#include "replay/findings/sagacheck.h"

#include <algorithm>
#include <utility>

namespace playhead {

class FindingChecker::Private
{
public:
    Private(LogPtr log, FindingLimits limits, ProjectionPtr projection)
        : context(std::move(log), std::move(limits), std::move(projection)),
          m_skew(context),
          m_sagas(context),
          m_deliveries(context, m_skew),
          m_requests(context, m_skew)
    {}

    void take(const Step &step)
    {
        context.now = std::max(context.now, step.time);
        switch (step.kind) {
        case StepKind::Publish:
            m_deliveries.published(step);
            m_sagas.published(step);
            break;
        case StepKind::Deliver: m_deliveries.delivered(step); break;
        case StepKind::Ack:
        case StepKind::Nack: m_deliveries.answered(step); break;
        case StepKind::DeadLetter:
            m_deliveries.deadLettered(step);
            m_sagas.deadLettered(step);
            break;
        case StepKind::Command:
        case StepKind::Query: m_requests.asked(step); break;
        case StepKind::Reply:
            if (const auto asked = m_requests.answered(step);
                asked && asked->kind == StepKind::Query)
                m_deliveries.replied(*asked, step);
            break;
        }
        context.last = step.position.value();
    }

    [[nodiscard]] FindingsPtr findings() const
    {
        auto found = context.found;
        m_deliveries.report(found);
        m_sagas.report(found);
        m_skew.report(found);
        auto result = std::make_shared<Findings>();
        result->upTo = Position(context.last);
        result->groups = std::move(found).sorted();
        result->unfollowed = context.book.unfollowed();
        result->unreadable = context.unreadable;
        return result;
    }

    CheckContext context;

private:
    SkewCheck m_skew;
    SagaCheck m_sagas;
    DeliveryCheck m_deliveries;
    RequestCheck m_requests;
};

FindingChecker::FindingChecker(LogPtr log, FindingLimits limits, ProjectionPtr projection)
    : d(std::make_unique<Private>(std::move(log), std::move(limits), std::move(projection)))
{}

FindingChecker::~FindingChecker() = default;

bool FindingChecker::advance(Position upTo, const std::stop_token &stop)
{
    constexpr std::uint64_t steps = 4096;
    const auto &index = d->context.log->index();
    const auto end = std::min(upTo, index.watermark()).value();
    while (d->context.last < end) {
        if (stop.stop_requested()) return false;
        const auto first = d->context.last;
        const auto &chunk = *index.chunk(first / FlowIndex::chunkSize);
        const auto from = first % FlowIndex::chunkSize;
        const auto to = std::min({from + steps, FlowIndex::chunkSize, from + (end - first)});
        for (auto i = from; i < to; ++i)
            d->take(chunk.step(i, Position(first + (i - from) + 1)));
    }
    return true;
}

Position FindingChecker::checked() const
{
    return Position(d->context.last);
}

FindingsPtr FindingChecker::findings() const
{
    return d->findings();
}

const FindingLimits &FindingChecker::limits() const
{
    return d->context.limits;
}

FindingsPtr checkLog(LogPtr log, FindingLimits limits, ProjectionPtr projection,
                     const std::stop_token &stop)
{
    const auto end = log->watermark();
    FindingChecker checker(std::move(log), std::move(limits), std::move(projection));
    if (!checker.advance(end, stop)) return nullptr;
    return checker.findings();
}

} // namespace playhead
