// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/detailrows.h"
#include "diagram/diagramscale.h"
#include "diagram/lanes.h"
#include "diagram/litrows.h"
#include "diagram/sourcegaps.h"
#include "diagram/standingwatch.h"
#include "latestjob.h"
#include "theme.h"
#include "viewstate.h"

#include <QByteArray>
#include <QTimer>
#include <QWidget>

class QPushButton;
class QScrollBar;

namespace playhead {

class DiagramCanvas;
class DiagramHeader;
struct DiagramInput;

/// The live sequence diagram: pinned headers, lifelines and rows at three levels of detail and any
/// zoom, down to the whole log on one screen. Interface thread.
class DiagramView : public QWidget
{
    Q_OBJECT

public:
    DiagramView(ViewState &state, const Theme &theme, QWidget *parent = nullptr);
    ~DiagramView() override;

    [[nodiscard]] const DiagramScale &scale() const { return m_scale; }
    [[nodiscard]] Lanes &lanes() { return m_lanes; }
    [[nodiscard]] DiagramCanvas &canvas() { return *m_canvas; }

    /// For the case: zoom, place and arrangement, as JSON text.
    [[nodiscard]] QByteArray save() const;
    void restore(const QByteArray &json);

    [[nodiscard]] const StandingWatch &standings() const { return m_standings; }

    /// Whether rows for the present filter and level are still being gathered.
    [[nodiscard]] bool isBusy() const { return m_job.isBusy(); }

public slots:
    void zoomIn();
    void zoomOut();
    void pan(int direction); ///< sideways; -1 left, 1 right
    void fitAll();
    void fitSelection();
    void foldMore();
    void unfoldMore();

signals:
    /// A right click on a step, to which the playhead has moved; or the menu key.
    void menuRequested(const QPoint &at);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    DiagramInput input() const;
    void takeLog();
    void requestRows();
    void takeRows(const DetailRows::Ptr &rows);
    void revealPlayhead();
    void showRange(Position first, Position last);
    void planLanes();
    /// Brings the scale into its ranges for the rows as they are.
    void clampScale();
    /// After zoom, place or rows have changed.
    void scaleChanged();
    void scrollTo(double top);
    void userScrolled();
    void zoom(double factor, double y);
    void updateScrollBars();
    void scrollBarMoved(int value);
    void zoomAtPlayhead(double factor);
    void updatePill();
    void updateEmptyText();
    void placePill();
    void updateLit();
    QString tipFor(std::uint64_t row, const QPointF &at) const;
    QString additionTip(double y) const;
    QString densityTip(std::uint64_t row) const;
    [[nodiscard]] std::int64_t playheadRow() const;

    ViewState &m_state;
    const Theme &m_theme;
    Lanes m_lanes;
    LanePlan m_plan;
    SourceGaps m_sourceGaps;
    DiagramScale m_scale;
    double m_scrollX = 0;
    Duration m_typicalGap = 0;
    std::uint64_t m_gapSteps = 0; ///< steps when m_typicalGap was taken
    DetailRows::Ptr m_rows;
    LitRows m_lit;
    StandingWatch m_standings;
    bool m_wasFollowing = false;
    Position m_leftAt;   ///< end of the log when following stopped
    Position m_revealed; ///< the playhead that was last brought into view
    QByteArray m_toRestore;

    DiagramHeader *m_header;
    DiagramCanvas *m_canvas;
    QScrollBar *m_vertical;
    QScrollBar *m_horizontal;
    QPushButton *m_pill;
    QTimer m_tellRange;
    LatestJob<DetailRows::Ptr> m_job; // last: its work must end before what it uses
};

} // namespace playhead
