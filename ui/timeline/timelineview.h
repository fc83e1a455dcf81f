// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "livepace.h"
#include "theme.h"
#include "timeaxis.h"
#include "timeline/timehistogram.h"
#include "viewstate.h"

#include <QPixmap>
#include <QWidget>

namespace playhead {

/// The painted timeline: histogram of the log by event type, a tick for every bin with a failure,
/// time labels, bookmarks, what the diagram shows (the brush) and the playhead.
///
/// The histogram is computed on a worker whenever range or log change; painting copies a cached
/// picture of it and adds a few lines. Interface thread.
class TimelineView : public QWidget
{
    Q_OBJECT

public:
    TimelineView(ViewState &view, const Theme &theme, QWidget *parent);

    /// The time shown.
    [[nodiscard]] TimeAxis axis() const { return m_axis; }
    [[nodiscard]] bool fitsAll() const { return m_fit; }
    /// The bins on the screen; null before the first answer of the worker.
    [[nodiscard]] TimeHistogramPtr histogram() const { return m_histogram; }

    /// Pixel of a step or time within the widget, and back. Where the whole log is shown, what has
    /// come since the range was fitted lies at its end.
    [[nodiscard]] double xOf(Position position) const;
    [[nodiscard]] Position positionAt(double x) const;
    [[nodiscard]] QRectF brushRect() const;
    [[nodiscard]] QRectF plotRect() const;
    [[nodiscard]] QRectF tickRect() const;

    [[nodiscard]] QSize sizeHint() const override { return {800, 140}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 90}; }

public slots:
    /// Shows the whole log, also while it grows.
    void fit();
    /// Shows that much time around the playhead; 0: fit.
    void showSpan(playhead::Duration span);

signals:
    void rangeChanged(playhead::Timestamp start, playhead::Timestamp end);
    /// The histogram on the screen is up to date.
    void histogramChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum class Drag { None, Playhead, Brush, BrushStart, BrushEnd };

    void setAxis(const TimeAxis &axis, bool fits);
    void refit();
    void keepPlayheadInside();
    /// What lies on the cached picture and moves more often than it.
    struct Moving
    {
        double playhead = 0; ///< x
        QRectF brush;

        [[nodiscard]] bool looksLike(const Moving &other) const;
        [[nodiscard]] QRegion region(int height) const;
    };
    [[nodiscard]] Moving moving() const;
    /// Paints anew what has moved.
    void updateMoving();
    void requestHistogram();
    void takeHistogram(const TimeHistogramPtr &histogram);
    [[nodiscard]] Drag dragAt(const QPointF &point) const;
    void dragTo(double x);
    void dragBrush(double x);
    void scrub(double x);
    [[nodiscard]] Position failureAt(const QPointF &point) const;
    [[nodiscard]] const Bookmark *bookmarkAt(const QPointF &point) const;
    [[nodiscard]] QString hintAt(const QPointF &point) const;

    void paintHistogram(QPainter &painter) const;
    void paintAxis(QPainter &painter) const;
    void paintBrush(QPainter &painter) const;
    void paintBookmarks(QPainter &painter) const;
    void paintPlayhead(QPainter &painter) const;

    ViewState &m_view;
    const Theme &m_theme;
    TimeAxis m_axis;
    bool m_fit = true;
    TimeHistogramPtr m_histogram;
    QPixmap m_picture; ///< histogram and axis; null: to be drawn anew
    Moving m_moving;   ///< as of the last update
    Drag m_drag = Drag::None;
    bool m_dragMoved = false;
    QPointF m_pressed;
    QRectF m_pressedBrush;
    LivePace m_pace;
    LatestJob<TimeHistogramPtr> m_job;
};

} // namespace playhead
