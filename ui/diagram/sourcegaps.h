// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/diagramscene.h"
#include "log/log.h"

#include <QString>

namespace playhead {

/// The steps by which a log tells that a live source was away (see transports/livesource.h). They
/// are drawn as bands across all lanes, for nobody sent anything to anybody. A value.
class SourceGaps
{
public:
    SourceGaps() = default;
    /// Cost: two look-ups.
    explicit SourceGaps(const Log &log);

    [[nodiscard]] bool any() const { return m_lost.isValid(); }
    /// Whether the step tells that a source was lost or is back.
    [[nodiscard]] bool has(const Step &step) const;
    /// How many steps of a summary tell that a source was lost.
    [[nodiscard]] std::uint32_t lostIn(const DensitySummary &summary) const;
    /// How many tell of gaps at all.
    [[nodiscard]] std::uint32_t toldIn(const DensitySummary &summary) const;

    /// `kafka localhost:9092 lost`, or, where it is back, `kafka localhost:9092 lost for 12.3 s`.
    /// Cost: O(log n) for each failure between the two, up to a limit.
    [[nodiscard]] QString text(const Log &log, const Step &step) const;

private:
    [[nodiscard]] Timestamp lostAt(const Log &log, const Step &back) const;

    NameId m_lost;
    NameId m_back;
};

} // namespace playhead
