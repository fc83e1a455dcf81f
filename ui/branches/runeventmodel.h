// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/rerunjob.h"

#include <QAbstractTableModel>

namespace playhead {

/// The events that only the log or only the run has, or that are not the same in both. Interface
/// thread.
class RunEventModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { EventColumn, SubjectColumn, LogColumn, RunColumn, WhatColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setAnswer(const RerunAnswerPtr &answer);
    /// Null: there is no such row.
    [[nodiscard]] const EventDivergence *at(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    RerunAnswerPtr m_answer;
};

} // namespace playhead
