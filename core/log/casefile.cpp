// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casefile.h"

#include "log/casereader.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>

#include <fmt/format.h>

namespace playhead {
namespace {

/// Each brings a case from the version of its index to the next one.
constexpr std::array<const char *, caseVersion> migrations = {
    R"(CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
       CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
       CREATE TABLE participants(id INTEGER PRIMARY KEY, name TEXT NOT NULL, role INTEGER NOT NULL);
       CREATE TABLE skipped(id INTEGER PRIMARY KEY, line INTEGER NOT NULL,
                            offset INTEGER NOT NULL, reason TEXT NOT NULL);
       CREATE TABLE blocks(id INTEGER PRIMARY KEY,
                           first_position INTEGER NOT NULL, steps INTEGER NOT NULL,
                           first_event INTEGER NOT NULL, events INTEGER NOT NULL,
                           first_name INTEGER NOT NULL, names INTEGER NOT NULL,
                           columns BLOB NOT NULL, payload BLOB NOT NULL);
       PRAGMA application_id = 0x504C4844;)",
    R"(CREATE TABLE snapshots(id INTEGER PRIMARY KEY,
                              projection TEXT NOT NULL, sequence TEXT NOT NULL,
                              events INTEGER NOT NULL, position INTEGER NOT NULL,
                              prefix INTEGER NOT NULL, problems TEXT NOT NULL, state BLOB NOT NULL,
                              UNIQUE(projection, sequence, events));)"};

Result<void> migrate(Database &database)
{
    if (const auto now = database.number("PRAGMA user_version"); now && *now == caseVersion)
        return {};
    auto transaction = Transaction::begin(database);
    if (!transaction) return tl::unexpected(transaction.error());
    const auto version = database.number("PRAGMA user_version");
    if (!version) return tl::unexpected(version.error());
    for (auto at = *version; at < caseVersion; ++at) {
        if (auto done = database.execute(migrations[static_cast<std::size_t>(at)]); !done)
            return done;
    }
    const auto stamp = fmt::format("PRAGMA user_version = {}", caseVersion);
    if (auto done = database.execute(stamp.c_str()); !done) return done;
    return transaction->commit();
}

Result<void> checkVersion(Database &database, const std::string &path)
{
    const auto version = database.number("PRAGMA user_version");
    if (!version) return tl::unexpected(version.error());
    if (*version > caseVersion) {
        return failure(
            fmt::format("{} was made by a newer Playhead (case version {}; this one reads "
                        "up to {}). Update Playhead to open it.",
                        path, *version, caseVersion));
    }
    const auto tables = database.number("SELECT count(*) FROM sqlite_schema WHERE name IN "
                                        "('meta','blocks','participants','settings','skipped',"
                                        "'snapshots')");
    if (!tables) return tl::unexpected(tables.error());
    if (*version == 0 && *tables == 0)
        return failure(fmt::format("{} was cut off while it was being made: nothing was recorded "
                                   "in it. It can be deleted.",
                                   path));
    const auto expected = *version < 2 ? 5 : 6;
    if (*version < 1 || *tables != expected)
        return failure(fmt::format("{} is damaged: its tables are missing.", path));
    return {};
}

Result<void> checkKind(const std::string &path)
{
    struct stat info = {};
    if (::stat(path.c_str(), &info) != 0)
        return failure(fmt::format("Cannot open {}: {}", path, std::strerror(errno)));
    if (!looksLikeCase(path)) return failure(fmt::format("{} is not a Playhead case.", path));
    return {};
}

Result<void> prepareToWrite(Database &database, bool durable)
{
    if (auto mode = database.text("PRAGMA journal_mode = WAL"); !mode)
        return tl::unexpected(mode.error());
    return database.execute(durable ? "PRAGMA synchronous = NORMAL;"
                                      "PRAGMA wal_autocheckpoint = 2000;"
                                      "PRAGMA journal_size_limit = 67108864"
                                    : "PRAGMA synchronous = OFF;"
                                      "PRAGMA wal_autocheckpoint = 2000");
}

bool hasContent(const std::string &path)
{
    struct stat info = {};
    return ::stat(path.c_str(), &info) == 0 && info.st_size > 0;
}

/// A kill within a transaction that has no write-ahead log, such as the one that makes the tables,
/// leaves a journal that undoes it. Only who may write can do that; what is read before it is
/// done was never committed.
void undoWhatWasCutOff(const std::string &path)
{
    if (!hasContent(path + "-journal")) return;
    auto database = Database::open(path, Database::Mode::Write);
    if (!database) return; // reading says why
    database->setBusyTimeout(1000);
    static_cast<void>(database->number("PRAGMA user_version"));
}

/// A file that lost its end is opened all the same, and read as far as it goes.
Result<Database> openReading(const std::string &path, Database::Mode mode)
{
    auto database = Database::open(path, mode);
    if (!database) return database;
    if (auto done = database->execute("PRAGMA writable_schema = ON"); !done)
        return tl::unexpected(done.error());
    if (auto checked = checkVersion(*database, path); !checked)
        return tl::unexpected(checked.error());
    return database;
}

} // namespace

Result<Database> createCaseFile(const std::string &path, bool durable)
{
    auto database = Database::open(path, Database::Mode::Create);
    if (!database) return database;
    auto done = database->execute("PRAGMA page_size = 16384");
    if (done) done = migrate(*database);
    if (done) done = prepareToWrite(*database, durable);
    if (!done) {
        database->close();
        std::remove(path.c_str());
        return tl::unexpected(done.error());
    }
    return database;
}

Result<Database> openCaseForWriting(const std::string &path, bool durable)
{
    if (auto kind = checkKind(path); !kind) return tl::unexpected(kind.error());
    auto database = Database::open(path, Database::Mode::Write);
    if (!database) return database;
    auto done = checkVersion(*database, path);
    if (done) done = migrate(*database);
    if (done) done = prepareToWrite(*database, durable);
    if (!done) return tl::unexpected(done.error());
    return database;
}

Result<Database> openCaseForReading(const std::string &path)
{
    if (auto kind = checkKind(path); !kind) return tl::unexpected(kind.error());
    undoWhatWasCutOff(path);
    auto database = openReading(path, Database::Mode::Read);
    if (database) return database;
    // Where the folder cannot be written, SQLite cannot make the side files of a live case. Without
    // a log or a journal beside it the file is complete in itself and can be read as it is.
    if (hasContent(path + "-wal") || hasContent(path + "-journal")) return database;
    auto immutable = openReading(path, Database::Mode::Immutable);
    return immutable ? std::move(immutable) : std::move(database);
}

Result<Database> openCaseBeside(const std::string &path)
{
    if (auto kind = checkKind(path); !kind) return tl::unexpected(kind.error());
    auto database = Database::open(path, Database::Mode::Write);
    if (!database) return database;
    database->setBusyTimeout(1000);
    auto done = checkVersion(*database, path);
    if (done) done = migrate(*database);
    if (!done) return tl::unexpected(done.error());
    return database;
}

void leaveWriteAheadLog(Database &database)
{
    database.setBusyTimeout(100);
    // Refused while somebody else reads along; the case then stays in write-ahead-log mode, which
    // is just as complete.
    static_cast<void>(database.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    static_cast<void>(database.text("PRAGMA journal_mode = DELETE"));
}

bool looksLikeCase(const std::string &path)
{
    std::array<unsigned char, 72> head{};
    auto *file = std::fopen(path.c_str(), "rb");
    if (!file) return false;
    const auto read = std::fread(head.data(), 1, head.size(), file);
    std::fclose(file);
    constexpr std::string_view magic("SQLite format 3\0", 16);
    constexpr std::string_view application = "PLHD";
    return read == head.size() && std::memcmp(head.data(), magic.data(), magic.size()) == 0
           && std::memcmp(head.data() + 68, application.data(), application.size()) == 0;
}

} // namespace playhead
