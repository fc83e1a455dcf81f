// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/recording.h"

#include "log/temporarycase.h"

#include <cstdio>
#include <span>
#include <utility>

namespace playhead::cli {
namespace {

Result<std::unique_ptr<LogWriter>> makeWriter(const std::string &output)
{
    if (!output.empty()) return LogWriter::create(output);
    const auto path = temporaryCasePath();
    if (!path) return tl::unexpected(path.error());
    return LogWriter::create(*path, {.durable = false, .temporary = true, .format = "case"});
}

} // namespace

Result<std::unique_ptr<Recording>> Recording::start(const std::string &output,
                                                    const std::string &what, std::uint64_t steps)
{
    auto writer = makeWriter(output);
    if (!writer) return tl::unexpected(writer.error());
    return std::unique_ptr<Recording>(new Recording(std::move(*writer), output, what, steps));
}

Recording::Recording(std::unique_ptr<LogWriter> writer, std::string output, const std::string &what,
                     std::uint64_t steps)
    : m_writer(std::move(writer)), m_output(std::move(output)), m_progress(what), m_steps(steps)
{}

StepSink Recording::sink()
{
    return [this](std::span<TapStep> steps) {
        for (const auto &step : steps)
            m_writer->step(step);
        m_taken += steps.size();
        m_progress.update(m_taken, m_steps);
        if (m_interruption.isAsked()) m_stop.request_stop();
    };
}

Result<LogPtr> Recording::finish()
{
    if (auto finished = m_writer->finish(); !finished) return tl::unexpected(finished.error());
    return m_writer->log();
}

void Recording::discard()
{
    m_writer.reset();
    if (!m_output.empty()) std::remove(m_output.c_str());
}

} // namespace playhead::cli
