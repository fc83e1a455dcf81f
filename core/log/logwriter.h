// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "log/logsink.h"
#include "model/result.h"

#include <memory>
#include <string>

namespace playhead {

struct LogWriterOptions
{
    /// Kept for good: written with synchronous=NORMAL. False for the working copy of a file that
    /// can be read again: no fsync at all.
    bool durable = true;
    /// The file is deleted when the last user of the log lets go of it.
    bool temporary = false;
    /// Name of the format that the log comes from.
    std::string format = "case";
};

/// Writes one case file, and fills the Log over it at the same time: the caller's thread fills
/// blocks, a thread of its own compresses and writes them (BlockWriter). Waits for it where that
/// falls behind, and in flush() and finish(). Readers use it directly; live sources go through the
/// Recorder, which owns one on its thread.
///
/// Threads: one at a time.
class LogWriter : public LogSink
{
public:
    /// Makes a new case at `path`; fails if there is a file already or it cannot be made.
    static Result<std::unique_ptr<LogWriter>> create(const std::string &path,
                                                     LogWriterOptions options = {});
    /// Opens an existing case to append to it, recovering it first where it was cut off.
    static Result<std::unique_ptr<LogWriter>> append(const std::string &path,
                                                     LogWriterOptions options = {});
    ~LogWriter() override; // finishes, ignoring errors; call finish() to see them

    /// The log being written. Grows while this writes; stays readable when the writer is gone.
    [[nodiscard]] LogPtr log() const;

    ParticipantId participant(std::string_view name, Role role) override;
    EventNumber event(const EventView &event) override;
    void step(const StepRecord &step) override;
    void skipped(SkippedRecord record) override;

    /// Where to intern the participants that go into TapStep. Any thread.
    [[nodiscard]] ParticipantTable &participants();

    /// Appends a step of a live source, storing its event if this log has not met it.
    void step(const TapStep &step);

    /// Names the format once a reader has found out; instead of LogWriterOptions::format.
    Result<void> setFormat(const std::string &format);

    /// Makes all steps so far visible to readers of the Log. Cheap; call once a batch.
    void publish();

    /// Writes the partial block and commits: everything so far is on disk when this returns.
    Result<void> flush();

    /// Flushes, closes the case. Nothing may be appended afterwards.
    Result<void> finish();

    /// The last position that is on disk for certain.
    [[nodiscard]] Position durable() const;

    /// The first error of writing, if any. After one, the log in memory goes on and nothing more
    /// reaches the disk; shown to the person, never swallowed.
    [[nodiscard]] Result<void> status() const;

private:
    class Private;
    explicit LogWriter(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace playhead
