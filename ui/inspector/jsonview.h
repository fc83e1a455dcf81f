// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/jsonmodel.h"
#include "theme.h"

#include <QSet>
#include <QTreeView>

#include <functional>

namespace playhead {

/// Shows a JSON tree in two columns of monospace text; changed rows stand on the selection colour,
/// with the old value struck through. What was opened stays open when the tree is replaced, as long
/// as the paths are there. Ctrl+C copies the value. Interface thread.
class JsonView : public QTreeView
{
    Q_OBJECT

public:
    explicit JsonView(const Theme &theme, QWidget *parent = nullptr);

    void setTree(const JsonTreePtr &tree);
    /// Shows both values side by side under these titles; empty titles: one column of values.
    void setSides(const QString &shown, const QString &other);
    /// Makes the value current that has these keys; false: it is not in the tree.
    bool select(const QStringList &keys);
    /// Marks what matches and shows the first match.
    void setSearch(const QString &text);
    /// Goes to the next (previous) match, around the end; false: there is none.
    bool goMatch(bool forward);
    /// Scrolls to the first row that is marked as changed, unless one is in sight already.
    void revealChange();
    [[nodiscard]] int matchCount() const;

    /// As tall as its rows, without scrolling: for short trees within a page.
    void setFitsContent(bool fits);

    /// Whether a person can ask why a value is what it is: by a double click on a row without rows
    /// below it, in the menu of a row, and with Y.
    void setAsksWhy(bool asks);
    /// Asks about the current row; false: there is none.
    bool askWhy();

    [[nodiscard]] JsonModel &json() { return *m_model; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// Keys from the top to the value.
    void whyAsked(const QStringList &keys);

protected:
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void drawBranches(QPainter *painter, const QRect &rect,
                      const QModelIndex &index) const override;

private:
    void applyTheme();
    void replace(const std::function<void()> &change);
    void fitKeys();
    void openRemembered(const QModelIndex &parent, int depth);
    [[nodiscard]] int openRows(const QModelIndex &parent) const;
    void showMenu(const QPoint &at);
    void copyValue(const QModelIndex &index) const;

    const Theme &m_theme;
    JsonModel *m_model;
    QSet<QString> m_opened;
    QSet<QString> m_closed;
    bool m_restoring = false;
    bool m_fitsContent = false;
    bool m_asksWhy = false;
};

} // namespace playhead
