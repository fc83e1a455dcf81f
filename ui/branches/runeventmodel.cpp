// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/runeventmodel.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"

namespace playhead {
namespace {

QString placeText(Position position)
{
    return position.isValid() ? QLatin1Char('#') + exactNumber(position.value())
                              : QString(QChar(0x2013));
}

} // namespace

void RunEventModel::setAnswer(const RerunAnswerPtr &answer)
{
    beginResetModel();
    m_answer = answer;
    endResetModel();
}

const EventDivergence *RunEventModel::at(int row) const
{
    if (!m_answer || row < 0 || row >= static_cast<int>(m_answer->events.size())) return nullptr;
    return &m_answer->events[static_cast<std::size_t>(row)];
}

int RunEventModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_answer ? 0 : static_cast<int>(m_answer->events.size());
}

int RunEventModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunEventModel::data(const QModelIndex &index, int role) const
{
    const auto *row = at(index.row());
    if (!row || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
    switch (index.column()) {
    case EventColumn: return toText(row->type);
    case SubjectColumn: return toText(row->subject);
    case LogColumn: return placeText(row->position);
    case RunColumn: return placeText(row->other);
    case WhatColumn:
        if (!row->other.isValid()) return tr("only in the log");
        return row->position.isValid() ? toText(row->what) : tr("only in the run");
    default: return {};
    }
}

QVariant RunEventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case EventColumn: return tr("Event");
    case SubjectColumn: return tr("Subject");
    case LogColumn: return tr("In the log");
    case RunColumn: return tr("In the run");
    case WhatColumn: return tr("Difference");
    default: return {};
    }
}

} // namespace playhead
