// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "projections/caseprojections.h"
#include "theme.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QMenu;
class QToolButton;
class QVBoxLayout;

namespace playhead {

class ScriptEditor;
class ScriptOutputView;
class ViewState;

/// The scripts of the log that is open, an editor for the one that is chosen, and what that one
/// writes. Interface thread; `view`, `projections` and `theme` must outlive it.
class ProjectionsPanel : public QWidget
{
    Q_OBJECT

public:
    ProjectionsPanel(ViewState &view, CaseProjections &projections, const Theme &theme,
                     QWidget *parent = nullptr);

    /// Name of the script in the editor; empty: there is none.
    [[nodiscard]] QString current() const { return m_current; }
    void choose(const QString &name);

    [[nodiscard]] ScriptEditor &editor() { return *m_editor; }
    [[nodiscard]] ScriptOutputView &output() { return *m_output; }
    [[nodiscard]] QSize sizeHint() const override { return {720, 330}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {360, 160}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void makeBar(QVBoxLayout *column);
    void makePages(QVBoxLayout *column);
    void fillGallery();
    void addFrom(const QString &name, const QString &source);
    void fillList();
    void chosen();
    void showScript();
    void showStatus(const QString &name);
    void rename();
    void remove();
    void run();
    void applyTheme();

    CaseProjections &m_projections;
    const Theme &m_theme;
    QString m_current;
    bool m_filling = false; ///< the editor gets another script: nobody typed
    QLabel *m_caption = nullptr;
    QToolButton *m_new = nullptr;
    QMenu *m_gallery = nullptr;
    QToolButton *m_rename = nullptr;
    QToolButton *m_delete = nullptr;
    QToolButton *m_run = nullptr;
    QLabel *m_hint = nullptr;
    QListWidget *m_list = nullptr;
    ScriptEditor *m_editor = nullptr;
    QLabel *m_status = nullptr;
    ScriptOutputView *m_output = nullptr;
    QWidget *m_work = nullptr; ///< list and editor, where there are scripts
};

} // namespace playhead
