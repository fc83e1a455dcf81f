// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/engine.h"
#include "script/realmbase.h"
#include "script/scriptvalues.h"

namespace playhead {

/// What the engine must not collect or move unknown to us.
struct RealmBase::Roots
{
    explicit Roots(JSContext *cx) : context(cx), global(cx, newGlobal(cx)), driver(cx), buffer(cx)
    {}

    /// Calls a function of the driver.
    bool call(const char *name, const JS::HandleValueArray &args, JS::MutableHandleValue answer)
    {
        return JS_CallFunctionName(context, driver, name, args, answer);
    }

    JSContext *context;
    JS::PersistentRootedObject global;
    JS::PersistentRootedObject driver;
    JS::PersistentRootedObject buffer; ///< of ScriptThread::progress()
};

} // namespace playhead
