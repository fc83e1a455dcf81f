// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QToolButton>
#include <QWidget>

namespace playhead {

/// A caption that folds and unfolds what is below it. Interface thread.
class FoldSection : public QWidget
{
    Q_OBJECT

public:
    /// Takes `content` over. `name` names the caption's button for tests and style sheets.
    FoldSection(const char *name, const QString &caption, QWidget *content, const Theme &theme,
                QWidget *parent = nullptr);

    [[nodiscard]] bool isOpen() const { return m_caption->isChecked(); }
    void setOpen(bool open) { m_caption->setChecked(open); }
    [[nodiscard]] QToolButton &caption() { return *m_caption; }

signals:
    void openChanged(bool open);

private:
    void show(bool open);

    const Theme &m_theme;
    QToolButton *m_caption;
    QWidget *m_content;
};

} // namespace playhead
