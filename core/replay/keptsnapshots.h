// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/casesnapshots.h"
#include "log/log.h"
#include "replay/projection.h"
#include "replay/snapshotshelf.h"

#include <cstddef>
#include <stop_token>

namespace playhead {

/// Moves snapshots between a shelf and a case, so that a log that is opened again need not be
/// folded again. They are void, and left out, where the projection's fingerprint or the log up to
/// their position has changed: its steps (times, names, participants, events) or the last event.
///
/// For the sequences of a log, not for those of branches. Any thread.
class KeptSnapshots
{
public:
    static constexpr std::size_t defaultBytes = std::size_t(16) << 20U;

    /// `maxBytes` bounds what is written for one projection and observer: as many snapshots as fit,
    /// spread evenly.
    explicit KeptSnapshots(CaseSnapshots snapshots, std::size_t maxBytes = defaultBytes)
        : m_case(std::move(snapshots)), m_maxBytes(maxBytes)
    {}

    /// Puts what the case keeps for them onto the shelf; answers how many were good. Cost: reading
    /// them and a few ns for each step of the log before the last one.
    Result<std::size_t> load(const Log &log, const Projection &projection, Observer observer,
                             SnapshotShelf &shelf, const std::stop_token &stop = {}) const;
    Result<void> save(const Log &log, const Projection &projection, Observer observer,
                      const SnapshotShelf &shelf, const std::stop_token &stop = {});

private:
    CaseSnapshots m_case;
    std::size_t m_maxBytes;
};

} // namespace playhead
