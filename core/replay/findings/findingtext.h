// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "replay/findings/finding.h"
#include "replay/json.h"

#include <string>
#include <string_view>

namespace playhead {

/// What there is to say about one finding, with its figures, in plain words. One or more sentences
/// on one line.
/// Any thread. Cost: reads the reason of a refusal from the log, where there is one; below a
/// millisecond.
[[nodiscard]] std::string explainFinding(const Log &log, const Finding &finding);

/// What usually helps; the same for all findings of a kind.
[[nodiscard]] std::string_view findingAdvice(FindingKind kind);

/// One finding with stable keys: `kind`, `severity`, `positions`, `participants`, `type`,
/// `subject`, `correlation`, `times`, `explanation`, `advice`. Names that do not apply are empty.
[[nodiscard]] Json findingToJson(const Log &log, const Finding &finding);

} // namespace playhead
