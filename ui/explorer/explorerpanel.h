// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/explorermodel.h"
#include "explorer/findingdialog.h"
#include "explorer/findinglimitsdialog.h"
#include "theme.h"
#include "viewstate.h"

#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QWidget>

#include <optional>

class QMenu;

namespace playhead {

/// The left of the window: participants, event types, findings and bookmarks with their counts. A
/// click on a participant or type shows only it (again: everything), Ctrl+click adds it, the check
/// box or Space hides it; a click on a finding lists them and goes to the next one (Shift+click:
/// the previous one), on counted steps to the next one, on a bookmark there, on the caption of the
/// findings to their limits. Interface thread.
class ExplorerPanel : public QWidget
{
    Q_OBJECT

public:
    ExplorerPanel(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] ExplorerModel &model() { return *m_model; }
    [[nodiscard]] QListView &list() { return *m_list; }

public slots:
    /// The records that were left out when the log was read: line and reason.
    void showSkipped();
    /// Asks from when on something is a finding.
    void editFindingLimits();

signals:
    /// The person has chosen other limits.
    void findingLimitsChosen(const playhead::FindingLimits &limits);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Choice { Only, Add, Toggle, ShowAll, Previous };

    void applyTheme();
    [[nodiscard]] static Choice choiceFor(const QModelIndex &index, Qt::KeyboardModifiers keys);
    void activate(const QModelIndex &index, Choice choice);
    void choose(ExplorerRow kind, quint64 id, Choice choice);
    void goToFinding(quint64 id, bool forward);
    void fillFindingMenu(QMenu &menu, quint64 id);
    void fillCountedMenu(QMenu &menu, CountedSteps kind);
    void addFilterAction(QMenu &menu, const QString &filter, const QString &text);
    void showFindings(quint64 id);
    void placeDialog(QWidget &dialog) const;
    void removeBookmark(const QModelIndex &index);
    void showMenu(const QPoint &at);
    bool pressed(QMouseEvent *event);
    bool keyPressed(QKeyEvent *event);

    ViewState &m_view;
    const Theme &m_theme;
    ExplorerModel *m_model;
    QLineEdit *m_filter;
    QListView *m_list;
    QPointer<FindingDialog> m_dialog;
    QPointer<FindingLimitsDialog> m_limits;
    std::optional<quint64> m_visited; ///< the row of findings that was gone to last
};

} // namespace playhead
