// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagramview.h"

#include "diagram/diagramcanvas.h"
#include "diagram/diagramheader.h"
#include "diagram/diagramlayout.h"
#include "diagram/layoutrows.h"

#include <QContextMenuEvent>
#include <QGridLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr double standingReach = 9;  ///< of the pointer at the mark of a consumer, pixels
constexpr double playheadMargin = 2; ///< rows that stay in view around the playhead

} // namespace

DiagramView::DiagramView(ViewState &state, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_state(state),
      m_theme(theme),
      m_lanes(state),
      m_standings(state),
      m_header(new DiagramHeader(state, m_lanes, theme, this)),
      m_canvas(new DiagramCanvas(theme, this)),
      m_vertical(new QScrollBar(Qt::Vertical, this)),
      m_horizontal(new QScrollBar(Qt::Horizontal, this)),
      m_pill(new QPushButton(m_canvas)),
      m_job([this](const DetailRows::Ptr &rows) { takeRows(rows); })
{
    setAccessibleName(tr("Diagram"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setSpacing(0);
    grid->addWidget(m_header, 0, 0, 1, 2);
    grid->addWidget(m_canvas, 1, 0);
    grid->addWidget(m_vertical, 1, 1);
    grid->addWidget(m_horizontal, 2, 0);
    grid->setRowStretch(1, 1);
    grid->setColumnStretch(0, 1);
    m_vertical->setAccessibleName(tr("Scroll along the log"));
    m_horizontal->setAccessibleName(tr("Scroll sideways"));
    m_horizontal->hide();
    m_pill->setObjectName(QStringLiteral("livePill"));
    m_pill->setCursor(Qt::PointingHandCursor);
    m_pill->setFocusPolicy(Qt::NoFocus);
    m_pill->setToolTip(tr("Follow the end of the log (L)"));
    m_pill->hide();
    m_tellRange.setSingleShot(true);
    m_tellRange.setInterval(0);

    m_canvas->setSource([this] { return input(); });
    m_canvas->setTip([this](std::uint64_t row, const QPointF &at) { return tipFor(row, at); });

    connect(&m_tellRange, &QTimer::timeout, this, [this] {
        if (!m_rows || m_scale.rows == 0) return;
        const auto last = m_scale.rows - 1;
        const auto top = std::min(static_cast<std::uint64_t>(std::max(0.0, m_scale.top)), last);
        const auto bottom = std::min(
            static_cast<std::uint64_t>(std::max(0.0, m_scale.rowAt(m_scale.height))), last);
        m_state.setVisibleRange(m_rows->rows().positionAt(top), m_rows->rows().positionAt(bottom));
    });
    connect(&m_lanes, &Lanes::changed, this, &DiagramView::planLanes);
    connect(&theme, &Theme::changed, this, &DiagramView::planLanes);
    connect(&state, &ViewState::logChanged, this, &DiagramView::takeLog);
    connect(&state, &ViewState::rowsChanged, this, &DiagramView::requestRows);
    connect(&state, &ViewState::detailLevelChanged, this, &DiagramView::requestRows);
    connect(&state, &ViewState::rowSpacingChanged, this, [this] {
        clampScale();
        revealPlayhead();
    });
    connect(&state, &ViewState::previewChanged, m_canvas, &DiagramCanvas::invalidate);
    connect(&state, &ViewState::litPathChanged, this, &DiagramView::updateLit);
    connect(&state, &ViewState::branchMarksChanged, m_canvas, &DiagramCanvas::invalidate);
    connect(&m_standings, &StandingWatch::changed, m_canvas, &DiagramCanvas::invalidate);
    connect(&state, &ViewState::playheadChanged, this, [this](Position playhead) {
        // A new log tells its playhead too: what was restored for it stays where it is.
        if (std::exchange(m_revealed, playhead) != playhead) revealPlayhead();
    });
    connect(&state, &ViewState::rangeRequested, this, &DiagramView::showRange);
    connect(&state, &ViewState::watermarkChanged, this, [this] {
        if (const auto log = m_state.log()) m_sourceGaps = SourceGaps(*log);
        updatePill();
    });
    connect(&state, &ViewState::followingChanged, this, [this](bool following) {
        m_wasFollowing |= following;
        m_leftAt = m_state.watermark();
        if (following) scrollTo(m_scale.lastTop());
        m_canvas->invalidate();
        updatePill();
    });
    connect(m_pill, &QPushButton::clicked, this, [this] { m_state.setFollowing(true); });
    connect(m_canvas, &DiagramCanvas::resized, this, [this] {
        planLanes();
        const bool atEnd = m_state.isFollowing() || (m_scale.rows > 0 && m_scale.showsEnd());
        m_scale.height = std::max(1, m_canvas->height());
        clampScale();
        if (atEnd) m_scale.top = m_scale.lastTop();
        scaleChanged();
        placePill();
    });
    connect(m_canvas, &DiagramCanvas::rowClicked, this, [this](quint64 row) {
        if (m_rows && row < m_rows->rows().count())
            m_state.setPlayhead(m_rows->rows().positionAt(row));
    });
    connect(m_canvas, &DiagramCanvas::rowDoubleClicked, this, [this](quint64 row) {
        if (!m_scale.isDensity()) return;
        m_scale.fit(static_cast<double>(row) - 12, static_cast<double>(row) + 12);
        userScrolled();
    });
    connect(m_canvas, &DiagramCanvas::scrollWished, this, [this](double rows, double sideways) {
        // Zoomed out, a wheel step moves as many pixels as it does at the usual zoom.
        m_scale.top += rows * std::max(1.0, DiagramScale::usualRow / m_scale.rowHeight);
        m_scrollX += sideways;
        userScrolled();
    });
    connect(m_canvas, &DiagramCanvas::dragged, this, [this](const QPointF &pixels) {
        m_scale.top -= pixels.y() / m_scale.rowHeight;
        m_scrollX -= pixels.x();
        userScrolled();
    });
    connect(m_canvas, &DiagramCanvas::zoomWished, this, &DiagramView::zoom);
    connect(m_vertical, &QScrollBar::valueChanged, this, &DiagramView::scrollBarMoved);
    connect(m_horizontal, &QScrollBar::valueChanged, this, [this](int value) {
        m_scrollX = value;
        scaleChanged();
    });
    takeLog();
}

DiagramView::~DiagramView() = default;

DiagramInput DiagramView::input() const
{
    DiagramInput input;
    input.log = m_state.log().get();
    input.rows = m_rows.get();
    input.lanes = &m_plan;
    input.preview = m_state.preview().get();
    // While a filter is typed, what it matches stands out instead.
    input.branch = &m_state.branchMarks();
    if (!m_state.litPath().isEmpty() && m_rows && !input.preview) input.lit = &m_lit;
    input.standings = &m_standings.standings();
    input.theme = &m_theme;
    input.sourceGaps = m_sourceGaps;
    input.scale = m_scale;
    input.spacing = m_state.rowSpacing();
    input.typicalGap = m_typicalGap;
    input.playhead = m_state.playhead();
    input.following = m_state.isFollowing();
    input.scrollX = m_scrollX;
    input.width = m_canvas->width();
    return input;
}

void DiagramView::takeLog()
{
    m_job.cancel();
    m_rows.reset();
    m_canvas->density().clear();
    m_scale = DiagramScale();
    m_scale.height = std::max(1, m_canvas->height());
    m_scrollX = 0;
    m_gapSteps = 0;
    m_typicalGap = 0;
    m_sourceGaps = m_state.log() ? SourceGaps(*m_state.log()) : SourceGaps();
    m_wasFollowing = m_state.isFollowing();
    m_leftAt = m_state.watermark();
    m_revealed = m_state.playhead();
    requestRows();
    updatePill();
}

void DiagramView::requestRows()
{
    const auto log = m_state.log();
    const auto shown = m_state.rows();
    const auto level = m_state.detailLevel();
    updateEmptyText();
    if (!log || level == DetailLevel::Full) {
        m_job.cancel();
        takeRows(DetailRows::make(log, shown, level, m_rows, {}));
        return;
    }
    m_job.request([log, shown, level, previous = m_rows](const std::stop_token &stop) {
        return DetailRows::make(log, shown, level, previous, stop);
    });
}

void DiagramView::takeRows(const DetailRows::Ptr &rows)
{
    if (!rows) return;
    const bool otherLevel = !m_rows || m_rows->level() != rows->level();
    const bool grown = m_rows && !otherLevel && rows->rows().showsAll() && m_rows->rows().showsAll()
                       && rows->rows().count() >= m_rows->rows().count();
    const bool restAtTop = m_scale.top == 0 && !m_state.isFollowing();
    // What is in view stays in view when rows come or go.
    Position anchor;
    if (m_rows && !grown && m_rows->rows().count() > 0) {
        const auto row = std::min(static_cast<std::uint64_t>(std::max(0.0, m_scale.top)),
                                  m_rows->rows().count() - 1);
        anchor = m_rows->rows().positionAt(row);
    }
    const bool fittedAll = m_rows && m_scale.rowHeight <= m_scale.fittingRow() * 1.0001
                           && m_scale.rowHeight < DiagramScale::usualRow;
    m_rows = rows;
    updateLit();
    m_scale.rows = rows->rows().count();
    if (fittedAll) m_scale.rowHeight = m_scale.fittingRow();
    if (anchor.isValid() && m_state.log() && !restAtTop)
        m_scale.top =
            static_cast<double>(std::max<std::int64_t>(0, m_rows->rowOf(*m_state.log(), anchor)));
    const auto log = m_state.log();
    if (log && m_scale.rows > 0 && log->watermark().value() >= m_gapSteps * 2 + 1) {
        m_gapSteps = log->watermark().value();
        m_typicalGap = typicalGap(*log);
    }
    clampScale();
    if (m_state.isFollowing()) m_scale.top = m_scale.lastTop();
    updateEmptyText();
    if (!m_toRestore.isEmpty() && m_scale.rows > 0) {
        const auto json = std::exchange(m_toRestore, {});
        restore(json);
    }
    scaleChanged();
    if (!grown && !m_state.isFollowing() && !restAtTop) revealPlayhead();
}

std::int64_t DiagramView::playheadRow() const
{
    const auto log = m_state.log();
    if (!m_rows || !log || !m_state.playhead().isValid()) return -1;
    return m_rows->rowOf(*log, m_state.playhead());
}

void DiagramView::revealPlayhead()
{
    if (m_state.isFollowing()) {
        clampScale();
        scrollTo(m_scale.lastTop());
        return;
    }
    const auto row = playheadRow();
    if (row >= 0) m_scale.reveal(static_cast<double>(row), playheadMargin);
    clampScale();
    scaleChanged();
    // Silences between rows take room too: scroll on until the row is really in view.
    for (int i = 0; i < 4 && row >= 0 && !m_scale.isDensity(); ++i) {
        const auto &scene = m_canvas->scene();
        const bool visible = scene.playheadY >= 0 && scene.playheadY <= m_canvas->height();
        if (visible) break;
        m_scale.top = std::max(0.0, static_cast<double>(row) - m_scale.visibleRows() / (2 + 2 * i));
        scaleChanged();
    }
}

void DiagramView::showRange(Position first, Position last)
{
    if (!m_rows || !m_state.log() || m_scale.rows == 0) return;
    const auto from = std::max<std::int64_t>(0, m_rows->rowOf(*m_state.log(), first));
    const auto to = std::max(from, m_rows->rowOf(*m_state.log(), last));
    const bool movedOnly =
        std::abs(static_cast<double>(to - from + 1) - m_scale.visibleRows()) < 1.5;
    if (movedOnly)
        m_scale.top = static_cast<double>(from);
    else
        m_scale.fit(static_cast<double>(from), static_cast<double>(to));
    userScrolled();
}

void DiagramView::planLanes()
{
    std::vector<LaneWish> wishes;
    if (m_state.log()) {
        for (const auto id : m_lanes.order())
            wishes.push_back({id, m_header->widthOf(id), m_lanes.isCollapsed(id)});
    }
    m_plan = playhead::planLanes(wishes, std::max(0.0, m_canvas->width() - gutterWidth));
    updateEmptyText();
    scaleChanged();
}

void DiagramView::foldMore()
{
    if (m_state.detailLevel() == DetailLevel::Full)
        m_state.setDetailLevel(DetailLevel::Folded);
    else
        m_state.setDetailLevel(DetailLevel::Conversation);
}

void DiagramView::unfoldMore()
{
    if (m_state.detailLevel() == DetailLevel::Conversation)
        m_state.setDetailLevel(DetailLevel::Folded);
    else
        m_state.setDetailLevel(DetailLevel::Full);
}

void DiagramView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placePill();
}

void DiagramView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_rows || m_scale.rows == 0) return;
    if (event->reason() == QContextMenuEvent::Mouse) {
        const auto row = m_canvas->rowAt(m_canvas->mapFrom(this, event->pos()).y());
        if (row < 0) return;
        m_state.setPlayhead(m_rows->rows().positionAt(static_cast<std::uint64_t>(row)));
    }
    emit menuRequested(event->globalPos());
}

void DiagramView::updateLit()
{
    const auto log = m_state.log();
    m_lit = log && m_rows ? LitRows(*log, *m_rows, m_state.litPath()) : LitRows();
    m_canvas->invalidate();
}

QByteArray DiagramView::save() const
{
    QJsonObject json;
    json[QStringLiteral("rowHeight")] = m_scale.rowHeight;
    json[QStringLiteral("top")] = m_scale.top;
    json[QStringLiteral("scrollX")] = m_scrollX;
    json[QStringLiteral("lanes")] = QString::fromUtf8(m_lanes.save());
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void DiagramView::restore(const QByteArray &json)
{
    if (m_scale.rows == 0) { // the first steps have not come yet
        m_toRestore = json;
        return;
    }
    const auto object = QJsonDocument::fromJson(json).object();
    if (object.isEmpty()) return;
    m_lanes.restore(object[QStringLiteral("lanes")].toString().toUtf8());
    m_scale.rowHeight = object[QStringLiteral("rowHeight")].toDouble(DiagramScale::usualRow);
    m_scale.top = object[QStringLiteral("top")].toDouble();
    m_scrollX = object[QStringLiteral("scrollX")].toDouble();
    clampScale();
    scaleChanged();
}

} // namespace playhead
