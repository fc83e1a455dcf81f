// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/recorder.h"
#include "transports/aws/awstransports.h"
#include "transports/livesource.h"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>
#include <string>
#include <vector>

namespace playhead::test {

/// A source that is recorded into a case, as the application does it.
class AwsRecording
{
public:
    AwsRecording(const SourceUrl &url, AwsEnvironment environment)
    {
        auto writer = LogWriter::create(m_folder.filePath("log.playhead").toStdString());
        if (!writer) qFatal("%s", writer.error().message.c_str());
        m_recorder = std::make_unique<Recorder>(std::move(*writer));
        const SnsTransport sns(environment);
        const SqsTransport sqs(environment);
        const Transport &transport =
            url.scheme == "sns" ? static_cast<const Transport &>(sns) : sqs;
        auto connection = transport.connection(url);
        if (!connection) qFatal("%s", connection.error().message.c_str());
        SourceContext context{[this](std::span<TapStep> steps) { m_recorder->submit(steps); },
                              m_recorder->participants(),
                              {}};
        context.firstRetry = 20 * nanosecondsPerMillisecond;
        context.longestRetry = 100 * nanosecondsPerMillisecond;
        m_source = std::make_unique<LiveSource>(transport.sourceName(url), std::move(*connection),
                                                std::move(context));
    }
    ~AwsRecording() { detach(); }

    [[nodiscard]] LiveSource &source() { return *m_source; }

    /// Until everything that a person would see of it is over.
    void detach() { m_source.reset(); }

    /// What is recorded so far.
    [[nodiscard]] LogPtr log()
    {
        if (const auto flushed = m_recorder->flush(); !flushed)
            qFatal("%s", flushed.error().message.c_str());
        return m_recorder->log();
    }

    /// Steps of a kind in the log.
    [[nodiscard]] std::vector<Step> steps(StepKind kind)
    {
        const auto recorded = log();
        std::vector<Step> found;
        for (Position p(1); p <= recorded->watermark(); p = advanced(p, 1))
            if (recorded->at(p).kind == kind) found.push_back(recorded->at(p));
        return found;
    }

    [[nodiscard]] Event event(const Step &step) { return log()->event(step.event).value(); }
    [[nodiscard]] std::string sender(const Step &step)
    {
        return std::string(log()->participantName(step.sender));
    }
    [[nodiscard]] std::string receiver(const Step &step)
    {
        return std::string(log()->participantName(step.receiver));
    }

    /// The data of the events of all publishes, in their order; those about gaps left out.
    [[nodiscard]] std::vector<std::string> published()
    {
        std::vector<std::string> data;
        for (const auto &step : steps(StepKind::Publish)) {
            auto published = event(step);
            if (!published.type.starts_with("playhead.source.")) data.push_back(published.data);
        }
        return data;
    }

    /// Steps that the source has handed on.
    [[nodiscard]] std::uint64_t recorded() const { return m_source->status().recorded; }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<LiveSource> m_source;
};

/// `prefix0`, `prefix1`, ...
inline std::vector<std::string> numbered(const std::string &prefix, int count)
{
    std::vector<std::string> texts;
    texts.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        texts.push_back(prefix + std::to_string(i));
    return texts;
}

/// How many messages a test of many sends: `usual`, or what PLAYHEAD_TEST_MESSAGES says, for runs
/// by hand.
inline int manyMessages(int usual)
{
    const auto said = qEnvironmentVariableIntValue("PLAYHEAD_TEST_MESSAGES");
    return said > 0 ? said : usual;
}

} // namespace playhead::test
