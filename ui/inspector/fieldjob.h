// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/busynote.h"
#include "inspector/statejob.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>
#include <vector>

namespace playhead {

/// Asks why a value of a state is what it is.
struct FieldQuestion
{
    StateRequest state; ///< whose state, up to which position; what it is compared with has no part
    QString projectionName;
    QStringList keys; ///< from the top of the state to the value
};

/// An event that set the value.
struct FieldRow
{
    Position position;
    NameId type;
    QString typeName;
    QString before;               ///< on one line; null: there was no value
    QString after;                ///< null: there is none any more
    std::optional<double> number; ///< what it became, where that is one
};

/// The answer to a FieldQuestion.
struct FieldAnswer
{
    FieldQuestion question;
    std::vector<FieldRow> rows; ///< the newest first
    std::uint64_t leftOut = 0;  ///< how many before the last row are not in it
    std::uint64_t folded = 0;   ///< events that were looked at
    bool isNumeric = false;     ///< all values were numbers
    FoldProblems problems;
    QString error; ///< why there is no answer
};

/// Folds and looks at the value after each event. For worker threads; cost: see fieldHistory().
[[nodiscard]] FieldAnswer answerField(const FieldQuestion &question, const JobProgressPtr &progress,
                                      const std::stop_token &stop);

} // namespace playhead
