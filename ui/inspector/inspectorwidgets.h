// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "airytable.h"
#include "theme.h"
#include "tonelabel.h"

#include <QComboBox>
#include <QTabBar>
#include <QToolButton>

namespace playhead {

/// Tabs as plain words; the current one is underlined with the accent colour.
class UnderlineTabBar : public QTabBar
{
    Q_OBJECT

public:
    explicit UnderlineTabBar(const Theme &theme, QWidget *parent = nullptr);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

/// Text that leads somewhere when clicked, or with Enter or Space while it has the focus.
class LinkButton : public QToolButton
{
    Q_OBJECT

public:
    explicit LinkButton(const Theme &theme, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
};

/// A combo box that may be narrower than its longest entry.
QComboBox *makeComboBox(const QString &name, const QString &toolTip, QWidget *parent);

/// The arrow of a row with rows below it, drawn by hand so that it follows the theme at every pixel
/// ratio.
void paintBranchArrow(QPainter &painter, QPointF middle, bool isOpen, const QColor &color);

/// A flat button with text.
QToolButton *makeTextButton(const QString &text, const QString &toolTip, QWidget *parent);

} // namespace playhead
