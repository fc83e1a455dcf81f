// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace playhead {

class Statement;

/// One connection to an SQLite file; closed by the destructor. One thread at a time. The only
/// place, with Statement and Transaction, that sees a raw SQLite handle.
class Database
{
public:
    enum class Mode {
        Create,   ///< fails where there is a file already
        Write,    ///< the file must exist
        Read,     ///< read-only; sees what other processes commit
        Immutable ///< read-only, without locks or side files: only for a file nobody writes
    };

    Database() = default;
    static Result<Database> open(const std::string &path, Mode mode);

    [[nodiscard]] bool isOpen() const { return m_handle != nullptr; }
    void close() { m_handle.reset(); }

    /// Runs statements that give no rows.
    Result<void> execute(const char *sql);
    Result<Statement> prepare(const char *sql);

    /// The first column of the first row; 0 where there is no row.
    Result<std::int64_t> number(const char *sql);
    Result<std::string> text(const char *sql);

    /// How long to wait for a lock of somebody else.
    void setBusyTimeout(int milliseconds);

    /// Whether the file was removed or replaced under this connection.
    [[nodiscard]] bool hasMoved() const;

    /// Copies everything into `target`, which is overwritten, as one consistent state.
    Result<void> copyInto(Database &target);

    /// The last error of this connection, with the file's name.
    [[nodiscard]] Error error(std::string_view doing) const;

private:
    struct Closer
    {
        void operator()(sqlite3 *handle) const;
    };
    std::unique_ptr<sqlite3, Closer> m_handle;
    std::string m_path;
};

/// A prepared statement; must not outlive its Database.
class Statement
{
public:
    Statement() = default;

    void bind(int parameter, std::int64_t value);
    /// The bytes must live until the statement has run.
    void bindText(int parameter, std::string_view text);
    void bindBlob(int parameter, std::span<const std::uint8_t> bytes);

    /// Goes to the next row: true if there is one, false at the end.
    Result<bool> step();
    /// Runs a statement that gives no rows and makes it ready to run again.
    Result<void> run();
    void reset();

    [[nodiscard]] std::int64_t number(int column) const;
    /// Valid until the next step().
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::span<const std::uint8_t> blob(int column) const;

private:
    friend class Database;
    struct Finalizer
    {
        void operator()(sqlite3_stmt *handle) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> m_handle;
};

/// A write transaction: rolled back by the destructor unless committed.
class Transaction
{
public:
    static Result<Transaction> begin(Database &database);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    ~Transaction();

    Result<void> commit();

private:
    explicit Transaction(Database &database) : m_database(&database) {}
    Database *m_database;
};

} // namespace playhead
