// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "replay/json.h"
#include "transports/transporttable.h"

#include <string>

namespace playhead::cli {

/// The password that the URL's user has in the environment (PLAYHEAD_PASSWORD), where the URL has
/// none.
void takePassword(SourceUrl &url);

/// A source or target as a person named it, with takePassword(). Fails for a text that is no URL.
Result<SourceUrl> readSourceUrl(const std::string &text);

/// A source, and what attaching to it does.
struct PlannedSource
{
    SourceUrl url;
    std::string name;
    AttachPlan plan;

    /// `{"source", "url", "disturbs", "effects": [{"kind", "text"}]}`
    [[nodiscard]] Json toJson() const;
    /// The name, and below it one line an effect.
    [[nodiscard]] std::string text() const;
    /// What others may notice, in sentences.
    [[nodiscard]] std::string disturbance() const;
};

/// Contacts nobody. Fails for what Playhead or this build cannot attach to, and for options that
/// make no sense.
Result<PlannedSource> planSource(const std::string &text);

} // namespace playhead::cli
