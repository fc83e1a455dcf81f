// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/recorder.h"
#include "support/eventually.h"
#include "transports/transporttable.h"

#include <QStringList>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace playhead::test {

/// A source that is recorded into a case of its own, as the program does it.
class SourceRecording
{
public:
    explicit SourceRecording(const SourceUrl &url)
    {
        auto writer = LogWriter::create(m_dir.filePath("live.playhead").toStdString());
        if (!writer) qFatal("%s", writer.error().message.c_str());
        m_recorder = std::make_unique<Recorder>(std::move(*writer));
        SourceContext context{[this](std::span<TapStep> steps) { m_recorder->submit(steps); },
                              m_recorder->participants(),
                              {}};
        auto source = attach(url, std::move(context));
        if (!source) qFatal("%s", source.error().message.c_str());
        m_source = std::move(*source);
    }
    ~SourceRecording()
    {
        m_source.reset();
        if (!m_recorder->finish()) QTest::qFail("the case was not written", __FILE__, __LINE__);
    }
    SourceRecording(const SourceRecording &) = delete;
    SourceRecording &operator=(const SourceRecording &) = delete;

    [[nodiscard]] LiveSource &source() { return *m_source; }

    /// The log with all that was received so far.
    LogPtr log()
    {
        if (!m_recorder->flush()) qFatal("the case cannot be written");
        return m_recorder->log();
    }
    /// All steps, in their order.
    std::vector<Step> steps()
    {
        const auto log = this->log();
        std::vector<Step> found;
        for (std::uint64_t p = 1; p <= log->watermark().value(); ++p)
            found.push_back(log->at(Position(p)));
        return found;
    }
    /// The steps of a kind, in their order.
    std::vector<Step> steps(StepKind kind)
    {
        auto found = steps();
        std::erase_if(found, [&](const Step &step) { return step.kind != kind; });
        return found;
    }
    /// The events that were published to channels, in their order; gaps are left out.
    std::vector<Event> events()
    {
        const auto log = this->log();
        std::vector<Event> found;
        for (const auto &step : steps(StepKind::Publish))
            if (step.sender != step.receiver) found.push_back(*log->event(step.event));
        return found;
    }
    /// Their data, in order.
    std::vector<std::string> data(bool sorted = false)
    {
        std::vector<std::string> found;
        for (const auto &event : events())
            found.push_back(event.data);
        if (sorted) std::ranges::sort(found);
        return found;
    }
    /// The steps of a kind as `SENDER > RECEIVER: DATA`.
    std::vector<std::string> arrows(StepKind kind)
    {
        const auto log = this->log();
        std::vector<std::string> found;
        for (const auto &step : steps(kind))
            found.push_back(std::string(log->participantName(step.sender)) + " > "
                            + std::string(log->participantName(step.receiver)) + ": "
                            + log->event(step.event)->data);
        return found;
    }

    /// All steps between participants as `KIND SENDER > RECEIVER: DATA`, in their order; what the
    /// source tells of itself is left out. `*` behind the kind: inferred; a number behind the
    /// receiver: the attempt of a retry.
    QStringList story()
    {
        const auto log = this->log();
        QStringList found;
        for (const auto &step : steps()) {
            if (step.sender == step.receiver) continue;
            std::string text(stepKindName(step.kind));
            if (step.evidence == Evidence::Inferred) text += '*';
            text += ' ' + std::string(log->participantName(step.sender)) + " > "
                    + std::string(log->participantName(step.receiver));
            if (step.isRetry()) text += " (" + std::to_string(int(step.attempt)) + ')';
            found << QString::fromStdString(text + ": " + log->event(step.event)->data);
        }
        return found;
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<LiveSource> m_source;
};

/// For conditions that a server brings about.

} // namespace playhead::test
