// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/findings/finding.h"

#include <QString>

#include <cstddef>
#include <vector>

namespace playhead {

/// A filter that leaves the steps of findings.
struct FindingFilter
{
    QString text;             ///< in the filter language; empty: no findings
    std::size_t findings = 0; ///< how many of the first it is about: a filter has to stay readable
};

/// The steps themselves where they are few; else all steps of the subjects, or of the
/// conversations, that the findings are about. Any thread.
[[nodiscard]] FindingFilter filterForFindings(const Log &log,
                                              const std::vector<FindingPtr> &findings);

} // namespace playhead
