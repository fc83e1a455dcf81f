// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/scripthost.h"
#include "script/scriptthread.h"

#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace playhead {

/// A global object with a script and a driver (see scriptruntime.h) in it. Everything, the
/// destructor included, on the thread of the context, and under ScriptThread::run().
class RealmBase
{
public:
    /// Where the script stood when it was interrupted for good.
    [[nodiscard]] ScriptTrouble interruptedAt() const { return m_interruptedAt; }

protected:
    struct Roots;

    RealmBase(JSContext *context, ScriptThread &thread, std::string file);
    ~RealmBase();
    RealmBase(const RealmBase &) = delete;
    RealmBase &operator=(const RealmBase &) = delete;

    /// Makes the driver that `runtime` is.
    tl::expected<void, ScriptTrouble> open(std::string_view runtime);
    /// Runs the script. Answers what the driver says it is, or why it cannot be used.
    tl::expected<std::string, ScriptTrouble> evaluate(const std::string &source);
    ScriptTrouble takeException();

    JSContext *m_context;
    ScriptThread &m_thread;
    std::string m_file;
    std::unique_ptr<Roots> m_roots;

private:
    void noteInterruption(JSContext *context);

    ScriptTrouble m_interruptedAt;
};

} // namespace playhead
