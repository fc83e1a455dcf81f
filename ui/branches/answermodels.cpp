// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/answermodels.h"

#include "numbertext.h"

namespace playhead {
namespace {

template <class Rows> auto rowAt(const Rows &rows, int row) -> decltype(rows.data())
{
    return row < 0 || row >= static_cast<int>(rows.size()) ? nullptr
                                                           : &rows[static_cast<std::size_t>(row)];
}

} // namespace

void ChangeModel::setChanges(const ChangeRowsPtr &changes)
{
    beginResetModel();
    m_changes = changes;
    endResetModel();
}

const ChangeRow *ChangeModel::at(int row) const
{
    return m_changes ? rowAt(*m_changes, row) : nullptr;
}

int ChangeModel::rowOf(const QString &partition) const
{
    for (int row = 0; const auto *change = at(row); ++row)
        if (change->partition == partition) return row;
    return -1;
}

int ChangeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_changes ? 0 : static_cast<int>(m_changes->size());
}

int ChangeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangeModel::data(const QModelIndex &index, int role) const
{
    const auto *row = at(index.row());
    if (!row || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
    switch (index.column()) {
    case PartitionColumn: return row->partition.isEmpty() ? tr("(the one state)") : row->partition;
    case FromColumn:
        return row->change.from.isValid()
                   ? QLatin1Char('#') + exactNumber(row->change.from.value())
                   : QString(QChar(0x2013)); // another log goes on where this one has ended
    case SummaryColumn: return row->summary;
    default: return {};
    }
}

QVariant ChangeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case PartitionColumn: return tr("Subject");
    case FromColumn: return tr("From");
    case SummaryColumn: return m_summaryTitle;
    default: return {};
    }
}

void DoubtModel::setAnswer(const BranchAnswerPtr &answer)
{
    beginResetModel();
    m_answer = answer;
    endResetModel();
}

const DoubtRow *DoubtModel::at(int row) const
{
    return m_answer ? rowAt(m_answer->doubts, row) : nullptr;
}

int DoubtModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_answer ? 0 : static_cast<int>(m_answer->doubts.size());
}

int DoubtModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DoubtModel::data(const QModelIndex &index, int role) const
{
    const auto *row = at(index.row());
    if (!row || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
    switch (index.column()) {
    case EventColumn: return row->event;
    case CauseColumn: return row->cause;
    case EvidenceColumn:
        return row->isCertain ? tr("its causation id says so")
                              : tr("inferred: whoever published it had the other delivered before");
    default: return {};
    }
}

QVariant DoubtModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case EventColumn: return tr("Recorded event");
    case CauseColumn: return tr("Depends on");
    case EvidenceColumn: return tr("How that is known");
    default: return {};
    }
}

} // namespace playhead
