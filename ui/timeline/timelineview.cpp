// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelineview.h"

#include "numbertext.h"

#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double margin = 16;
constexpr double barWidth = 3; ///< least, in logical pixels
constexpr double wheelStep = 0.8;

} // namespace

TimelineView::TimelineView(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_pace(view, [this] { refit(); }),
      m_job([this](const TimeHistogramPtr &histogram) { takeHistogram(histogram); })
{
    setObjectName(QStringLiteral("timelineView"));
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(tr("Steps over time; click to move the playhead"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, [this] {
        m_picture = {};
        update();
    });
    connect(&view, &ViewState::logChanged, this, [this] {
        m_job.cancel();
        m_histogram.reset();
        m_fit = true;
        refit();
    });
    connect(&view, &ViewState::watermarkChanged, &m_pace, &LivePace::wishGrown);
    connect(&view, &ViewState::playheadChanged, this, [this] {
        keepPlayheadInside();
        updateMoving();
    });
    connect(&view, &ViewState::visibleRangeChanged, this, &TimelineView::updateMoving);
    connect(&view, &ViewState::bookmarksChanged, this, QOverload<>::of(&QWidget::update));
    refit();
}

QRectF TimelineView::plotRect() const
{
    const double axisHeight = QFontMetrics(m_theme.dataFont()).height() + 4;
    const QRectF all = QRectF(rect()).adjusted(margin, 22, -margin, -axisHeight - 12);
    return all.normalized();
}

QRectF TimelineView::tickRect() const
{
    const auto plot = plotRect();
    return {plot.left(), plot.bottom() + 3, plot.width(), 5};
}

void TimelineView::fit()
{
    m_fit = true;
    refit();
}

void TimelineView::showSpan(Duration span)
{
    if (span == 0 || !m_view.log() || !m_view.playhead().isValid()) return fit();
    const auto middle = m_view.log()->index().timeAt(m_view.playhead());
    setAxis({middle - span / 2, middle + span / 2, m_axis.width}, false);
}

void TimelineView::refit()
{
    const auto width = std::max(1.0, plotRect().width());
    auto axis = m_axis;
    if (m_fit) {
        const auto log = m_view.log();
        if (log && m_view.watermark().isValid())
            axis = TimeAxis::fitting(log->index().minTime(), log->index().maxTime(), width);
        else
            axis = TimeAxis();
    }
    axis.width = width;
    setAxis(axis, m_fit);
}

void TimelineView::setAxis(const TimeAxis &axis, bool fits)
{
    const bool moved = m_axis.start != axis.start || m_axis.end != axis.end;
    m_axis = axis;
    m_fit = fits;
    m_picture = {};
    requestHistogram();
    update();
    m_moving = moving();
    if (moved) emit rangeChanged(axis.start, axis.end);
}

void TimelineView::keepPlayheadInside()
{
    if (m_fit || m_drag != Drag::None || !m_view.playhead().isValid()) return;
    const auto time = m_view.log()->index().timeAt(m_view.playhead());
    if (time < m_axis.start || time > m_axis.end)
        setAxis(m_axis.moved(time - (m_axis.start + m_axis.span() / 2)), false);
}

bool TimelineView::Moving::looksLike(const Moving &other) const
{
    constexpr double seen = 0.05; // pixels
    const auto same = [](double a, double b) { return std::abs(a - b) < seen; };
    return same(playhead, other.playhead) && same(brush.left(), other.brush.left())
           && same(brush.right(), other.brush.right()) && same(brush.top(), other.brush.top())
           && same(brush.bottom(), other.brush.bottom());
}

QRegion TimelineView::Moving::region(int height) const
{
    constexpr double handle = 9; // half of its width, and a smooth edge
    return QRegion(QRectF(playhead - handle, 0, 2 * handle, height).toAlignedRect())
           + QRegion(brush.toAlignedRect().adjusted(-1, -1, 1, 1));
}

TimelineView::Moving TimelineView::moving() const
{
    if (!m_view.log() || !m_view.playhead().isValid()) return {};
    return {xOf(m_view.playhead()), brushRect()};
}

void TimelineView::updateMoving()
{
    const auto now = moving();
    if (now.looksLike(m_moving)) return;
    update(now.region(height()) + m_moving.region(height()));
    m_moving = now;
}

void TimelineView::requestHistogram()
{
    const auto log = m_view.log();
    if (!log) return m_job.cancel();
    const auto pixel = static_cast<double>(m_axis.span()) / m_axis.width;
    m_job.request([log, watermark = m_view.watermark(), axis = m_axis, previous = m_histogram,
                   width = roundDuration(barWidth * pixel)](const std::stop_token &stop) {
        return makeTimeHistogram(*log, watermark, axis.start, axis.end, width, previous, stop);
    });
}

void TimelineView::takeHistogram(const TimeHistogramPtr &histogram)
{
    if (!histogram) return;
    m_histogram = histogram;
    m_picture = {};
    update();
    emit histogramChanged();
}

void TimelineView::resizeEvent(QResizeEvent *)
{
    refit();
}

double TimelineView::xOf(Position position) const
{
    const double x = m_axis.xOf(m_view.log()->index().timeAt(position));
    return plotRect().left() + (m_fit ? std::min(x, m_axis.width) : x);
}

Position TimelineView::positionAt(double x) const
{
    const auto log = m_view.log();
    if (!log || !m_view.watermark().isValid()) return {};
    const auto found = log->index().firstNotBefore(m_axis.timeAt(x - plotRect().left()));
    return std::clamp(found, Position(1), m_view.watermark());
}

QRectF TimelineView::brushRect() const
{
    if (!m_view.log() || !m_view.firstVisible().isValid() || !m_view.watermark().isValid())
        return {};
    const auto inside = [this](Position p) {
        return std::clamp(p, Position(1), m_view.watermark());
    };
    const auto left = xOf(inside(m_view.firstVisible()));
    const auto right = std::max(xOf(inside(m_view.lastVisible())), left + 4);
    const auto plot = plotRect();
    return QRectF(left, plot.top() - 6, right - left, plot.height() + 6)
        .intersected(QRectF(plot.left() - 2, 0, plot.width() + 4, height()));
}

TimelineView::Drag TimelineView::dragAt(const QPointF &point) const
{
    if (!m_view.log() || !m_view.playhead().isValid()) return Drag::None;
    if (point.y() < plotRect().top() && std::abs(point.x() - xOf(m_view.playhead())) <= 8)
        return Drag::Playhead;
    const auto brush = brushRect();
    if (brush.isEmpty() || point.y() < brush.top() || point.y() > brush.bottom())
        return Drag::Playhead;
    // A narrow brush is moved, not resized, from within.
    const double within = std::min(4.0, brush.width() / 4);
    if (std::abs(point.x() - brush.left()) <= 4 && point.x() < brush.left() + within)
        return Drag::BrushStart;
    if (std::abs(point.x() - brush.right()) <= 4 && point.x() > brush.right() - within)
        return Drag::BrushEnd;
    return brush.contains(point) ? Drag::Brush : Drag::Playhead;
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) return;
    m_pressed = event->position();
    m_pressedBrush = brushRect();
    m_dragMoved = false;
    if (const auto *bookmark = bookmarkAt(m_pressed)) return m_view.setPlayhead(bookmark->position);
    if (const auto failure = failureAt(m_pressed); failure.isValid())
        return m_view.setPlayhead(failure);
    m_drag = dragAt(m_pressed);
    if (m_drag == Drag::Playhead) scrub(m_pressed.x());
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag != Drag::None) {
        if (std::abs(event->position().x() - m_pressed.x()) >= 3) m_dragMoved = true;
        if (m_dragMoved) dragTo(event->position().x());
        return;
    }
    switch (dragAt(event->position())) {
    case Drag::BrushStart:
    case Drag::BrushEnd: setCursor(Qt::SizeHorCursor); break;
    case Drag::Brush: setCursor(Qt::OpenHandCursor); break;
    default: unsetCursor();
    }
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) return;
    const bool clicked = m_drag == Drag::Brush && !m_dragMoved;
    m_drag = Drag::None;
    if (clicked) scrub(event->position().x());
}

void TimelineView::dragTo(double x)
{
    if (m_drag == Drag::Playhead)
        scrub(x);
    else
        dragBrush(x);
}

void TimelineView::dragBrush(double x)
{
    auto left = m_pressedBrush.left();
    auto right = m_pressedBrush.right();
    if (m_drag != Drag::BrushEnd) left += x - m_pressed.x();
    if (m_drag != Drag::BrushStart) right += x - m_pressed.x();
    if (right < left) std::swap(left, right);
    const auto first = positionAt(left);
    const auto last = positionAt(right);
    if (first.isValid()) m_view.requestRange(first, std::max(first, last));
}

void TimelineView::scrub(double x)
{
    const auto rows = m_view.rows();
    const auto wanted = positionAt(x);
    if (!wanted.isValid() || rows->count() == 0) return;
    const auto row = std::max<std::int64_t>(0, rows->rowAtOrBefore(wanted));
    m_view.setPlayhead(rows->positionAt(static_cast<std::uint64_t>(row)));
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) fit();
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    if (!m_view.watermark().isValid()) return event->ignore();
    const auto turns = event->angleDelta().y() / 120.0;
    const auto sideways = event->angleDelta().x() / 120.0;
    if (event->modifiers().testFlag(Qt::ShiftModifier) || turns == 0) {
        const auto share = (turns + sideways) * -0.1;
        setAxis(m_axis.moved(static_cast<Duration>(share * static_cast<double>(m_axis.span()))),
                false);
    } else {
        const auto x = event->position().x() - plotRect().left();
        auto axis = m_axis.zoomed(std::pow(wheelStep, turns), x);
        const auto &index = m_view.log()->index();
        const bool all = axis.start <= index.minTime() && axis.end >= index.maxTime();
        if (all && turns < 0) return fit();
        setAxis(axis, false);
    }
    event->accept();
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const auto zoom = [this](double factor) {
        const auto at = m_view.playhead().isValid() ? xOf(m_view.playhead()) - plotRect().left()
                                                    : m_axis.width / 2;
        setAxis(m_axis.zoomed(factor, at), false);
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(0.5); break;
    case Qt::Key_Minus: zoom(2); break;
    case Qt::Key_PageUp: setAxis(m_axis.moved(-m_axis.span() / 2), false); break;
    case Qt::Key_PageDown: setAxis(m_axis.moved(m_axis.span() / 2), false); break;
    case Qt::Key_Left: m_view.stepBy(-1); break;
    case Qt::Key_Right: m_view.stepBy(1); break;
    default: QWidget::keyPressEvent(event);
    }
}

Position TimelineView::failureAt(const QPointF &point) const
{
    if (!m_histogram || !m_view.log() || !tickRect().adjusted(0, -1, 0, 3).contains(point))
        return {};
    for (const double off : {0.0, -2.0, 2.0}) {
        const auto *bin = m_histogram->binAt(m_axis.timeAt(point.x() + off - plotRect().left()));
        if (!bin || bin->failures == 0) continue;
        const auto &log = *m_view.log();
        if (log.index().failedAt(bin->first)) return bin->first;
        return log.density().nextFailure(log.index(), bin->first, true);
    }
    return {};
}

const Bookmark *TimelineView::bookmarkAt(const QPointF &point) const
{
    if (!m_view.log() || point.y() > plotRect().top()) return nullptr;
    for (const auto &bookmark : m_view.bookmarks()) {
        if (!bookmark.position.isValid() || bookmark.position > m_view.watermark()) continue;
        const auto x = xOf(bookmark.position);
        if (point.x() >= x - 2 && point.x() <= x + 10) return &bookmark;
    }
    return nullptr;
}

QString TimelineView::hintAt(const QPointF &point) const
{
    if (!m_view.log() || !m_histogram || !m_view.watermark().isValid()) return {};
    if (const auto *bookmark = bookmarkAt(point))
        return tr("Bookmark %1 at #%2")
            .arg(bookmark->label, exactNumber(bookmark->position.value()));
    const auto time = m_axis.timeAt(point.x() - plotRect().left());
    const auto *bin = m_histogram->binAt(time);
    if (!bin) return {};
    const auto digits = fractionDigits(m_histogram->binWidth);
    auto text = QString::fromStdString(formatTimeOfDay(time, digits)) + QStringLiteral(" UTC\n");
    if (bin->isEmpty()) return text + tr("nothing happened");
    text += tr("%1 steps in %2, from #%3")
                .arg(exactNumber(bin->steps),
                     QString::fromStdString(formatDuration(m_histogram->binWidth)),
                     exactNumber(bin->first.value()));
    if (bin->failures > 0) text += tr("\n%1 failed").arg(exactNumber(bin->failures));
    auto types = bin->types;
    std::stable_sort(types.begin(), types.end(),
                     [](const auto &a, const auto &b) { return a.count > b.count; });
    for (std::size_t i = 0; i < std::min<std::size_t>(types.size(), 4); ++i) {
        const auto name = m_view.log()->name(types[i].type);
        text += QStringLiteral("\n%1 %2").arg(
            exactNumber(types[i].count),
            name.empty() ? tr("(no type)")
                         : QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    }
    return text;
}

bool TimelineView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), hintAt(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace playhead
