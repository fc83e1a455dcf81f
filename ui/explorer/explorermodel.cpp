// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/explorermodel.h"

#include "numbertext.h"
#include "totext.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr int updateInterval = 150; // ms

} // namespace

ExplorerModel::ExplorerModel(ViewState &view, QObject *parent)
    : QAbstractListModel(parent),
      m_view(view),
      m_watch(view),
      m_job([this](const LogCountsPtr &counts) { takeCounts(counts); }),
      m_findingJob([this](const std::vector<FindingRow> &rows) { takeFindingRows(rows); })
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(updateInterval);
    connect(&m_timer, &QTimer::timeout, this, &ExplorerModel::requestCounts);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_findingsFollow || !m_view.rows()->showsAll()) requestFindingRows();
    });
    connect(&view, &ViewState::logChanged, this, [this] {
        m_job.cancel();
        m_findingJob.cancel();
        m_counts.reset();
        m_findingRows.clear();
        rebuild();
        requestCounts();
    });
    const auto soon = [this] {
        if (!m_timer.isActive()) m_timer.start();
    };
    connect(&view, &ViewState::rowsChanged, this, soon);
    connect(&view, &ViewState::watermarkChanged, this, soon);
    connect(&m_watch, &FindingsWatch::changed, this, &ExplorerModel::requestFindingRows);
    connect(&view, &ViewState::bookmarksChanged, this, &ExplorerModel::rebuild);
    connect(&view, &ViewState::visibilityChanged, this, &ExplorerModel::rebuild);
    rebuild();
    requestCounts();
}

void ExplorerModel::requestCounts()
{
    const auto log = m_view.log();
    if (!log) return;
    m_job.request([log, rows = m_view.rows(), previous = m_counts](const std::stop_token &stop) {
        return countLog(*log, rows, previous, stop);
    });
}

void ExplorerModel::takeCounts(const LogCountsPtr &counts)
{
    if (!counts) return;
    m_counts = counts;
    rebuild();
    emit countsChanged();
}

void ExplorerModel::setNameFilter(const QString &text)
{
    m_nameFilter = text.trimmed();
    rebuild();
}

void ExplorerModel::toggleGroup(Role role)
{
    if (!m_folded.remove(static_cast<int>(role))) m_folded.insert(static_cast<int>(role));
    rebuild();
}

std::size_t ExplorerModel::nameCount() const
{
    if (!m_view.log() || !m_counts) return 0;
    return m_view.log()->participants().size() + m_counts->whole.types.size();
}

bool ExplorerModel::nameMatches(const QString &name) const
{
    return m_nameFilter.isEmpty() || name.contains(m_nameFilter, Qt::CaseInsensitive);
}

void ExplorerModel::rebuild()
{
    std::vector<Row> rows;
    addParticipants(rows);
    addTypes(rows);
    addFindings(rows);
    addBookmarks(rows);
    if (rows == m_rows) {
        if (!m_rows.empty()) emit dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    // Rows that stay at both ends keep their selection, scroll position and open editor.
    const auto head = std::ranges::mismatch(rows, m_rows).in1 - rows.begin();
    const auto most = static_cast<std::ptrdiff_t>(std::min(rows.size(), m_rows.size())) - head;
    std::ptrdiff_t tail = 0;
    while (tail < most && rows.end()[-1 - tail] == m_rows.end()[-1 - tail])
        ++tail;
    const auto first = static_cast<int>(head);
    const auto gone = static_cast<int>(m_rows.size()) - first - static_cast<int>(tail);
    const auto come = static_cast<int>(rows.size()) - first - static_cast<int>(tail);
    if (gone > 0) {
        beginRemoveRows({}, first, first + gone - 1);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + gone);
        endRemoveRows();
    }
    if (come > 0) {
        beginInsertRows({}, first, first + come - 1);
        m_rows = std::move(rows);
        endInsertRows();
    }
    emit dataChanged(index(0), index(rowCount() - 1));
}

ExplorerModel::Row ExplorerModel::caption(ExplorerPart part, const QString &text)
{
    return {ExplorerRow::Caption, static_cast<std::uint64_t>(part), text};
}

void ExplorerModel::addParticipants(std::vector<Row> &rows) const
{
    rows.push_back(caption(ExplorerPart::Participants, tr("Participants")));
    const auto log = m_view.log();
    if (!log || log->participants().size() == 0) {
        rows.push_back(
            {ExplorerRow::Hint, 0,
             log ? tr("Nobody has sent a step yet.") : tr("Open a log to see who takes part.")});
        return;
    }
    const auto &table = log->participants();
    const std::array<std::pair<Role, QString>, 3> groups = {{{Role::Producer, tr("Producers")},
                                                             {Role::Channel, tr("Bus")},
                                                             {Role::Consumer, tr("Consumers")}}};
    for (const auto &[role, caption] : groups) {
        std::vector<Row> members;
        for (std::size_t i = 1; i <= table.size(); ++i) {
            const ParticipantId id(static_cast<std::uint16_t>(i));
            if (table.role(id) != role) continue;
            // Known, but never met: a dead-letter channel to which nothing went.
            if (m_counts && m_counts->whole.of(id) == 0) continue;
            auto name = toText(table.name(id));
            if (nameMatches(name))
                members.push_back({ExplorerRow::Participant, i, std::move(name)});
        }
        if (members.empty()) continue;
        rows.push_back({ExplorerRow::Group, static_cast<std::uint64_t>(role), caption});
        if (!m_folded.contains(static_cast<int>(role)))
            rows.insert(rows.end(), members.begin(), members.end());
    }
}

void ExplorerModel::addTypes(std::vector<Row> &rows) const
{
    rows.push_back(caption(ExplorerPart::Types, tr("Event types")));
    if (!m_counts || m_counts->whole.types.empty()) {
        rows.push_back({ExplorerRow::Hint, 1, tr("No events yet.")});
        return;
    }
    for (const auto &type : m_counts->whole.types) {
        auto name = toText(m_view.log()->name(type.type));
        if (nameMatches(name))
            rows.push_back({ExplorerRow::Type, type.type.value(), std::move(name)});
    }
}

void ExplorerModel::addBookmarks(std::vector<Row> &rows) const
{
    rows.push_back(caption(ExplorerPart::Bookmarks, tr("Bookmarks")));
    for (const auto &bookmark : m_view.bookmarks())
        rows.push_back({ExplorerRow::Bookmark, bookmark.position.value(), bookmark.label});
    if (m_view.bookmarks().isEmpty())
        rows.push_back({ExplorerRow::Hint, 3, tr("Press M to set one here.")});
}

std::uint64_t ExplorerModel::countOf(const Row &row) const
{
    if (row.kind == ExplorerRow::Bookmark) return row.id;
    if (row.kind == ExplorerRow::Finding) {
        const auto *finding = findingRow(row.id);
        return finding ? finding->shown : 0;
    }
    if (!m_counts || !m_view.log()) return 0;
    // What is left out by hand shows what there would be.
    const auto &counts = isHidden(row) ? m_counts->whole : m_counts->shown;
    if (row.kind == ExplorerRow::Participant)
        return counts.of(ParticipantId(static_cast<std::uint16_t>(row.id)));
    if (row.kind == ExplorerRow::Type) return counts.of(NameId(static_cast<std::uint32_t>(row.id)));
    if (row.kind != ExplorerRow::Counted) return 0;
    switch (static_cast<CountedSteps>(row.id)) {
    case CountedSteps::Nacks: return counts.of(StepKind::Nack);
    case CountedSteps::Retries: return counts.retries;
    case CountedSteps::Rejected: return counts.rejected();
    case CountedSteps::Skipped: return m_view.log()->skippedCount();
    }
    return 0;
}

bool ExplorerModel::isLimitsCaption(const Row &row)
{
    return row.kind == ExplorerRow::Caption
           && row.id == static_cast<std::uint64_t>(ExplorerPart::Findings);
}

bool ExplorerModel::isHidden(const Row &row) const
{
    const auto &visibility = m_view.visibility();
    if (row.kind == ExplorerRow::Participant)
        return visibility.hiddenParticipants.contains(static_cast<std::uint16_t>(row.id));
    if (row.kind == ExplorerRow::Type)
        return visibility.hiddenTypes.contains(static_cast<std::uint32_t>(row.id));
    return false;
}

double ExplorerModel::shareOf(const Row &row) const
{
    if (row.kind != ExplorerRow::Type || !m_counts) return 0;
    std::uint32_t highest = 0;
    for (const auto &type : m_counts->whole.types)
        highest = std::max(highest, type.count);
    return highest == 0 ? 0 : static_cast<double>(countOf(row)) / highest;
}

QString ExplorerModel::toolTip(const Row &row) const
{
    const auto count = exactNumber(countOf(row));
    switch (row.kind) {
    case ExplorerRow::Participant:
    case ExplorerRow::Type:
        return tr("%1: %2 steps\nClick: show only this · Ctrl+click: add · Space: hide or show")
            .arg(row.text, count);
    case ExplorerRow::Finding: return findingToolTip(row);
    case ExplorerRow::Counted:
        return static_cast<CountedSteps>(row.id) == CountedSteps::Skipped
                   ? tr("%1 skipped records. Click to list them with their reasons.").arg(count)
                   : tr("%1: %2. Click to go to the next one.").arg(row.text, count);
    case ExplorerRow::Bookmark:
        return tr("Step #%1. Click to go there, F2 to rename, Delete to remove.").arg(count);
    case ExplorerRow::Caption:
        return isLimitsCaption(row) ? tr("From when on something is a finding. Click to change it.")
                                    : QString();
    case ExplorerRow::Hint:
        if (row.id == 5)
            return tr("More was in flight at once than is kept. What these steps would have shown "
                      "is missing from the findings.");
        if (row.id == 6)
            return tr("The data of these events is needed to judge what their consumers did.");
        return {};
    default: return {};
    }
}

QString ExplorerModel::accessibleText(const Row &row) const
{
    const auto count = countOf(row);
    if (count == 0) return row.text;
    auto text = QStringLiteral("%1, %2").arg(row.text).arg(count);
    if (row.kind != ExplorerRow::Finding) return text;
    switch (severityOf(row)) {
    case Severity::Note: return tr("%1, note").arg(text);
    case Severity::Warning: return tr("%1, warning").arg(text);
    case Severity::Error: return tr("%1, error").arg(text);
    }
    return text;
}

int ExplorerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ExplorerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return row.text;
    case Qt::ToolTipRole: return toolTip(row);
    case Qt::AccessibleTextRole: return accessibleText(row);
    case Qt::CheckStateRole:
        if (row.kind != ExplorerRow::Participant && row.kind != ExplorerRow::Type) return {};
        return isHidden(row) ? Qt::Unchecked : Qt::Checked;
    case RowRole: return static_cast<int>(row.kind);
    case IdRole: return static_cast<quint64>(row.id);
    case CountRole: return static_cast<quint64>(countOf(row));
    case HiddenRole: return isHidden(row);
    case ShareRole: return shareOf(row);
    case OpenRole: return !m_folded.contains(static_cast<int>(row.id));
    case SeverityRole: return static_cast<int>(severityOf(row));
    case LinkRole: return isLimitsCaption(row) ? tr("Limits") : QString();
    default: return {};
    }
}

bool ExplorerModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole) return false;
    const auto row = m_rows[static_cast<std::size_t>(index.row())];
    if (row.kind != ExplorerRow::Bookmark) return false;
    auto bookmarks = m_view.bookmarks();
    for (auto &bookmark : bookmarks)
        if (bookmark.position.value() == row.id) bookmark.label = value.toString().trimmed();
    m_view.setBookmarks(bookmarks);
    return true;
}

Qt::ItemFlags ExplorerModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) return {};
    const auto kind = m_rows[static_cast<std::size_t>(index.row())].kind;
    if (kind == ExplorerRow::Caption || kind == ExplorerRow::Hint) return Qt::ItemIsEnabled;
    auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (kind == ExplorerRow::Bookmark) flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace playhead
