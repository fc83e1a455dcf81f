// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/busynote.h"
#include "latestjob.h"
#include "viewstate.h"
#include "when/breakpointlist.h"
#include "when/conditionfield.h"
#include "when/whenjob.h"

#include <QCheckBox>

class QVBoxLayout;

namespace playhead {

/// When: moves the playhead to the first, next or previous position at which a condition holds,
/// found on a worker, and keeps conditions as breakpoints. Interface thread.
class WhenPanel : public QWidget
{
    Q_OBJECT

public:
    WhenPanel(ViewState &view, const Theme &theme, const ProjectionTable &projections,
              Breakpoints &breakpoints, QWidget *parent = nullptr);

    /// Whose state conditions ask about.
    void setProjection(const QString &name);
    void focusField();

    /// Looks for a position. False: there is no condition yet; the cursor is in its field then.
    bool find(WhenDirection direction);
    /// Makes the condition a breakpoint. False as find().
    bool addBreakpoint();

    /// A scenario runs that can be held.
    void setCanHold(bool can);
    [[nodiscard]] bool holdsDelivery() const;

    [[nodiscard]] ConditionField &condition() { return *m_condition; }
    [[nodiscard]] BreakpointList &list() { return *m_list; }
    [[nodiscard]] bool isBusy() const { return !m_cancel->isHidden(); }

signals:
    void holdsDeliveryChanged(bool holds);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeChoices(QVBoxLayout *column);
    void makeButtons(QVBoxLayout *column);
    void fillSubjects();
    void showScope();
    [[nodiscard]] WhenCondition wanted() const;
    void cancel();
    void showAnswer(const WhenAnswer &answer);
    void tell(const QString &text, ColorRole role = ColorRole::MutedText);
    void take(const WhenCondition &what);

    ViewState &m_view;
    const Theme &m_theme;
    const ProjectionTable &m_projections;
    Breakpoints &m_breakpoints;
    QString m_projection;
    ConditionField *m_condition;
    QComboBox *m_mode = nullptr;
    QComboBox *m_subjects = nullptr;
    ToneLabel *m_scope = nullptr;
    QList<QToolButton *> m_finds;
    QToolButton *m_add = nullptr;
    QToolButton *m_cancel = nullptr;
    BusyNote *m_busy;
    ToneLabel *m_answer;
    QCheckBox *m_hold;
    BreakpointList *m_list;
    std::shared_ptr<WhenSearch> m_search = std::make_shared<WhenSearch>(); ///< of the worker
    LatestJob<WhenAnswer> m_job;
};

} // namespace playhead
