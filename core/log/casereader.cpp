// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casereader.h"

#include "log/casefile.h"
#include "log/caseloader.h"
#include "log/casestore.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace playhead {

class CaseReader::Private
{
public:
    Private(const std::string &path, Database caseDatabase)
        : database(std::move(caseDatabase)),
          store(std::make_shared<CaseStore>(path, false)),
          log(std::make_shared<Log>(store)),
          loader(database, *log, *store)
    {
        store->setNames(log->names());
    }

    Database database;
    std::shared_ptr<CaseStore> store;
    std::shared_ptr<Log> log;
    CaseLoader loader;
    std::atomic<std::uint64_t> total{0};
};

CaseReader::CaseReader(std::unique_ptr<Private> p) : d(std::move(p)) {}
CaseReader::~CaseReader() = default;

Result<std::unique_ptr<CaseReader>> CaseReader::open(const std::string &path)
{
    auto database = openCaseForReading(path);
    if (!database) return tl::unexpected(database.error());
    auto d = std::make_unique<Private>(path, std::move(*database));
    if (auto done = d->loader.loadTables(); !done) return tl::unexpected(done.error());
    d->total = d->loader.countSteps();
    return std::unique_ptr<CaseReader>(new CaseReader(std::move(d)));
}

LogPtr CaseReader::log() const
{
    return d->log;
}

std::uint64_t CaseReader::totalSteps() const
{
    return d->total;
}

Result<void> CaseReader::load(std::stop_token stop)
{
    auto done = d->loader.load(stop);
    d->total = std::max<std::uint64_t>(d->total, d->log->watermark().value());
    return done;
}

Result<std::uint64_t> CaseReader::refresh()
{
    const auto before = d->log->watermark().value();
    d->total = std::max<std::uint64_t>(d->total, d->loader.countSteps());
    if (auto done = load(); !done) return tl::unexpected(done.error());
    return d->log->watermark().value() - before;
}

Result<std::string> CaseSettings::value(const std::string &key) const
{
    auto database = openCaseForReading(m_path);
    if (!database) return tl::unexpected(database.error());
    database->setBusyTimeout(1000);
    auto statement = database->prepare("SELECT value FROM settings WHERE key = ?");
    if (!statement) return tl::unexpected(statement.error());
    statement->bindText(1, key);
    const auto row = statement->step();
    if (!row) return tl::unexpected(row.error());
    return *row ? std::string(statement->text(0)) : std::string();
}

Result<void> CaseSettings::setValue(const std::string &key, const std::string &json)
{
    auto database = openCaseBeside(m_path);
    if (!database) return tl::unexpected(database.error());
    auto statement = database->prepare("INSERT OR REPLACE INTO settings(key, value) VALUES(?, ?)");
    if (!statement) return tl::unexpected(statement.error());
    statement->bindText(1, key);
    statement->bindText(2, json);
    return statement->run();
}

namespace {

/// Renames a finished file over `to`, so that it is there whole or not at all, even after a power
/// cut.
Result<void> putInPlace(const std::string &from, const std::string &to)
{
    const int file = ::open(from.c_str(), O_RDWR | O_CLOEXEC);
    const bool synced = file >= 0 && ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (!synced) return failure(fmt::format("Cannot write {}: {}", to, std::strerror(error)));
    if (std::rename(from.c_str(), to.c_str()) != 0)
        return failure(fmt::format("Cannot write {}: {}", to, std::strerror(errno)));
    // The side files of what was there before do not belong to the new file.
    for (const char *suffix : {"-wal", "-shm", "-journal"})
        std::remove((to + suffix).c_str());
    return {};
}

Result<void> copyPages(const std::string &from, const std::string &part)
{
    auto source = openCaseForReading(from);
    if (!source) return tl::unexpected(source.error());
    auto target = Database::open(part, Database::Mode::Create);
    if (!target) return tl::unexpected(target.error());
    auto done = target->execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
    if (done) done = source->copyInto(*target);
    if (!done) return done;
    leaveWriteAheadLog(*target);
    return {};
}

} // namespace

Result<void> copyCase(const std::string &from, const std::string &to)
{
    const auto part = fmt::format("{}.part-{}", to, ::getpid());
    std::remove(part.c_str());
    auto done = copyPages(from, part);
    if (done) done = putInPlace(part, to);
    if (!done) {
        for (const char *suffix : {"", "-wal", "-shm", "-journal"})
            std::remove((part + suffix).c_str());
    }
    return done;
}

} // namespace playhead
