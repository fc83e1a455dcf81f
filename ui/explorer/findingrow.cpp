// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findingrow.h"

#include "model/timestamp.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace playhead {
namespace {

/// The words of the rows.
struct Titles
{
    Q_DECLARE_TR_FUNCTIONS(FindingRow)

public:
    static QString of(FindingKind kind, const FindingLimits &limits);
    static QString about(const QString &title, std::string_view name)
    {
        return tr("%1: %2").arg(
            title, QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    }
};

/// Short, for a narrow list.
QString Titles::of(FindingKind kind, const FindingLimits &limits)
{
    const auto duration = [](Duration length) {
        return QString::fromStdString(formatDuration(length));
    };
    switch (kind) {
    case FindingKind::DuplicateDelivery: return tr("Duplicate deliveries");
    case FindingKind::NotIdempotent: return tr("Not idempotent");
    case FindingKind::Unacknowledged:
        return tr("Unacknowledged > %1").arg(duration(limits.unacknowledged));
    case FindingKind::NeverDelivered: return tr("Never delivered");
    case FindingKind::OrderBroken: return tr("Broken order");
    case FindingKind::RetriesFailed: return tr("Retries in vain");
    case FindingKind::DeadLetter: return tr("Dead letters");
    case FindingKind::SagaCompensated: return tr("Compensated sagas");
    case FindingKind::SagaHalfDone: return tr("Sagas half done");
    case FindingKind::EffectBeforeCause: return tr("Effects before causes");
    case FindingKind::SequenceGap: return tr("Sequence gaps");
    case FindingKind::ReadModelLag: return tr("Lagging consumers");
    }
    return {};
}

bool isShown(const Finding &finding, const RowMap &rows)
{
    return rows.showsAll() || std::ranges::any_of(finding.positions, [&rows](Position position) {
               return rows.contains(position);
           });
}

ParticipantId subjectOf(const Finding &finding)
{
    return finding.participants.empty() ? ParticipantId() : finding.participants.front();
}

/// A row a consumer.
void addConsumers(std::vector<FindingRow> &rows, const Log &log, const Findings::Group &group,
                  const FindingRow &all, const RowMap &shown)
{
    std::map<std::uint16_t, FindingRow> consumers;
    for (const auto &finding : group.listed) {
        const auto participant = subjectOf(*finding);
        auto &row = consumers.try_emplace(participant.value(), all).first->second;
        if (row.participant != participant || row.count == 0) {
            row.participant = participant;
            row.title = Titles::about(all.title, log.participantName(participant));
        }
        row.count += finding->times;
        if (isShown(*finding, shown)) row.shown += finding->times;
        row.severity = std::max(row.severity, finding->severity);
    }
    for (auto &[id, row] : consumers)
        rows.push_back(std::move(row));
}

} // namespace

std::vector<FindingRow> findingRows(const Log &log, const Findings &findings,
                                    const FindingLimits &limits, const RowMap &shown)
{
    std::vector<FindingRow> rows;
    for (const auto kind : allFindingKinds) {
        const auto &group = findings.of(kind);
        if (group.count == 0) continue;
        FindingRow row;
        row.kind = kind;
        row.title = Titles::of(kind, limits);
        if (kind == FindingKind::NotIdempotent) {
            addConsumers(rows, log, group, row, shown);
            continue;
        }
        row.count = group.count;
        row.shown = shown.showsAll() ? row.count : 0;
        for (const auto &finding : group.listed) {
            row.severity = std::max(row.severity, finding->severity);
            if (!shown.showsAll() && isShown(*finding, shown)) ++row.shown;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<FindingPtr> listedFindings(const Findings &findings, const FindingRow &row)
{
    auto listed = findings.of(row.kind).listed;
    if (row.participant.isValid())
        std::erase_if(listed, [&](const auto &one) { return subjectOf(*one) != row.participant; });
    return listed;
}

std::vector<FindingPtr> shownFindings(std::vector<FindingPtr> findings, const RowMap &rows)
{
    std::erase_if(findings, [&rows](const auto &one) { return !isShown(*one, rows); });
    return findings;
}

Position findingBeside(const std::vector<FindingPtr> &findings, Position here, bool forward)
{
    if (findings.empty()) return {};
    const auto at = [](const FindingPtr &finding) { return finding->positions.front(); };
    if (forward) {
        const auto next = std::ranges::upper_bound(findings, here, {}, at);
        return at(next == findings.end() ? findings.front() : *next);
    }
    const auto next = std::ranges::lower_bound(findings, here, {}, at);
    return at(next == findings.begin() ? findings.back() : *std::prev(next));
}

} // namespace playhead
