// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace playhead {

/// Where a text that a person types stops being the JSON that is needed.
struct JsonMistake
{
    QString message;  ///< for a person, with line and column
    int position = 0; ///< of the character it is at, for the cursor
};

enum class JsonNeeded { Any, Object };

/// Nothing: the text can be used. An empty one can: it stands for no data, or for `{}`.
[[nodiscard]] std::optional<JsonMistake> jsonMistake(const QString &text, JsonNeeded needed);

} // namespace playhead
