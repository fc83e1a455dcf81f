// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/edittext.h"

#include "inspector/inspectortext.h"
#include "inspector/jsonnode.h"
#include "numbertext.h"
#include "replay/replay.h"

#include <QCoreApplication>
#include <QStringList>

#include <map>
#include <utility>
#include <vector>

namespace playhead {
namespace {

constexpr std::size_t mostChanges = 4;
constexpr qsizetype longestValue = 40;

QString tr(const char *text)
{
    return QCoreApplication::translate("playhead::EditText", text);
}

bool isIn(const Log &log, Position position)
{
    return position.isValid() && position <= log.watermark();
}

QString eventText(const Log &log, Position position)
{
    if (isIn(log, position)) return stepTitle(log, position);
    return QLatin1Char('#') + exactNumber(position.value());
}

/// `after #8 411`
QString targetText(const BranchEdit &edit)
{
    const auto number = exactNumber(edit.target.value());
    return (edit.side == BranchEdit::Side::Before ? tr("before #%1") : tr("after #%1")).arg(number);
}

QString valueText(const Json &value)
{
    auto text = jsonLine(value);
    if (text.size() > longestValue) text = text.left(longestValue - 1) + QChar(0x2026);
    return text;
}

QString operationText(const Json &before, const Json &operation)
{
    const auto pointer = operation.value("path", std::string());
    const auto path = pathText(pointer);
    const auto kind = operation.value("op", std::string());
    if (kind == "remove") return tr("%1 removed").arg(path);
    const auto value = operation.value("value", Json());
    if (kind == "add") return tr("%1 added: %2").arg(path, valueText(value));
    const Json::json_pointer at(pointer);
    const auto old = before.contains(at) ? before.at(at) : Json();
    if (!path.isEmpty())
        return QStringLiteral("%1 %2 \u2192 %3").arg(path, valueText(old), valueText(value));
    // The whole state: null stands for no state at all.
    return QStringLiteral("%1 \u2192 %2")
        .arg(old.is_null() ? tr("none") : valueText(old),
             value.is_null() ? tr("none") : valueText(value));
}

/// The attributes that are different, each with what it was.
QStringList attributeChanges(const Event &event, const EventChange &change)
{
    QStringList parts;
    const auto add = [&](const QString &name, const std::string &old,
                         const std::optional<std::string> &value) {
        if (!value || *value == old) return;
        parts << QStringLiteral("%1 %2 \u2192 %3").arg(name, valueText(old), valueText(*value));
    };
    add(tr("id"), event.id, change.id);
    add(tr("type"), event.type, change.type);
    add(tr("source"), event.source, change.source);
    add(tr("subject"), event.subject, change.subject);
    add(tr("correlation"), event.correlation, change.correlation);
    add(tr("causation"), event.causation, change.causation);
    if (change.time) add(tr("time"), formatTimestamp(event.time), formatTimestamp(*change.time));
    for (const auto &[name, value] : change.extensions)
        parts << QStringLiteral("%1 \u2192 %2").arg(toText(name), toText(value));
    return parts;
}

/// Where the branch puts events. Of two moves of an event the later one holds.
std::vector<BranchAddition> additionsOf(const Log &log, const Branch &branch,
                                        const BranchMarks &marks)
{
    using Kind = BranchEdit::Kind;
    std::map<EventNumber, const BranchEdit *> moves;
    for (const auto &edit : branch.edits())
        if (edit.kind == Kind::Move && isIn(log, edit.position))
            moves[log.at(edit.position).event] = &edit;
    std::vector<BranchAddition> additions;
    for (const auto &edit : branch.edits()) {
        if (edit.kind == Kind::Skip || edit.kind == Kind::Edit || !isIn(log, edit.target)) continue;
        BranchAddition addition;
        addition.at = edit.target;
        addition.isBefore = edit.side == BranchEdit::Side::Before;
        addition.tip = editText(log, edit).text;
        if (edit.kind == Kind::Insert) {
            addition.label = toText(edit.event.type.value_or(""));
        } else {
            if (!isIn(log, edit.position)) continue;
            const auto step = log.at(edit.position);
            addition.label = toText(log.name(step.type));
            if (edit.kind == Kind::Move) {
                addition.mark = marks.events.at(step.event);
                if (addition.mark != BranchMark::Moved || moves[step.event] != &edit) continue;
            }
        }
        additions.push_back(std::move(addition));
    }
    return additions;
}

} // namespace

QString pathText(const std::string &pointer)
{
    auto text = toText(pointer).mid(1);
    text.replace(QLatin1Char('/'), QLatin1Char('.'));
    text.replace(QLatin1String("~1"), QLatin1String("/"));
    return text.replace(QLatin1String("~0"), QLatin1String("~"));
}

QString patchText(const Json &before, const Json &patch)
{
    QStringList parts;
    for (const auto &operation : patch) {
        if (static_cast<std::size_t>(parts.size()) == mostChanges) break;
        parts << operationText(before, operation);
    }
    if (patch.size() > mostChanges)
        parts << tr("%1 more").arg(exactNumber(patch.size() - mostChanges));
    return parts.join(QStringLiteral(", "));
}

QString changeDetails(const Log &log, const BranchEdit &edit)
{
    if (edit.kind != BranchEdit::Kind::Edit) return {};
    if (!isIn(log, edit.position)) return {};
    const auto event = log.event(log.at(edit.position).event);
    if (!event) return toText(event.error().message);
    auto parts = attributeChanges(*event, edit.event);
    if (edit.event.data) {
        auto changed = *event;
        edit.event.applyTo(changed);
        const auto before = eventData(*event);
        const auto patch = stateDifference(before, eventData(changed));
        if (!patch.empty()) parts << patchText(before, patch);
    }
    return parts.join(QStringLiteral(", "));
}

EditText editText(const Log &log, const BranchEdit &edit, const QString &details)
{
    switch (edit.kind) {
    case BranchEdit::Kind::Skip:
        return {tr("\u2212 skip %1").arg(eventText(log, edit.position)), ColorRole::Failure};
    case BranchEdit::Kind::Edit: {
        const auto text = tr("\u270e edit %1").arg(eventText(log, edit.position));
        return {details.isEmpty() ? text : QStringLiteral("%1 %2").arg(text, details),
                ColorRole::Warning};
    }
    case BranchEdit::Kind::Insert:
        return {tr("+ insert %1 %2").arg(targetText(edit), toText(edit.event.type.value_or(""))),
                ColorRole::Success};
    case BranchEdit::Kind::Duplicate:
        return {tr("+ duplicate %1 %2").arg(eventText(log, edit.position), targetText(edit)),
                ColorRole::Success};
    case BranchEdit::Kind::Move:
        return {tr("\u21c5 move %1 %2").arg(eventText(log, edit.position), targetText(edit)),
                ColorRole::Accent};
    }
    return {{}, ColorRole::Text};
}

BranchMarks branchMarks(const Log &log, const Branch &branch)
{
    BranchMarks marks;
    const auto mark = [&](BranchEdit::Kind kind, BranchMark what) {
        for (const auto &edit : branch.edits())
            if (edit.kind == kind && isIn(log, edit.position))
                marks.events[log.at(edit.position).event] = what;
    };
    // An event that is skipped is gone, whatever else is said of it.
    mark(BranchEdit::Kind::Edit, BranchMark::Changed);
    mark(BranchEdit::Kind::Move, BranchMark::Moved);
    mark(BranchEdit::Kind::Skip, BranchMark::Skipped);
    marks.additions = additionsOf(log, branch, marks);
    return marks;
}

Position placeOf(const BranchEdit &edit)
{
    return edit.kind == BranchEdit::Kind::Insert ? edit.target : edit.position;
}

} // namespace playhead
