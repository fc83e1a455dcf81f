// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "branches/branchlist.h"
#include "latestjob.h"
#include "model/event.h"
#include "model/result.h"
#include "theme.h"
#include "viewstate.h"

#include <QObject>
#include <QWidget>

#include <functional>
#include <optional>

namespace playhead {

/// What a person does to the current branch with the event at the playhead; asks in dialogs over
/// `window` where there is something to ask. Where there is no branch yet, the first edit makes
/// one. Interface thread; what it is made with must outlive it.
class BranchEditing : public QObject
{
    Q_OBJECT

public:
    BranchEditing(const ViewState &view, BranchList &branches, const Theme &theme, QWidget *window);

public slots:
    void skip();      ///< once more: not skipped after all
    void edit();      ///< goes on with the edit of this event, where the branch has one
    void insert();    ///< starts from a copy of the event
    void duplicate(); ///< right behind it
    void move();
    /// Changes an edit of the branch: its event, or its place.
    void change(int edit);
    void undo();
    void redo();

signals:
    /// Nothing was done, and why.
    void refused(const QString &why);

private:
    struct Read
    {
        Result<Event> event;
        std::function<void(const Event &)> then;
    };

    /// The step at the playhead, if it carries an event; else says so.
    [[nodiscard]] std::optional<Step> step();
    /// The edit of that kind of the same event.
    [[nodiscard]] std::optional<int> findEdit(BranchEdit::Kind kind, EventNumber event) const;
    void read(EventNumber event, std::function<void(const Event &)> then);
    void askEvent(const BranchEdit &edit, const Event &recorded, std::optional<int> replaced);
    void askPlace(const BranchEdit &edit, std::optional<int> replaced);
    void take(const BranchEdit &edit, std::optional<int> replaced);

    const ViewState &m_view;
    BranchList &m_branches;
    const Theme &m_theme;
    QWidget *m_window;
    LatestJob<Read> m_job;
};

} // namespace playhead
