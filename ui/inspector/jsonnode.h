// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/json.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace playhead {

/// How a value differs from the one it is compared with.
enum class JsonChange : std::uint8_t { None, Added, Changed, Removed };

/// A JSON value prepared to be shown as a tree: texts made, changes found, sizes bounded. Made on a
/// worker thread, then immutable.
struct JsonNode
{
    /// More members than this are summed up in one last row.
    static constexpr std::size_t maxChildren = 2000;
    static constexpr qsizetype maxText = 2000;

    QString key;
    QString text;    ///< `"paid"`, `129.9`, `{ 3 }`, `[ 2 ]`
    QString oldText; ///< what it was, where that text is another one
    Json::value_t type = Json::value_t::null;
    JsonChange change = JsonChange::None;
    bool hasChangesInside = false;
    bool isSummary = false; ///< `… 201 114 more`
    const JsonNode *parent = nullptr;
    int row = 0; ///< among its siblings
    std::vector<std::unique_ptr<JsonNode>> children;

    /// The keys from the top to here.
    [[nodiscard]] QStringList keys() const;
    /// `payment.lines.0`: the same as one text, for people.
    [[nodiscard]] QString path() const;
};

using JsonTreePtr = std::shared_ptr<const JsonNode>;

/// A tree whose top is `value` itself, without marks.
JsonTreePtr makeJsonTree(const Json &value, const QString &key = {});

/// A tree of `after`, marked with what is different from `before`; removed members are kept in it,
/// marked as removed. `left` members of the top are in neither of them and only counted. Cost:
/// grows with what is shown, not with the values.
JsonTreePtr makeJsonDifference(const Json &before, const Json &after, std::size_t left = 0);

/// The text of a value on one line, shortened in the middle of large ones.
QString jsonLine(const Json &value);

} // namespace playhead
