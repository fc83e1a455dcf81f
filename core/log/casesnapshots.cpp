// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/casesnapshots.h"

#include "log/casefile.h"
#include "log/compression.h"

namespace playhead {
namespace {

std::span<const std::uint8_t> bytesOf(const std::string &text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

/// Drops the oldest ones until the rest is within bounds.
Result<void> prune(Database &database, std::uint64_t maxBytes)
{
    auto rows = database.prepare("SELECT id, length(state) FROM snapshots ORDER BY id DESC");
    if (!rows) return tl::unexpected(rows.error());
    std::uint64_t bytes = 0;
    std::int64_t last = 0;
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return {};
        bytes += static_cast<std::uint64_t>(rows->number(1));
        last = rows->number(0);
        if (bytes > maxBytes) break;
    }
    rows->reset();
    auto drop = database.prepare("DELETE FROM snapshots WHERE id <= ?");
    if (!drop) return tl::unexpected(drop.error());
    drop->bind(1, last);
    return drop->run();
}

} // namespace

Result<std::vector<StoredSnapshot>> CaseSnapshots::load(const std::string &projection,
                                                        const std::string &sequence) const
{
    auto database = openCaseForReading(m_path);
    if (!database) return tl::unexpected(database.error());
    database->setBusyTimeout(1000);
    std::vector<StoredSnapshot> found;
    const auto version = database->number("PRAGMA user_version");
    if (!version) return tl::unexpected(version.error());
    if (*version < 2) return found;
    auto rows = database->prepare("SELECT events, position, prefix, problems, state FROM snapshots "
                                  "WHERE projection = ? AND sequence = ? ORDER BY events");
    if (!rows) return tl::unexpected(rows.error());
    rows->bindText(1, projection);
    rows->bindText(2, sequence);
    Decompressor decompressor;
    FixedBytes raw;
    for (;;) {
        const auto row = rows->step();
        if (!row) return tl::unexpected(row.error());
        if (!*row) return found;
        if (!decompressor.decompress(rows->blob(4), raw)) continue;
        StoredSnapshot snapshot;
        snapshot.events = static_cast<std::uint64_t>(rows->number(0));
        snapshot.position = Position(static_cast<std::uint64_t>(rows->number(1)));
        snapshot.prefix = static_cast<std::uint64_t>(rows->number(2));
        snapshot.problems = rows->text(3);
        snapshot.state.assign(reinterpret_cast<const char *>(raw.begin()), raw.size);
        found.push_back(std::move(snapshot));
    }
}

Result<void> CaseSnapshots::save(const std::string &projection, const std::string &sequence,
                                 const std::vector<StoredSnapshot> &snapshots)
{
    auto database = openCaseBeside(m_path);
    if (!database) return tl::unexpected(database.error());
    Compressor compressor;
    std::vector<ByteBuffer> states;
    for (const auto &snapshot : snapshots) {
        auto state = compressor.compress(bytesOf(snapshot.state));
        if (!state) return tl::unexpected(state.error());
        states.push_back(std::move(*state));
    }
    auto transaction = Transaction::begin(*database);
    if (!transaction) return tl::unexpected(transaction.error());
    auto drop = database->prepare("DELETE FROM snapshots WHERE projection = ? AND sequence = ?");
    if (!drop) return tl::unexpected(drop.error());
    drop->bindText(1, projection);
    drop->bindText(2, sequence);
    if (auto done = drop->run(); !done) return done;
    auto insert = database->prepare("INSERT INTO snapshots(projection, sequence, events, position, "
                                    "prefix, problems, state) VALUES(?,?,?,?,?,?,?)");
    if (!insert) return tl::unexpected(insert.error());
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        const auto &snapshot = snapshots[i];
        if (states[i].size() > m_maxBytes / 4) continue;
        insert->bindText(1, projection);
        insert->bindText(2, sequence);
        insert->bind(3, static_cast<std::int64_t>(snapshot.events));
        insert->bind(4, static_cast<std::int64_t>(snapshot.position.value()));
        insert->bind(5, static_cast<std::int64_t>(snapshot.prefix));
        insert->bindText(6, snapshot.problems);
        insert->bindBlob(7, states[i]);
        if (auto done = insert->run(); !done) return done;
    }
    if (auto done = prune(*database, m_maxBytes); !done) return done;
    return transaction->commit();
}

} // namespace playhead
