// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logwriter.h"

#include "log/blockcodec.h"
#include "log/casefile.h"
#include "log/caseloader.h"
#include "log/casestore.h"
#include "log/casetables.h"
#include "log/keytable.h"
#include "model/extensions.h"

#include <atomic>
#include <cassert>
#include <optional>
#include <vector>

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
          log(std::make_shared<Log>(store))
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
        if (open.isFull()) seal();
    }
    void seal();
    std::shared_ptr<EncodedBlock> encoded();
    Result<void> commit(bool withOpenBlock);
    Result<void> write(const EncodedBlock *partial);
    void beginBlock();
    [[nodiscard]] bool hasRoom(std::uint64_t count, std::uint64_t limit, const char *what);

    // A commit costs about as much as a megabyte of writing.
    static constexpr std::size_t maxWaitingBytes = std::size_t(2) << 20U;

    std::string path;
    Database database;
    LogWriterOptions options;
    std::shared_ptr<CaseStore> store;
    std::shared_ptr<Log> log;
    Statement insertBlock;
    BlockBuilder open;
    std::int64_t openId = 1;
    bool openChanged = false; // since it was last on disk
    KeyTable keys;
    Compressor compressor;
    ByteBuffer raw;
    std::vector<std::shared_ptr<const EncodedBlock>> waiting;
    std::size_t waitingBytes = 0;
    CaseTables tables;
    std::atomic<std::uint64_t> durable{0};
    Result<void> status;
    Result<void> full; // what does not fit is left out; the rest is still written
    bool finished = false;
};

Result<void> LogWriter::Private::start()
{
    auto statement = database.prepare(
        "INSERT OR REPLACE INTO blocks(id, first_position, steps, first_event, events, first_name, "
        "names, columns, payload) VALUES(?,?,?,?,?,?,?,?,?)");
    if (!statement) return tl::unexpected(statement.error());
    insertBlock = std::move(*statement);
    beginBlock();
    store->setOpenBlock(&open);
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
    durable = log->watermark().value();
    return {};
}

void LogWriter::Private::beginBlock()
{
    BlockRange range;
    range.firstPosition = log->index().appended() + 1;
    range.firstEvent = keys.size() + 1;
    range.firstName = log->names().size() + 1;
    open.begin(range);
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
        open.addEvent(event, found);
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
    open.addStep(step, stepKeys);
    if (!reason.empty()) {
        const std::lock_guard lock(store->openMutex());
        open.addReason(reason);
    }
    openChanged = true;
    sealIfFull();
}

std::shared_ptr<EncodedBlock> LogWriter::Private::encoded()
{
    auto block = std::make_shared<EncodedBlock>();
    block->id = openId;
    open.encodeColumns(log->names(), raw);
    auto columns = compressor.compress(raw);
    {
        const std::lock_guard lock(store->openMutex());
        open.encodePayload(raw);
    }
    auto payload = compressor.compress(raw);
    if (!columns || !payload) {
        if (status) status = tl::unexpected(columns ? payload.error() : columns.error());
        return block;
    }
    block->range = open.range();
    block->columns = std::move(*columns);
    block->payload = std::move(*payload);
    constexpr std::size_t keptRoom = std::size_t(8) << 20U;
    if (raw.capacity() > keptRoom) ByteBuffer().swap(raw);
    return block;
}

void LogWriter::Private::seal()
{
    const std::shared_ptr<const EncodedBlock> block = encoded();
    store->hold(block);
    waitingBytes += block->columns.size() + block->payload.size();
    waiting.push_back(block);
    ++openId;
    {
        const std::lock_guard lock(store->openMutex());
        beginBlock();
    }
    if (waitingBytes >= maxWaitingBytes) static_cast<void>(commit(false)); // kept in `status`
}

Result<void> LogWriter::Private::commit(bool withOpenBlock)
{
    if (!status) return status;
    std::shared_ptr<const EncodedBlock> partial;
    if (withOpenBlock && openChanged) partial = encoded();
    if (status) status = write(partial.get());
    if (!status) return status;
    if (!waiting.empty()) {
        durable = waiting.back()->range.firstPosition + waiting.back()->range.steps - 1;
        store->written();
        waiting.clear();
        waitingBytes = 0;
    }
    if (withOpenBlock) {
        durable = log->index().appended();
        openChanged = false;
    }
    return status;
}

Result<void> LogWriter::Private::write(const EncodedBlock *partial)
{
    if (database.hasMoved()) {
        return failure(
            fmt::format("{} was removed or replaced while it was being recorded.", path));
    }
    auto transaction = Transaction::begin(database);
    if (!transaction) return tl::unexpected(transaction.error());
    const auto insert = [this](const EncodedBlock &block) {
        const auto &range = block.range;
        int at = 0;
        insertBlock.bind(++at, block.id);
        for (const auto number : {range.firstPosition, range.steps, range.firstEvent, range.events,
                                  range.firstName, range.names})
            insertBlock.bind(++at, static_cast<std::int64_t>(number));
        insertBlock.bindBlob(++at, block.columns);
        insertBlock.bindBlob(++at, block.payload);
        return insertBlock.run();
    };
    for (const auto &block : waiting) {
        if (auto done = insert(*block); !done) return done;
    }
    if (partial) {
        if (auto done = insert(*partial); !done) return done;
    }
    if (auto done = tables.writeParticipants(database, log->participants()); !done) return done;
    if (auto done = tables.writeSkipped(database); !done) return done;
    return transaction->commit();
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
    return d->commit(true);
}

Result<void> LogWriter::finish()
{
    if (d->finished) return d->status;
    publish();
    auto done = d->commit(true);
    if (done) {
        // Everything is in the file now, so the block in memory can go.
        if (!d->open.isEmpty()) d->store->addBlock(d->openId, d->open.range());
        d->store->setOpenBlock(nullptr);
        d->insertBlock = {};
        d->store->closeConnections();
        leaveWriteAheadLog(d->database);
        d->database.close();
        d->keys.clear();
    } else {
        // The disk has not got it: the last block goes on living in memory, with the log.
        d->seal();
        d->store->setOpenBlock(nullptr);
    }
    d->finished = true;
    return done;
}

Position LogWriter::durable() const
{
    return Position(d->durable.load());
}

Result<void> LogWriter::status() const
{
    return d->status;
}

} // namespace playhead
