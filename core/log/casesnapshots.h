// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ids.h"
#include "model/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace playhead {

/// A state that a case keeps.
struct StoredSnapshot
{
    std::uint64_t events = 0; ///< how many are in it
    Position position;        ///< of the last one
    std::uint64_t prefix = 0; ///< a digest of the log up to there: where it differs, this is void
    std::string problems;     ///< JSON
    std::string state;        ///< as FoldSnapshot::encoded() gave it; compressed in the file
};

/// The snapshots in a case: by projection (its fingerprint) and sequence (whose events, as text).
/// Bounded: what was kept longest ago goes first. All of it may be dropped at any time.
///
/// Opens a connection of its own for the call, so it works while a recorder or another process
/// writes; waits up to a second for it. Any thread.
class CaseSnapshots
{
public:
    static constexpr std::uint64_t defaultBytes = std::uint64_t(64) << 20U;

    /// `maxBytes` bounds the compressed states of all projections together.
    explicit CaseSnapshots(std::string path, std::uint64_t maxBytes = defaultBytes)
        : m_path(std::move(path)), m_maxBytes(maxBytes)
    {}

    /// By number of events; none where the case keeps none, or is of before version 2. One that
    /// cannot be unpacked is left out.
    [[nodiscard]] Result<std::vector<StoredSnapshot>> load(const std::string &projection,
                                                           const std::string &sequence) const;
    /// Replaces those of that projection and sequence. One that alone is larger than a quarter of
    /// the bound is left out.
    Result<void> save(const std::string &projection, const std::string &sequence,
                      const std::vector<StoredSnapshot> &snapshots);

private:
    std::string m_path;
    std::uint64_t m_maxBytes;
};

} // namespace playhead
