// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logwriter.h"

#include "log/blockcodec.h"
#include "log/blockwriter.h"
#include "log/casefile.h"
#include "log/caseloader.h"
#include "log/casestore.h"
#include "log/casetables.h"
#include "log/keytable.h"
#include "model/extensions.h"

#include <cassert>

#include <fmt/format.h>

namespace playhead {
class LogWriter::Private
{
public:
    Private(std::string casePath, Database caseDatabase, LogWriterOptions writerOptions)
        : path(std::move(casePath)),
          database(std::move(caseDatabase)),
          options(std::move(writerOptions)),
          store(std::make_shared<CaseStore>(path, options.temporary)),
          log(std::make_shared<Log>(store)),
          blocks(path, database, *store, *log, tables),
          open(blocks.spare())
    {
        store->setNames(log->names());
    }
    ~Private() { store->setOpenBlock(nullptr); }

    Result<void> start();
    Result<void> recover();
    void append(const Step &step, const EventKeys &keys, std::string_view reason);
    EventNumber addEvent(const EventView &event);
    void sealIfFull()
    {
        if (open->isFull()) seal();
    }
    void seal();
    Result<void> flush();
    void beginBlock();
    [[nodiscard]] bool hasRoom(std::uint64_t count, std::uint64_t limit, const char *what);

    std::string path;
    Database database;
    LogWriterOptions options;
    std::shared_ptr<CaseStore> store;
    std::shared_ptr<Log> log;
    CaseTables tables;
    BlockWriter blocks;
    std::shared_ptr<BlockBuilder> open;
    std::int64_t openId = 1;
    bool openChanged = false; // since it was last on disk
    KeyTable keys;
    Result<void> full; // what does not fit is left out; the rest is still written
    bool finished = false;
};

Result<void> LogWriter::Private::start()
{
    if (auto done = blocks.prepare(); !done) return done;
    beginBlock();
    store->setOpenBlock(open.get());
    return {};
}

Result<void> LogWriter::Private::recover()
{
    CaseLoader loader(database, *log, *store);
    loader.onKeys([this](const EventKeys &eventKeys) { keys.add(eventKeys); });
    if (auto done = loader.loadTables(); !done) return done;
    if (auto done = loader.load({}); !done) return done;
    if (loader.foundDamage()) {
        // What is behind the damage cannot be trusted, and new blocks take its place.
        const auto cut = fmt::format("DELETE FROM blocks WHERE id > {}", loader.lastBlock());
        if (auto done = database.execute(cut.c_str()); !done) {
            return failure(fmt::format("{} is damaged behind step {} and cannot be continued; open "
                                       "it and save what there is as a new case.",
                                       path, log->watermark().value()));
        }
    }
    openId = loader.lastBlock() + 1;
    tables.areAsIn(*log);
    blocks.setDurable(log->watermark().value());
    return {};
}

void LogWriter::Private::beginBlock()
{
    BlockRange range;
    range.firstPosition = log->index().appended() + 1;
    range.firstEvent = keys.size() + 1;
    range.firstName = log->names().size() + 1;
    open->begin(range);
    openChanged = false;
}

bool LogWriter::Private::hasRoom(std::uint64_t count, std::uint64_t limit, const char *what)
{
    if (count < limit) return true;
    full = failure(fmt::format("{} is full: it holds {} {}.", path, limit, what));
    return false;
}

EventNumber LogWriter::Private::addEvent(const EventView &event)
{
    assert(!finished);
    if (!hasRoom(keys.size(), 0xFFFFFFFEU, "events")) return {};
    auto &names = log->writableNames();
    EventKeys found;
    // Names get their ids before the block begins to count them, in the order in which they come.
    found.type = names.intern(event.type).value();
    found.subject = names.intern(event.subject).value();
    found.correlation = event.correlation == event.subject
                            ? found.subject
                            : names.intern(event.correlation).value();
    keys.add(found);
    {
        const std::lock_guard lock(store->openMutex());
        open->addEvent(event, found);
    }
    openChanged = true;
    const EventNumber number(static_cast<std::uint32_t>(keys.size()));
    sealIfFull();
    return number;
}

void LogWriter::Private::append(const Step &step, const EventKeys &stepKeys,
                                std::string_view reason)
{
    assert(!finished);
    if (!hasRoom(log->index().appended(), std::uint64_t(1) << 30U, "steps")) return;
    log->writableIndex().append(step);
    open->addStep(step, stepKeys);
    if (!reason.empty()) {
        const std::lock_guard lock(store->openMutex());
        open->addReason(reason);
    }
    openChanged = true;
    sealIfFull();
}

void LogWriter::Private::seal()
{
    open->endNames(log->names());
    SealedBlock sealed{openId++, std::move(open)};
    open = blocks.spare();
    beginBlock();
    store->seal(sealed, open.get());
    blocks.put(std::move(sealed));
}

Result<void> LogWriter::Private::flush()
{
    if (openChanged) open->endNames(log->names());
    auto done = blocks.flush(openId, openChanged ? open.get() : nullptr);
    if (done) openChanged = false;
    return done;
}

LogWriter::LogWriter(std::unique_ptr<Private> p) : d(std::move(p)) {}

LogWriter::~LogWriter()
{
    static_cast<void>(finish()); // as documented: whoever wants the error calls finish()
}

Result<std::unique_ptr<LogWriter>> LogWriter::create(const std::string &path,
                                                     LogWriterOptions options)
{
    auto database = createCaseFile(path, options.durable);
    if (!database) return tl::unexpected(database.error());
    const auto format = options.format;
    auto d = std::make_unique<Private>(path, std::move(*database), std::move(options));
    if (auto done = CaseTables::writeFormat(d->database, format); !done)
        return tl::unexpected(done.error());
    d->log->setFormat(format);
    if (auto done = d->start(); !done) return tl::unexpected(done.error());
    return std::unique_ptr<LogWriter>(new LogWriter(std::move(d)));
}

Result<void> LogWriter::setFormat(const std::string &format)
{
    d->blocks.drain(); // the connection is its thread's as long as that has work
    if (auto done = CaseTables::writeFormat(d->database, format); !done) return done;
    d->log->setFormat(format);
    return {};
}

Result<std::unique_ptr<LogWriter>> LogWriter::append(const std::string &path,
                                                     LogWriterOptions options)
{
    auto database = openCaseForWriting(path, options.durable);
    if (!database) return tl::unexpected(database.error());
    auto d = std::make_unique<Private>(path, std::move(*database), std::move(options));
    if (auto done = d->recover(); !done) return tl::unexpected(done.error());
    if (auto done = d->start(); !done) return tl::unexpected(done.error());
    return std::unique_ptr<LogWriter>(new LogWriter(std::move(d)));
}

ParticipantTable &LogWriter::participants()
{
    return d->log->writableParticipants();
}

LogPtr LogWriter::log() const
{
    return d->log;
}

ParticipantId LogWriter::participant(std::string_view name, Role role)
{
    return d->log->writableParticipants().intern(name, role);
}

EventNumber LogWriter::event(const EventView &event)
{
    return d->addEvent(event);
}

void LogWriter::step(const StepRecord &record)
{
    Step step;
    step.time = record.time;
    step.kind = record.kind;
    step.evidence = record.evidence;
    step.failed = record.failed || isFailure(record.kind);
    step.attempt = record.attempt;
    step.sender = record.sender;
    step.receiver = record.receiver;
    assert(record.event.value() <= d->keys.size());
    EventKeys keys;
    if (record.event.isValid() && record.event.value() <= d->keys.size()) {
        step.event = record.event;
        keys = d->keys[record.event.value()];
    }
    step.type = NameId(keys.type);
    step.subject = NameId(keys.subject);
    step.correlation = NameId(keys.correlation);
    d->append(step, keys, record.reason);
}

void LogWriter::step(const TapStep &tap)
{
    StepRecord record;
    record.time = tap.time;
    record.kind = tap.kind;
    record.evidence = tap.evidence;
    record.failed = tap.failed;
    record.attempt = tap.attempt;
    record.sender = tap.sender;
    record.receiver = tap.receiver;
    if (tap.event) {
        record.event = tap.event->mark.numberIn(d->log->tag());
        if (!record.event.isValid()) {
            record.event = d->addEvent(EventAsView(*tap.event).view());
            tap.event->mark.set(d->log->tag(), record.event);
        }
    }
    if (tap.reason) record.reason = *tap.reason;
    step(record);
}

void LogWriter::skipped(SkippedRecord record)
{
    d->tables.addSkipped(record);
    d->log->addSkipped(std::move(record));
}

void LogWriter::publish()
{
    d->log->writableDensity().extend(d->log->index());
    d->log->setEventCount(d->keys.size());
    d->log->writableIndex().publish();
}

Result<void> LogWriter::flush()
{
    publish();
    return d->flush();
}

Result<void> LogWriter::finish()
{
    if (d->finished) return d->blocks.status();
    publish();
    auto done = d->flush();
    if (done) {
        // Everything is in the file now, so the block in memory can go.
        if (!d->open->isEmpty()) d->store->addBlock(d->openId, d->open->range());
        d->store->setOpenBlock(nullptr);
        d->blocks.close();
        d->store->closeConnections();
        leaveWriteAheadLog(d->database);
        d->database.close();
        d->keys.clear();
    } else {
        // The disk has not got it: the last block goes on living in memory, with the log.
        d->seal();
        d->blocks.drain();
        d->store->setOpenBlock(nullptr);
    }
    d->finished = true;
    return done;
}

Position LogWriter::durable() const
{
    return Position(d->blocks.durable());
}

Result<void> LogWriter::status() const
{
    return d->blocks.status();
}

} // namespace playhead
