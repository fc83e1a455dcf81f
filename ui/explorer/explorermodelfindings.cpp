// SPDX-License-Identifier: GPL-3.0-or-later
// ExplorerModel: what was found, and steps that are counted without a judgement.
#include "explorer/explorermodel.h"
#include "numbertext.h"
#include "replay/findings/findingtext.h"

#include <algorithm>

namespace playhead {
namespace {

bool isCounted(const Step &step, CountedSteps kind)
{
    switch (kind) {
    case CountedSteps::Nacks: return step.kind == StepKind::Nack;
    case CountedSteps::Retries: return step.isRetry();
    case CountedSteps::Rejected: return step.failed && !isFailure(step.kind);
    case CountedSteps::Skipped: break;
    }
    return false;
}

} // namespace

void ExplorerModel::requestFindingRows()
{
    const auto log = m_view.log();
    const auto findings = m_watch.findings();
    if (!log || !findings) return;
    const auto rows = m_view.rows();
    m_findingsFollow = !rows->showsAll();
    if (!m_findingsFollow) {
        m_findingJob.cancel();
        takeFindingRows(findingRows(*log, *findings, m_watch.limits(), *rows));
        return;
    }
    m_findingJob.request([log, findings, limits = m_watch.limits(), rows](const std::stop_token &) {
        return findingRows(*log, *findings, limits, *rows);
    });
}

void ExplorerModel::takeFindingRows(const std::vector<FindingRow> &rows)
{
    m_findingRows = rows;
    rebuild();
}

void ExplorerModel::addFindings(std::vector<Row> &rows) const
{
    rows.push_back(caption(ExplorerPart::Findings, tr("Findings")));
    const std::array<std::pair<CountedSteps, QString>, 4> kinds = {
        {{CountedSteps::Nacks, tr("Nacks")},
         {CountedSteps::Retries, tr("Retries")},
         {CountedSteps::Rejected, tr("Rejections and gaps")},
         {CountedSteps::Skipped, tr("Skipped records")}}};
    const auto size = rows.size();
    for (const auto &row : m_findingRows)
        rows.push_back({ExplorerRow::Finding, row.id(), row.title});
    for (const auto &[kind, text] : kinds) {
        Row row{ExplorerRow::Counted, static_cast<std::uint64_t>(kind), text};
        if (countOf(row) > 0) rows.push_back(std::move(row));
    }
    addFindingHints(rows);
    if (rows.size() == size) rows.push_back({ExplorerRow::Hint, 2, tr("Nothing found.")});
}

void ExplorerModel::addFindingHints(std::vector<Row> &rows) const
{
    const auto findings = m_watch.findings();
    if (m_watch.isBehind())
        rows.push_back({ExplorerRow::Hint, 4,
                        tr("Checking… %1 %").arg(static_cast<int>(m_watch.progress() * 100))});
    if (findings && findings->unfollowed > 0)
        rows.push_back({ExplorerRow::Hint, 5,
                        tr("%1 steps not followed").arg(shortNumber(findings->unfollowed))});
    if (findings && findings->unreadable > 0)
        rows.push_back({ExplorerRow::Hint, 6,
                        tr("%1 events not readable").arg(shortNumber(findings->unreadable))});
}

const FindingRow *ExplorerModel::findingRow(std::uint64_t id) const
{
    const auto found = std::ranges::find(m_findingRows, id, &FindingRow::id);
    return found == m_findingRows.end() ? nullptr : &*found;
}

Severity ExplorerModel::severityOf(const Row &row) const
{
    if (row.kind == ExplorerRow::Finding) {
        const auto *finding = findingRow(row.id);
        return finding ? finding->severity : Severity::Note;
    }
    const auto kind = static_cast<CountedSteps>(row.id);
    const bool mild = kind == CountedSteps::Retries || kind == CountedSteps::Skipped;
    return mild ? Severity::Warning : Severity::Error;
}

QString ExplorerModel::findingToolTip(const Row &row) const
{
    const auto *finding = findingRow(row.id);
    if (!finding) return {};
    const auto advice = findingAdvice(finding->kind);
    // Rich text is broken into lines.
    const auto count =
        finding->shown == finding->count
            ? exactNumber(finding->count)
            : tr("%1 shown of %2").arg(exactNumber(finding->shown), exactNumber(finding->count));
    return QStringLiteral("<p><b>%1: %2</b></p><p>%3</p><p>%4</p>")
        .arg(
            row.text.toHtmlEscaped(), count,
            QString::fromUtf8(advice.data(), static_cast<qsizetype>(advice.size())).toHtmlEscaped(),
            tr("Click: list them and go to the next one · Shift+click: to the previous one"));
}

Position ExplorerModel::nextStepOf(CountedSteps kind) const
{
    const auto log = m_view.log();
    const auto rows = m_view.rows();
    const auto count = rows->count();
    if (!log || count == 0 || kind == CountedSteps::Skipped) return {};
    if (rows->showsAll() && kind != CountedSteps::Retries) {
        // The pyramid skips what did not fail.
        const auto next = [&](Position from) {
            do
                from = log->density().nextFailure(log->index(), from, true);
            while (from.isValid() && !isCounted(log->at(from), kind));
            return from;
        };
        const auto behind = next(m_view.playhead());
        return behind.isValid() ? behind : next(Position());
    }
    const auto here = rows->rowAtOrBefore(m_view.playhead());
    for (std::uint64_t i = 1; i <= count; ++i) {
        const auto row = (static_cast<std::uint64_t>(here + static_cast<std::int64_t>(i))) % count;
        const auto position = rows->positionAt(row);
        if (isCounted(log->at(position), kind)) return position;
    }
    return {};
}

} // namespace playhead
