// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/realmbase.h"
#include "script/scriptbatch.h"

#include <functional>
#include <optional>
#include <string>

#include <tl/expected.hpp>

namespace playhead {

/// A projection's script, loaded.
class ScriptRealm : public RealmBase
{
public:
    ScriptRealm(JSContext *context, ScriptThread &thread, std::string file);

    /// Runs the script. Answers what it is (see ScriptDefinition), or why it cannot be used.
    tl::expected<std::string, ScriptTrouble> load(const std::string &source);
    /// Whether $init and $initShared work.
    tl::expected<void, ScriptTrouble> tryInit();

    /// Lets go of all states: they come from the host again. Where $init fails or the time is up,
    /// says why.
    tl::expected<void, ScriptTrouble> restart();
    /// Takes in a batch; answers how many events were dealt with, empty where the call was given up
    /// (ScriptThread::verdict()).
    std::optional<std::size_t> run(const ScriptBatch &batch);

    using TakeText = std::function<void(std::string partition, std::string text)>;
    /// Hands over the states that have changed since. False: given up.
    bool takeChanged(bool dropsCurrent, const TakeText &take);
    /// One of them; empty: it has not changed, or the call was given up.
    std::optional<std::string> takeOne(const std::string &partition);
    std::optional<std::string> takeShared();
    std::optional<std::string> result(const std::string &state, const std::string &shared);
};

} // namespace playhead
