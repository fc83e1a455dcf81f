// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpplan.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace playhead {
namespace {

constexpr auto none = OtlpSpanIndex::none;

/// One message handed to one service.
struct Delivery
{
    std::uint32_t event = 0; ///< the producer's span, or the consumer's own
    NameId service;
    Timestamp time = 0;
    std::uint32_t span = 0;
};

class Planner
{
public:
    Planner(OtlpSpans &spans, const OtlpSpanIndex &index, const OtlpTiming &timing,
            const std::stop_token &stop)
        : m_spans(spans),
          m_index(index),
          m_timing(timing),
          m_stop(stop),
          m_unknown(spans.names.intern("unknown service")),
          m_facts(spans.spans.size())
    {
        m_plan.handled.resize(spans.spans.size(), none);
    }

    OtlpPlan plan()
    {
        for (const auto duplicate : m_index.duplicates())
            m_facts[duplicate].duplicate = true;
        forEachSpan([this](std::uint32_t i) { look(i); });
        forEachSpan([this](std::uint32_t i) { add(i); });
        addDeliveries();
        std::sort(m_plan.steps.begin(), m_plan.steps.end(), [](const auto &a, const auto &b) {
            return std::tie(a.time, a.rank, a.span, a.event)
                   < std::tie(b.time, b.rank, b.span, b.event);
        });
        m_plan.peers.insert(m_plan.peers.end(), m_spans.services.begin(), m_spans.services.end());
        return std::move(m_plan);
    }

private:
    /// What other spans say about a span.
    struct Facts
    {
        bool duplicate = false;
        bool consumed = false;    ///< a consumer names this producer
        bool processed = false;   ///< a consumer processes what this one received
        std::uint8_t servers = 0; ///< that answered this client; at most 2
    };

    template <class Visit> void forEachSpan(Visit visit)
    {
        for (std::uint32_t i = 0; i < m_spans.spans.size(); ++i) {
            if (i % 4096 == 0 && m_stop.stop_requested()) return;
            if (!m_facts[i].duplicate) visit(i);
        }
    }

    [[nodiscard]] const OtlpSpan &span(std::uint32_t i) const { return m_spans.spans[i]; }
    [[nodiscard]] NameId service(std::uint32_t i) const { return m_spans.service(span(i)); }
    [[nodiscard]] bool isKind(std::uint32_t i, OtlpKind kind) const
    {
        return i != none && span(i).kind == kind;
    }

    void look(std::uint32_t i)
    {
        const auto parent = m_index.parent(i);
        if (isKind(i, OtlpKind::Server) && isKind(parent, OtlpKind::Client))
            m_facts[parent].servers = m_facts[parent].servers == 0 ? 1 : 2;
        if (!isKind(i, OtlpKind::Consumer)) return;
        for (const auto producer : producersOf(i))
            m_facts[producer].consumed = true;
        if (isKind(parent, OtlpKind::Consumer) && span(parent).receivesOnly)
            m_facts[parent].processed = true;
        forEachLink(i, [this](std::uint32_t linked) { m_facts[linked].processed = true; });
    }

    template <class Visit> void forEachLink(std::uint32_t i, Visit visit) const
    {
        const auto &from = span(i);
        for (std::uint32_t link = 0; link < from.linkCount; ++link) {
            const auto linked = m_index.find(m_spans.links[from.firstLink + link]);
            if (linked != none && linked != i) visit(linked);
        }
    }

    /// The producers among parent and links, each once. Valid until the next call.
    const std::vector<std::uint32_t> &producersOf(std::uint32_t i)
    {
        m_producers.clear();
        const auto parent = m_index.parent(i);
        addProducers(i, parent);
        // What is processed was received before by a span that knows where it came from. Of a batch
        // it is not said which of its messages this is.
        if (m_producers.empty() && isKind(parent, OtlpKind::Consumer)
            && span(parent).receivesOnly) {
            addProducers(parent, m_index.parent(parent));
            if (m_producers.size() > 1) m_producers.clear();
        }
        return m_producers;
    }

    void addProducers(std::uint32_t i, std::uint32_t parent)
    {
        if (isKind(parent, OtlpKind::Producer)) m_producers.push_back(parent);
        forEachLink(i, [this](std::uint32_t linked) {
            if (isKind(linked, OtlpKind::Producer)) m_producers.push_back(linked);
        });
        std::sort(m_producers.begin(), m_producers.end());
        m_producers.erase(std::unique(m_producers.begin(), m_producers.end()), m_producers.end());
    }

    void add(std::uint32_t i)
    {
        switch (span(i).kind) {
        case OtlpKind::Producer: addPublish(i); break;
        case OtlpKind::Consumer: addConsumer(i); break;
        case OtlpKind::Server: addServer(i); break;
        case OtlpKind::Client: addClient(i); break;
        default: ++m_plan.internal;
        }
    }

    void addPublish(std::uint32_t i)
    {
        bool carriesOthers = false;
        forEachLink(i, [&](std::uint32_t linked) {
            carriesOthers =
                carriesOthers
                || (isKind(linked, OtlpKind::Producer) && service(linked) == service(i));
        });
        if (carriesOthers && !m_facts[i].consumed) {
            ++m_plan.internal;
            return;
        }
        begin(StepKind::Publish, i, i, service(i), span(i).destination, m_timing.start(i));
    }

    void addConsumer(std::uint32_t i)
    {
        const auto time = span(i).receivesOnly ? m_timing.end(i) : m_timing.start(i);
        const auto &producers = producersOf(i);
        for (const auto producer : producers)
            m_deliveries.push_back(
                {producer, service(i), std::max(time, m_timing.start(producer)), i});
        if (producers.size() == 1) m_plan.handled[i] = producers.front();
        if (!producers.empty()) return;
        if (span(i).receivesOnly && m_facts[i].processed) {
            ++m_plan.internal;
            return;
        }
        m_deliveries.push_back({i, service(i), time, i});
        m_plan.handled[i] = i;
    }

    void addServer(std::uint32_t i)
    {
        const auto parent = m_index.parent(i);
        const bool paired = isKind(parent, OtlpKind::Client) && m_facts[parent].servers == 1;
        auto caller = parent != none ? service(parent) : span(i).peer;
        if (!caller) caller = m_unknown;
        addRequest(i, paired ? parent : i, caller, service(i));
    }

    void addClient(std::uint32_t i)
    {
        if (m_facts[i].servers > 0) return; // told with its servers
        const auto parent = m_index.parent(i);
        if (isKind(parent, OtlpKind::Producer) && service(parent) == service(i)) {
            ++m_plan.internal; // how the message was sent
            return;
        }
        const auto peer = span(i).peer ? span(i).peer : m_unknown;
        addRequest(i, i, service(i), peer);
    }

    /// `answer` is the span that was served, `request` the one whose clock counts.
    void addRequest(std::uint32_t answer, std::uint32_t request, NameId sender, NameId receiver)
    {
        m_plan.handled[answer] = request;
        m_plan.peers.push_back(sender);
        m_plan.peers.push_back(receiver);
        begin(StepKind::Command, request, answer, sender, receiver, m_timing.start(request));
        if (span(request).end == 0) return;
        // An error may be noted on either side.
        const auto told = span(answer).failed ? answer : request;
        end(StepKind::Reply, request, told, receiver, sender, m_timing.end(request));
    }

    void addDeliveries()
    {
        std::sort(m_deliveries.begin(), m_deliveries.end(), [](const auto &a, const auto &b) {
            return std::tie(a.event, a.service, a.time, a.span)
                   < std::tie(b.event, b.service, b.time, b.span);
        });
        for (std::size_t first = 0; first < m_deliveries.size();) {
            auto last = first;
            while (last < m_deliveries.size()
                   && m_deliveries[last].event == m_deliveries[first].event
                   && m_deliveries[last].service == m_deliveries[first].service)
                ++last;
            addAttempts(first, last);
            first = last;
        }
    }

    /// The deliveries of one message to one service.
    void addAttempts(std::size_t first, std::size_t last)
    {
        const auto event = m_deliveries[first].event;
        const auto channel = span(event).destination;
        bool processed = false;
        for (auto i = first; i < last; ++i)
            processed = processed || !span(m_deliveries[i].span).receivesOnly;
        std::uint8_t attempt = 0;
        for (auto i = first; i < last; ++i) {
            const auto &delivery = m_deliveries[i];
            const auto &consumer = span(delivery.span);
            if ((consumer.receivesOnly && processed) || isWithinAnother(delivery)) {
                ++m_plan.internal;
                continue;
            }
            if (attempt < std::numeric_limits<std::uint8_t>::max()) ++attempt;
            begin(StepKind::Deliver, event, delivery.span, channel, delivery.service,
                  delivery.time);
            m_plan.steps.back().attempt = attempt;
            if (consumer.end == 0) continue;
            end(consumer.failed ? StepKind::Nack : StepKind::Ack, event, delivery.span,
                delivery.service, channel, std::max(delivery.time, m_timing.end(delivery.span)));
            m_plan.steps.back().attempt = attempt;
        }
    }

    /// Whether the same delivery was recorded twice, by a framework and by its library: as a
    /// consumer within a consumer of the same message.
    bool isWithinAnother(const Delivery &delivery)
    {
        const auto parent = m_index.parent(delivery.span);
        if (!isKind(parent, OtlpKind::Consumer) || span(parent).receivesOnly
            || service(parent) != delivery.service)
            return false;
        const auto &producers = producersOf(parent);
        return std::binary_search(producers.begin(), producers.end(), delivery.event);
    }

    void begin(StepKind kind, std::uint32_t event, std::uint32_t from, NameId sender,
               NameId receiver, Timestamp time)
    {
        m_plan.steps.push_back(
            {time, m_timing.depth(from), event, from, sender, receiver, kind, 0});
    }

    void end(StepKind kind, std::uint32_t event, std::uint32_t from, NameId sender, NameId receiver,
             Timestamp time)
    {
        const auto rank = std::numeric_limits<std::uint32_t>::max() - m_timing.depth(from);
        m_plan.steps.push_back({time, rank, event, from, sender, receiver, kind, 0});
    }

    OtlpSpans &m_spans;
    const OtlpSpanIndex &m_index;
    const OtlpTiming &m_timing;
    const std::stop_token &m_stop;
    NameId m_unknown;
    std::vector<Facts> m_facts;
    std::vector<Delivery> m_deliveries;
    std::vector<std::uint32_t> m_producers;
    OtlpPlan m_plan;
};

} // namespace

OtlpPlan planOtlpSteps(OtlpSpans &spans, const OtlpSpanIndex &index, const OtlpTiming &timing,
                       const std::stop_token &stop)
{
    return Planner(spans, index, timing, stop).plan();
}

} // namespace playhead
