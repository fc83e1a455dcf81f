// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "scenarios/livescenario.h"

#include <QString>

namespace playhead {

/// JSON text in lines that are easy to read; what is not JSON stays as it is. Any thread.
[[nodiscard]] QString readableJson(const std::string &json);

/// What came of a request.
struct RequestAnswer
{
    bool failed = false;
    QString text;
    QString note; ///< about the answer; may be empty
};

/// The events of a command, type and subject above the data. Any thread.
[[nodiscard]] RequestAnswer answerOf(const Result<CommandOutcome> &outcome);
/// The answer to a query, and from where its read model gave it. Any thread.
[[nodiscard]] RequestAnswer answerOf(const Result<ScenarioAnswer> &answer);

} // namespace playhead
