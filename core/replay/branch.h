// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "model/event.h"
#include "model/ids.h"
#include "model/result.h"
#include "replay/json.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// Attributes of an event that are to be different; those that are absent stay as they are.
struct EventChange
{
    std::optional<std::string> id;
    std::optional<std::string> type;
    std::optional<std::string> source;
    std::optional<std::string> subject;
    std::optional<std::string> correlation;
    std::optional<std::string> causation;
    std::optional<Timestamp> time;
    /// All of the data, as `encoding` says: JSON, text, or none at all. Set through setJson(),
    /// setText() and setNoData().
    std::optional<std::string> data;
    DataEncoding encoding = DataEncoding::Json;    ///< with `data` only
    std::map<std::string, std::string> extensions; ///< set or replaced: JSON text by name

    void setJson(const Json &value);
    void setText(std::string text);
    void setNoData(); ///< takes the data away

    [[nodiscard]] bool isEmpty() const;
    void applyTo(Event &event) const;
    bool operator==(const EventChange &) const = default;
};

/// One thing that is different in a branch. An event is named by the position of any step that
/// carries it (its publish, a delivery, an ack); places between events by a position too, and
/// whether just before or just after it.
struct BranchEdit
{
    enum class Kind : std::uint8_t {
        Skip,      ///< the event did not happen
        Edit,      ///< it was different; so are its copies
        Insert,    ///< an event more
        Duplicate, ///< the event happened once more
        Move       ///< it happened at another place
    };
    enum class Side : std::uint8_t { Before, After };

    Kind kind = Kind::Skip;
    Position position; ///< the event; without meaning for Insert
    Position target;   ///< where to: Insert, Duplicate and Move
    Side side = Side::After;
    EventChange event; ///< Edit: what is different; Insert: the event

    bool operator==(const BranchEdit &) const = default;

    static BranchEdit skip(Position event);
    static BranchEdit edit(Position event, EventChange change);
    static BranchEdit insert(EventChange event, Side side, Position target);
    static BranchEdit duplicate(Position event, Side side, Position target);
    static BranchEdit move(Position event, Side side, Position target);
};

/// What if: a log with some of its events skipped, changed, inserted, duplicated or moved. Holds
/// the edits only; the log is never changed. What a branch makes of a log is an EventSequence.
///
/// All edits hold at once and speak of positions of the log: an event that is skipped is gone
/// whatever else is said of it, though copies of it stay; of two changes of one attribute, and of
/// two moves, the later one holds. A consumer sees skipped and changed events; what is inserted,
/// duplicated or moved was never delivered to anybody.
///
/// A value. One thread at a time.
class Branch
{
public:
    Branch();
    explicit Branch(std::string name, std::string note = {});

    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] const std::string &note() const { return m_note; }
    void setName(std::string name) { m_name = std::move(name); }
    void setNote(std::string note) { m_note = std::move(note); }

    [[nodiscard]] const std::vector<BranchEdit> &edits() const { return *m_history[m_now]; }
    void add(BranchEdit edit);
    void replace(std::size_t index, BranchEdit edit); ///< `index` below edits().size()
    void remove(std::size_t index);

    /// Changes of the edits can be taken back, the last hundred of them.
    [[nodiscard]] bool canUndo() const { return m_now > 0; }
    [[nodiscard]] bool canRedo() const { return m_now + 1 < m_history.size(); }
    void undo(); ///< nothing where there is nothing to undo
    void redo();

    /// Name, note and edits; what can be undone is not part of the value.
    bool operator==(const Branch &other) const;

    /// `{"name", "note", "edits": [{"kind", "position", "before" or "after", "event"}]}`, kinds
    /// being `skip`, `edit`, `insert`, `duplicate`, `move`, and an event's members those of
    /// EventChange, with `data` for JSON, `text` for text and `"noData": true` for none.
    [[nodiscard]] Json toJson() const;
    /// Fails saying which edit is wrong and why. Members that are not known are refused: a
    /// misspelt one would silently do nothing.
    static Result<Branch> fromJson(const Json &json);
    static Result<Branch> fromText(std::string_view text);

private:
    using Edits = std::vector<BranchEdit>;
    void put(Edits edits);

    std::string m_name;
    std::string m_note;
    std::vector<std::shared_ptr<const Edits>> m_history;
    std::size_t m_now = 0;
};

using BranchPtr = std::shared_ptr<const Branch>;

/// Whether the branch fits the log: its positions are there and carry events. Fails with the first
/// edit that does not. Any thread.
Result<void> checkBranch(const Log &log, const Branch &branch);

/// The edit for a person: `skip #8 399 payment.failed`, `insert payment.captured before #8 399`,
/// `edit #8 399 payment.failed: type, data`. Reads columns only. Any thread.
[[nodiscard]] std::string describe(const Log &log, const BranchEdit &edit);

/// The branches that a case keeps, as the setting `branches`; none where it has none yet. Cost: a
/// small read.
class CaseBranches
{
public:
    explicit CaseBranches(std::string path) : m_path(std::move(path)) {}
    [[nodiscard]] Result<std::vector<Branch>> load() const;
    Result<void> save(const std::vector<Branch> &branches);

private:
    std::string m_path;
};

} // namespace playhead
