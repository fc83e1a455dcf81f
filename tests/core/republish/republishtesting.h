// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/logwriter.h"
#include "transports/eventheaders.h"

#include <QTemporaryDir>

#include <string>
#include <vector>

namespace playhead::test {

/// One publish of a log.
struct Published
{
    std::string id;
    Timestamp time = 0; ///< of the step
    std::string channel = "orders";
    bool replayed = false;
};

/// A case with publishes, each delivered to a consumer too.
class PublishedLog
{
public:
    explicit PublishedLog(const std::vector<Published> &published)
    {
        auto made = LogWriter::create(m_folder.filePath("log.playhead").toStdString());
        if (!made) qFatal("%s", made.error().message.c_str());
        auto &writer = **made;
        for (const auto &one : published)
            add(writer, one);
        if (auto finished = writer.finish(); !finished)
            qFatal("%s", finished.error().message.c_str());
        m_log = writer.log();
    }

    [[nodiscard]] const LogPtr &log() const { return m_log; }

private:
    static void add(LogWriter &writer, const Published &one)
    {
        auto event = std::make_shared<Event>();
        event->id = one.id;
        event->type = one.id.starts_with("note") ? "playhead.source.lost" : "order." + one.id;
        event->source = "/shop";
        event->encoding = DataEncoding::Json;
        event->data = "{\"id\":\"" + one.id + "\"}";
        event->extensions.emplace_back("tenant", "\"a\"");
        if (one.replayed) markReplayed(*event, "somebody");
        auto &participants = writer.participants();
        TapStep step;
        step.time = one.time;
        step.event = event;
        step.sender = participants.intern("web", Role::Producer);
        step.receiver =
            one.channel == "web" ? step.sender : participants.intern(one.channel, Role::Channel);
        writer.step(step);
        step.kind = StepKind::Deliver;
        step.sender = std::exchange(step.receiver, participants.intern("billing", Role::Consumer));
        writer.step(step);
    }

    QTemporaryDir m_folder;
    LogPtr m_log;
};

} // namespace playhead::test
