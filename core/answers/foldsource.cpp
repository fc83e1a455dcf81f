// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/foldsource.h"

#include "replay/eventsequence.h"

#include <algorithm>

namespace playhead {
namespace {

class LogFoldSource final : public FoldSource
{
public:
    LogFoldSource(LogPtr log, SequenceScope scope)
        : m_log(std::move(log)), m_scope(std::move(scope))
    {}

    Result<void> take(Position upTo, std::size_t count, std::vector<SourcedEvent> &events,
                      const std::stop_token &stop) override
    {
        events.clear();
        const auto end = std::min(upTo, m_log->watermark());
        if (end <= m_reached) return {};
        if (!m_sequence) {
            auto made = EventSequence::make(m_log, m_scope, stop);
            if (!made) return tl::unexpected(std::move(made.error()));
            m_sequence = std::move(*made);
        }
        if (!m_sequence->extend(end, stop) || stop.stop_requested()) return {};
        const auto total = m_sequence->countUpTo(end);
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(count, total - m_next));
        if (size > 0) {
            if (auto read = m_sequence->read(m_next, size, m_numbers, m_batch); !read) return read;
            for (std::size_t i = 0; i < size; ++i)
                events.push_back({std::move(m_batch.events[i]), m_batch.numbers[i],
                                  m_batch.positions[i], m_batch.folded[i].sequence});
        }
        m_next += size;
        m_reached = m_next == total ? end : m_batch.positions.back();
        return {};
    }

    Position reached() const override { return m_reached; }

private:
    LogPtr m_log;
    SequenceScope m_scope;
    std::optional<EventSequence> m_sequence; // made with the first events
    SequenceNumbers m_numbers;
    EventBatch m_batch;
    std::uint64_t m_next = 0; // the number of the next event
    Position m_reached;
};

} // namespace

std::unique_ptr<FoldSource> logFoldSource(const StateQuestion &question)
{
    SequenceScope scope{.observer = question.observer};
    if (question.projection->isPerSubject()) scope.subject = question.partition;
    return std::make_unique<LogFoldSource>(question.log, std::move(scope));
}

} // namespace playhead
