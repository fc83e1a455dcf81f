// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/replay/scriptedlog.h"

namespace playhead::test {

/// A desk that asks a view, and a shop that publishes to it.
class Desk : public ScriptedLog
{
public:
    EventNumber changed(const char *subject)
    {
        const auto event = json("changed", subject, "{}");
        publish(event);
        return event;
    }
    void taken(EventNumber event)
    {
        deliver("view", event);
        ack("view", event);
    }
    void asks(const char *subject, const char *from = "desk", const char *query = "price")
    {
        step(StepKind::Query, from, "view", json(query, subject, "{}"));
    }
    void replies(const char *subject, const char *to = "desk")
    {
        step(StepKind::Reply, "view", to, json("price.reply", subject, R"({"price":1})"));
    }
};

} // namespace playhead::test
