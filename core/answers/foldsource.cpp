// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/foldsource.h"

#include <algorithm>
#include <unordered_map>

namespace playhead {
namespace {

/// A step whose message is an event, not that of a command, a query or a reply.
bool showsEvent(StepKind kind)
{
    return kind != StepKind::Command && kind != StepKind::Query && kind != StepKind::Reply;
}

class LogFoldSource final : public FoldSource
{
public:
    LogFoldSource(LogPtr log, Observer observer, std::optional<std::string> subject)
        : m_log(std::move(log)), m_observer(observer), m_subject(std::move(subject))
    {}

    Result<void> take(Position upTo, std::size_t count, std::vector<SourcedEvent> &events,
                      const std::stop_token &stop) override
    {
        events.clear();
        const auto end = std::min(upTo, m_log->watermark()).value();
        if (m_subject && !findSubject()) {
            m_done = std::max(m_done, end); // no event so far is about it
            return {};
        }
        while (m_done < end && events.size() < count && !stop.stop_requested()) {
            const auto offset = m_done % FlowIndex::chunkSize;
            const auto &chunk = *m_log->index().chunk(m_done / FlowIndex::chunkSize);
            const auto run = std::min({FlowIndex::chunkSize - offset, std::size_t(4096),
                                       static_cast<std::size_t>(end - m_done)});
            if (auto taken = takeRun(chunk, offset, offset + run, count, events); !taken)
                return taken;
        }
        return {};
    }

    Position reached() const override { return Position(m_done); }

private:
    bool findSubject()
    {
        if (!m_subjectId && !m_subject->empty()) {
            const auto id = m_log->names().find(*m_subject);
            if (!id.isValid()) return false;
            m_subjectId = id.value();
        }
        return true;
    }

    Result<void> takeRun(const FlowIndex::Chunk &chunk, std::size_t begin, std::size_t end,
                         std::size_t count, std::vector<SourcedEvent> &events)
    {
        for (auto i = begin; i < end && events.size() < count; ++i) {
            if (contributes(chunk, i)) {
                auto event = m_log->event(EventNumber(chunk.event[i]));
                if (!event) return tl::unexpected(std::move(event.error()));
                noteSeen(chunk.event[i]);
                events.push_back({std::move(*event), EventNumber(chunk.event[i]),
                                  Position(m_done + 1), m_sequences[chunk.subject[i]]++});
            }
            ++m_done;
        }
        return {};
    }

    /// The same choice as Replay::contributions() makes.
    bool contributes(const FlowIndex::Chunk &chunk, std::size_t i) const
    {
        const auto event = chunk.event[i];
        if (event == 0 || (m_subject && chunk.subject[i] != m_subjectId.value_or(0))) return false;
        const auto kind = static_cast<StepKind>(chunk.kindAndFlags[i] & FlowIndex::kindMask);
        if (!m_observer.isLog())
            return kind == StepKind::Ack && chunk.sender[i] == m_observer.consumer.value();
        return showsEvent(kind) && (event >= m_seen.size() || !m_seen[event]);
    }

    void noteSeen(std::uint32_t event)
    {
        if (!m_observer.isLog()) return;
        if (event >= m_seen.size())
            m_seen.resize(std::max<std::size_t>(event + 1U, m_seen.size() * 2));
        m_seen[event] = true;
    }

    LogPtr m_log;
    Observer m_observer;
    std::optional<std::string> m_subject;
    std::optional<std::uint32_t> m_subjectId;
    std::uint64_t m_done = 0;
    std::vector<bool> m_seen; // by event number
    std::unordered_map<std::uint32_t, std::uint64_t> m_sequences;
};

} // namespace

std::unique_ptr<FoldSource> logFoldSource(const StateQuestion &question)
{
    auto subject = question.projection->isPerSubject() ? question.partition : std::nullopt;
    return std::make_unique<LogFoldSource>(question.log, question.observer, std::move(subject));
}

} // namespace playhead
