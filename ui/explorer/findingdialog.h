// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/findingfilter.h"
#include "explorer/findingrow.h"
#include "latestjob.h"
#include "theme.h"
#include "viewstate.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QStringList>
#include <QTextBrowser>
#include <QTimer>

#include <vector>

namespace playhead {

/// The findings of a row in words: what usually helps, and each with its steps as links that move
/// the playhead. Shows them as they were when it was asked to; closes when another log is opened.
/// The words are made on a worker: they read from the log. Interface thread.
class FindingDialog : public QDialog
{
    Q_OBJECT

public:
    FindingDialog(ViewState &view, const Theme &theme, QWidget *parent);

    /// `upTo`: where the log was checked to.
    void showFindings(const FindingRow &row, std::vector<FindingPtr> listed, Position upTo);

signals:
    /// The person asks for the next finding, or the previous.
    void nextRequested(bool forward);

private:
    void writeList();
    void startPages(const QStringList &pages);
    void addPage();
    void updateFilterButton();
    void follow(const QUrl &link);
    void toggleFilter(const FindingFilter &filter);

    ViewState &m_view;
    const Theme &m_theme;
    LogPtr m_log;
    FindingRow m_row;
    std::vector<FindingPtr> m_listed;
    FindingFilter m_filter;
    QLabel *m_heading;
    QLabel *m_advice;
    QTextBrowser *m_list;
    QPushButton *m_only;
    QStringList m_pages; ///< of the list, to be laid out
    QTimer m_paging;
    LatestJob<QStringList> m_job;
};

} // namespace playhead
