// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "scenarios/scenariorunner.h"

#include <QString>

#include <optional>

namespace playhead {

/// Where a text stops being the JSON object that a request needs.
struct JsonMistake
{
    QString message; ///< for a person, with line and column
    int position;    ///< of the character it is at, for the cursor
};

/// Nothing: the text can be sent. An empty text can, it stands for `{}`.
[[nodiscard]] std::optional<JsonMistake> jsonMistake(const QString &text);

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
[[nodiscard]] RequestAnswer answerOf(const Result<QueryAnswer> &answer);

} // namespace playhead
