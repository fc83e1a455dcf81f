// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "sources/sourcerow.h"
#include "theme.h"

#include <QScrollArea>
#include <QTimer>

class QToolButton;
class QVBoxLayout;

namespace playhead {

/// The sources that record into what is open, above the explorer; takes no room where there are
/// none. Follows their counters four times a second while it is seen. Interface thread.
class SourcesPanel : public QScrollArea
{
    Q_OBJECT

public:
    SourcesPanel(AttachedSources &sources, const Theme &theme, QWidget *parent = nullptr);

    /// The row of a source; null: it is not there.
    [[nodiscard]] SourceRow *row(int id) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void attachRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QLayout *makeHead();
    void showSources();
    void applyTheme();

    AttachedSources &m_sources;
    const Theme &m_theme;
    QLabel *m_caption;
    QToolButton *m_attach;
    QVBoxLayout *m_column;
    QList<SourceRow *> m_rows;
    QTimer m_refresh;
};

} // namespace playhead
