// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branchmark.h"
#include "log/log.h"
#include "replay/branch.h"
#include "replay/json.h"
#include "theme.h"

#include <QString>

#include <string>

namespace playhead {

/// How an edit reads in a list.
struct EditText
{
    QString text;   ///< `− skip #8 399 payment.failed`: sign, what, which
    ColorRole role; ///< of the sign and the text
};

/// Of columns only; positions that the log does not have are fine. `details`: see changeDetails().
[[nodiscard]] EditText editText(const Log &log, const BranchEdit &edit,
                                const QString &details = {});

/// What an edit changes of its event: `amount 129.9 → 99.9`; for other kinds empty. Reads the
/// event: for worker threads.
[[nodiscard]] QString changeDetails(const Log &log, const BranchEdit &edit);

/// The first changes of a JSON Patch for a person, on one line: `status "placed" → "paid", payment
/// added`. `before` is what the patch is for.
[[nodiscard]] QString patchText(const Json &before, const Json &patch);

/// `payment.lines.0` of the JSON pointer `/payment/lines/0`.
[[nodiscard]] QString pathText(const std::string &pointer);

/// What a branch makes of events, and where it puts some; what is not in the log is left out.
/// Columns only.
[[nodiscard]] BranchMarks branchMarks(const Log &log, const Branch &branch);

/// Where a click on an edit leads.
[[nodiscard]] Position placeOf(const BranchEdit &edit);

} // namespace playhead
