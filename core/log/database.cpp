// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/database.h"

#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

namespace playhead {
namespace {

/// A path as an SQLite URI: `?`, `#` and `%` in it are ordinary characters.
std::string fileUri(const std::string &path, std::string_view query)
{
    std::string uri = path.starts_with('/') ? "file://" : "file:";
    for (const char c : path) {
        if (c == '?' || c == '#' || c == '%')
            uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
        else
            uri += c;
    }
    return uri.append(query);
}

} // namespace

void Database::Closer::operator()(sqlite3 *handle) const
{
    // Statements live shorter than their database, so nothing is left open behind this.
    sqlite3_close_v2(handle);
}

Result<Database> Database::open(const std::string &path, Mode mode)
{
    if (mode == Mode::Create) {
        const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644);
        if (file < 0)
            return failure(fmt::format(
                "Cannot make {}: {}", path,
                std::string(sqlite3_errstr(SQLITE_CANTOPEN))
                    + (::access(path.c_str(), F_OK) == 0 ? ", there is a file already" : "")));
        ::close(file);
    }
    const bool writes = mode == Mode::Create || mode == Mode::Write;
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    flags |= writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    const auto uri = fileUri(path, mode == Mode::Immutable ? "?immutable=1" : "");
    Database database;
    database.m_path = path;
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(uri.c_str(), &handle, flags, nullptr);
    database.m_handle.reset(handle);
    if (code != SQLITE_OK) return tl::unexpected(database.error("open"));
    sqlite3_extended_result_codes(handle, 1);
    database.setBusyTimeout(10'000);
    return database;
}

Result<void> Database::execute(const char *sql)
{
    if (sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return tl::unexpected(error("use"));
    return {};
}

Result<Statement> Database::prepare(const char *sql)
{
    sqlite3_stmt *handle = nullptr;
    if (sqlite3_prepare_v3(m_handle.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr)
        != SQLITE_OK)
        return tl::unexpected(error("use"));
    Statement statement;
    statement.m_handle.reset(handle);
    return statement;
}

Result<std::int64_t> Database::number(const char *sql)
{
    auto statement = prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row) return tl::unexpected(row.error());
    return *row ? statement->number(0) : 0;
}

Result<std::string> Database::text(const char *sql)
{
    auto statement = prepare(sql);
    if (!statement) return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row) return tl::unexpected(row.error());
    return *row ? std::string(statement->text(0)) : std::string();
}

void Database::setBusyTimeout(int milliseconds)
{
    sqlite3_busy_timeout(m_handle.get(), milliseconds);
}

bool Database::hasMoved() const
{
    int moved = 0;
    return sqlite3_file_control(m_handle.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK
           && moved != 0;
}

Result<void> Database::copyInto(Database &target)
{
    auto *backup = sqlite3_backup_init(target.m_handle.get(), "main", m_handle.get(), "main");
    if (!backup) return tl::unexpected(target.error("write"));
    // All pages in one step: one read transaction, so a writer elsewhere cannot tear the copy.
    const int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        return failure(fmt::format("Cannot copy {}: {}", m_path, sqlite3_errstr(code)));
    return {};
}

Error Database::error(std::string_view doing) const
{
    return {fmt::format("Cannot {} {}: {}", doing, m_path,
                        m_handle ? sqlite3_errmsg(m_handle.get()) : "out of memory")};
}

void Statement::Finalizer::operator()(sqlite3_stmt *handle) const
{
    sqlite3_finalize(handle);
}

void Statement::bind(int parameter, std::int64_t value)
{
    sqlite3_bind_int64(m_handle.get(), parameter, value);
}

void Statement::bindText(int parameter, std::string_view text)
{
    sqlite3_bind_text64(m_handle.get(), parameter, text.data() ? text.data() : "", text.size(),
                        SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bindBlob(int parameter, std::span<const std::uint8_t> bytes)
{
    sqlite3_bind_blob64(m_handle.get(), parameter, bytes.data(), bytes.size(), SQLITE_STATIC);
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    auto *database = sqlite3_db_handle(m_handle.get());
    const char *path = sqlite3_db_filename(database, "main");
    return failure(
        fmt::format("Cannot use {}: {}", path ? path : "the case", sqlite3_errmsg(database)));
}

Result<void> Statement::run()
{
    const auto done = step();
    reset();
    if (!done) return tl::unexpected(done.error());
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_handle.get());
}

std::int64_t Statement::number(int column) const
{
    return sqlite3_column_int64(m_handle.get(), column);
}

std::string_view Statement::text(int column) const
{
    const auto *text = sqlite3_column_text(m_handle.get(), column);
    if (!text) return {};
    return {reinterpret_cast<const char *>(text),
            static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column))};
}

std::span<const std::uint8_t> Statement::blob(int column) const
{
    const auto *bytes = sqlite3_column_blob(m_handle.get(), column);
    if (!bytes) return {};
    return {static_cast<const std::uint8_t *>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column))};
}

Result<Transaction> Transaction::begin(Database &database)
{
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return tl::unexpected(begun.error());
    return Transaction(database);
}

Transaction::Transaction(Transaction &&other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{}

Transaction::~Transaction()
{
    // A roll-back can fail only where SQLite has rolled back by itself already.
    if (m_database) static_cast<void>(m_database->execute("ROLLBACK"));
}

Result<void> Transaction::commit()
{
    auto done = m_database->execute("COMMIT");
    if (done) m_database = nullptr;
    return done;
}

} // namespace playhead
