// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/foldsource.h"
#include "inspector/busynote.h"

namespace playhead {

/// Tells how far another source has come. For worker threads.
class WatchedSource final : public FoldSource
{
public:
    WatchedSource(std::unique_ptr<FoldSource> source, JobProgressPtr progress)
        : m_source(std::move(source)), m_progress(std::move(progress))
    {}

    Result<void> take(Position upTo, std::size_t count, std::vector<SourcedEvent> &events,
                      const std::stop_token &stop) override
    {
        auto taken = m_source->take(upTo, count, events, stop);
        m_progress->total = upTo.value();
        m_progress->done = m_source->reached().value();
        return taken;
    }
    Position reached() const override { return m_source->reached(); }

private:
    std::unique_ptr<FoldSource> m_source;
    JobProgressPtr m_progress;
};

} // namespace playhead
