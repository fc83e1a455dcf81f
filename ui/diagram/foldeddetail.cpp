// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace playhead {
namespace {

/// How far behind the last row in view the steps of its event or conversation are looked for.
constexpr std::int64_t reach = 50'000;

using Mark = DiagramScene::Mark;

/// What happened at one participant of a row.
struct Part
{
    int count = 0; ///< deliveries, or in a conversation steps
    bool pending = false;
    bool failed = false; ///< the last try ended in a nack
    bool retried = false;
    bool deadLettered = false;
};

/// What a row stands for, gathered over its steps.
struct Gathered
{
    std::map<ParticipantId, Part> parts;
    Timestamp first = 0;
    Timestamp last = 0;
    int steps = 0;
    bool failed = false;
    Step head;
};

void gather(Gathered &row, const Step &step)
{
    if (row.steps++ == 0) {
        row.first = step.time;
        row.head = step;
    }
    row.last = std::max(row.last, step.time);
    switch (step.kind) {
    case StepKind::Deliver: {
        auto &part = row.parts[step.receiver];
        ++part.count;
        part.pending = true;
        part.retried |= step.isRetry();
        break;
    }
    case StepKind::Ack:
    case StepKind::Nack: {
        auto &part = row.parts[step.sender];
        part.pending = false;
        part.failed = step.kind == StepKind::Nack;
        break;
    }
    case StepKind::DeadLetter:
        row.parts[step.receiver].deadLettered = true;
        if (const auto sender = row.parts.find(step.sender);
            sender != row.parts.end() && sender->second.pending) {
            sender->second.pending = false; // gave up without an answer
            sender->second.failed = true;
        }
        break;
    case StepKind::Command:
    case StepKind::Query:
    case StepKind::Publish: ++row.parts[step.sender].count; break;
    case StepKind::Reply: break;
    }
    row.failed |= step.failed;
}

/// Gathers the steps of all rows in view in one pass.
std::vector<Gathered> gatherRows(const DiagramInput &input, const DiagramScene &scene)
{
    const auto &index = input.log->index();
    const bool folded = input.rows->level() == DetailLevel::Folded;
    // Most steps that are looked at belong to other rows: one column is enough to tell.
    const auto keyAt = [&index, folded](Position position) {
        const auto at = position.value() - 1;
        const auto &chunk = *index.chunk(at >> FlowIndex::chunkShift);
        const auto offset = at & (FlowIndex::chunkSize - 1);
        return folded ? chunk.event[offset] : chunk.correlation[offset];
    };
    std::vector<Gathered> rows(scene.rows.size());
    std::unordered_map<std::uint32_t, std::size_t> byKey;
    std::uint32_t lowest = ~0U;
    std::uint32_t highest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto position = scene.rows[i].position;
        const auto key = keyAt(position);
        if (key == 0) {
            gather(rows[i], input.log->at(position));
            continue;
        }
        byKey[key] = i;
        lowest = std::min(lowest, key);
        highest = std::max(highest, key);
    }
    const auto to = std::min(advanced(scene.rows.back().position, reach), input.log->watermark());
    for (auto p = scene.rows.front().position; p <= to; p = advanced(p, 1)) {
        const auto key = keyAt(p);
        if (key < lowest || key > highest) continue; // 0, too
        if (const auto found = byKey.find(key); found != byKey.end())
            gather(rows[found->second], input.log->at(p));
    }
    return rows;
}

QString durationText(Duration duration)
{
    return QString::fromStdString(formatDuration(duration));
}

Mark::Fate fateOf(const Part &part)
{
    if (part.failed || part.deadLettered) return Mark::Fate::Failed;
    if (part.pending) return Mark::Fate::Pending;
    return part.retried ? Mark::Fate::Retried : Mark::Fate::Done;
}

QString nameText(const Log &log, NameId id)
{
    const auto name = log.name(id);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// Adds the line of a row and a mark for each participant that took part.
void addRow(const DiagramInput &input, DiagramScene &scene, const DiagramScene::Row &row,
            const Gathered &gathered, QString label)
{
    const bool labelled = input.scale.rowHeight >= DiagramScale::labelledRow;
    const double y = row.y + row.height * arrowPlace(input);
    const auto &head = gathered.head;
    if (layoutSourceGap(input, scene, row, head)) return;
    double left = laneX(input, head.sender);
    if (std::isinf(left)) left = laneX(input, head.receiver);
    if (std::isinf(left)) return;
    double right = left;
    bool deadLettered = false;
    const auto include = [&](double x) {
        if (std::isinf(x)) return;
        left = std::min(left, x);
        right = std::max(right, x);
    };
    include(laneX(input, head.receiver));
    for (const auto &[participant, part] : gathered.parts) {
        const double x = laneX(input, participant);
        if (std::isinf(x)) continue;
        include(x);
        if (part.count == 0 && !part.deadLettered) continue;
        Mark mark;
        mark.x = x;
        mark.y = y;
        mark.fate = fateOf(part);
        mark.count = part.count;
        mark.type = head.type;
        mark.dimmed = row.dimmed;
        deadLettered = deadLettered || part.deadLettered;
        if (labelled && part.count > 1) mark.label = QString::number(part.count) + QChar(0x00d7);
        scene.marks.push_back(std::move(mark));
    }
    // Said in words by the label, since the label would lie on top of a word at the mark.
    if (deadLettered)
        label += QStringLiteral("  ") + QCoreApplication::translate("DiagramView", "dead letter");
    scene.spans.push_back(
        {y, left, right, head.type, gathered.failed, row.dimmed, labelled ? label : QString()});
}

} // namespace

void layoutFolded(const DiagramInput &input, DiagramScene &scene)
{
    if (scene.rows.empty()) return;
    const auto gathered = gatherRows(input, scene);
    for (std::size_t i = 0; i < gathered.size(); ++i) {
        const auto &row = gathered[i];
        auto label = withSign(markOf(input, row.head.event), nameText(*input.log, row.head.type));
        if (row.last > row.first)
            label += QStringLiteral("  ") + durationText(row.last - row.first);
        addRow(input, scene, scene.rows[i], row, label);
    }
}

void layoutConversations(const DiagramInput &input, DiagramScene &scene)
{
    if (scene.rows.empty()) return;
    const auto gathered = gatherRows(input, scene);
    for (std::size_t i = 0; i < gathered.size(); ++i) {
        const auto &row = gathered[i];
        auto label = nameText(*input.log, row.head.correlation);
        if (label.isEmpty()) label = nameText(*input.log, row.head.type);
        label += QStringLiteral("  ")
                 + (row.steps == 1
                        ? QCoreApplication::translate("DiagramView", "1 step")
                        : QCoreApplication::translate("DiagramView", "%1 steps").arg(row.steps));
        if (row.last > row.first)
            label += QStringLiteral("  ") + durationText(row.last - row.first);
        addRow(input, scene, scene.rows[i], row, label);
    }
}

} // namespace playhead
