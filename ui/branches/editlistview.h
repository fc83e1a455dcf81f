// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QListWidget>

namespace playhead {

/// The edits of a branch, a line each; as tall as its lines, up to some, then it scrolls. Interface
/// thread.
class EditListView : public QListWidget
{
    Q_OBJECT

public:
    static constexpr int mostLines = 7;
    static constexpr int ChangeableRole = Qt::UserRole; ///< bool: there is something to change

    explicit EditListView(const Theme &theme, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// Click or Enter.
    void goRequested(int edit);
    /// Double click, or the menu.
    void changeRequested(int edit);
    /// Delete, or the menu.
    void removeRequested(int edit);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void applyTheme();

    const Theme &m_theme;
};

} // namespace playhead
