// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/logloader.h"

#include "formats/logreader.h"
#include "log/temporarycase.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace playhead {
namespace {

/// Makes what a reader writes visible every now and then, so that the first screen is there at
/// once.
class PublishingSink final : public LogSink
{
public:
    explicit PublishingSink(LogWriter &writer) : m_writer(writer) {}

    ParticipantId participant(std::string_view name, Role role) override
    {
        return m_writer.participant(name, role);
    }
    EventNumber event(const EventView &event) override { return m_writer.event(event); }
    void step(const StepRecord &step) override
    {
        m_writer.step(step);
        if (++m_steps % batch == 0) m_writer.publish();
    }
    void skipped(SkippedRecord record) override { m_writer.skipped(std::move(record)); }

private:
    static constexpr std::uint64_t batch = 1024;
    LogWriter &m_writer;
    std::uint64_t m_steps = 0;
};

/// Waits, or ends at once when asked to stop.
void pause(const std::stop_token &stop, std::chrono::milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
}

} // namespace

Result<std::unique_ptr<LogLoader>> LogLoader::open(const QString &path, const OpenOptions &options)
{
    std::unique_ptr<LogLoader> loader(new LogLoader);
    const bool isCase = options.format.isEmpty() ? looksLikeCase(path.toStdString())
                                                 : options.format == QLatin1String("case");
    const auto opened = isCase ? loader->openCase(path) : loader->openForeign(path, options);
    if (!opened) return tl::unexpected(opened.error());
    return loader;
}

LogLoader::~LogLoader() = default;

Result<void> LogLoader::openCase(const QString &path)
{
    auto reader = CaseReader::open(path.toStdString());
    if (!reader) return tl::unexpected(reader.error());
    m_reader = std::move(*reader);
    m_log = m_reader->log();
    m_path = m_casePath = path;
    m_total = m_reader->totalSteps();
    return {};
}

Result<void> LogLoader::openForeign(const QString &path, const OpenOptions &options)
{
    if (options.format.isEmpty()) {
        const auto reader = recogniseLog(path.toStdString());
        if (!reader) return tl::unexpected(reader.error());
    }
    const auto working = temporaryCasePath();
    if (!working) return tl::unexpected(working.error());
    auto writer = LogWriter::create(*working, {.durable = false, .temporary = true, .format = {}});
    if (!writer) return tl::unexpected(writer.error());
    m_writer = std::move(*writer);
    m_log = m_writer->log();
    m_path = path;
    m_casePath = QString::fromStdString(*working);
    m_options = options;
    return {};
}

void LogLoader::start()
{
    m_thread = std::jthread([this](const std::stop_token &stop) {
        if (m_reader)
            loadCase(stop);
        else
            readForeign(stop);
    });
}

void LogLoader::cancel()
{
    m_thread.request_stop();
}

double LogLoader::progress() const
{
    const auto total = m_total.load();
    if (total == 0) return -1;
    const auto done = m_reader ? m_log->watermark().value() : m_done.load();
    return std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
}

void LogLoader::tellFinished(const Result<void> &result, const std::stop_token &stop)
{
    if (stop.stop_requested()) return;
    const auto error = result ? QString() : QString::fromStdString(result.error().message);
    QMetaObject::invokeMethod(
        this, [this, error] { emit finished(error); }, Qt::QueuedConnection);
}

void LogLoader::loadCase(const std::stop_token &stop)
{
    tellFinished(m_reader->load(stop), stop);
    // Another process may be recording into the file.
    while (!stop.stop_requested()) {
        pause(stop, std::chrono::milliseconds(200));
        if (!stop.stop_requested() && !m_reader->refresh()) return;
    }
}

void LogLoader::readForeign(const std::stop_token &stop)
{
    PublishingSink sink(*m_writer);
    ReadLogOptions options;
    options.format = m_options.format.toStdString();
    options.mapping = m_options.mapping.toStdString();
    options.stop = stop;
    options.progress = [this](std::uint64_t done, std::uint64_t total) {
        m_done = done;
        m_total = total;
    };
    const auto format = readLog(m_path.toStdString(), sink, options);
    Result<void> result;
    if (!format) result = tl::unexpected(format.error());
    if (format) result = m_writer->setFormat(*format);
    if (const auto finished = m_writer->finish(); result && !finished) result = finished;
    tellFinished(result, stop);
}

} // namespace playhead
