// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricspanel.h"

#include "metrics/metriclines.h"
#include "numbertext.h"
#include "timeaxis.h"

#include <QGridLayout>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr qint64 updateInterval = 250; // ms
constexpr double fewestBins = 20;
constexpr double mostBins = 240;
constexpr double stepsPerBin = 16; ///< fewer make a fence of a rate
constexpr double pixelsPerBin = 3;

/// Bins of a round width that are neither empty for the most part nor narrower than a few pixels.
Duration binWidthFor(const Log &log, Position watermark, Timestamp start, Timestamp end,
                     double pixels)
{
    const auto &index = log.index();
    const auto past = std::min(index.firstNotBefore(end).value(), watermark.value());
    const auto first = std::min(index.firstNotBefore(start).value(), past);
    const auto bins = std::min(static_cast<double>(past - first) / stepsPerBin,
                               std::min(mostBins, pixels / pixelsPerBin));
    return roundDuration(static_cast<double>(end - start) / std::max(bins, fewestBins));
}

} // namespace

MetricsPanel::MetricsPanel(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_grid(new QGridLayout(this)),
      m_hint(new QLabel(this)),
      m_throughput(new MetricChart(theme, tr("Throughput"), tr("No events in this range"), this)),
      m_latency(
          new MetricChart(theme, tr("Delivery latency"), tr("No deliveries in this range"), this)),
      m_lag(new MetricChart(theme, tr("Lag"), tr("No consumer lags in this range"), this)),
      m_trouble(new MetricChart(theme, tr("Retries and dead letters"),
                                tr("No retries and no dead letters in this range"), this)),
      m_pace(view, [this] { showPlayhead(); }),
      m_job([this](const LogMetricsPtr &metrics) { takeMetrics(metrics); })
{
    setObjectName(QStringLiteral("metricsPanel"));
    setAccessibleName(tr("Metrics"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_hint->setObjectName(QStringLiteral("metricsHint"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setMargin(16);
    m_grid->setSpacing(0);
    m_grid->setSizeConstraint(QLayout::SetNoConstraint);
    for (auto *chart : charts()) {
        chart->setValueFormat(roughNumber, MetricChart::Values::WholeNumbers);
        connect(chart, &MetricChart::timeClicked, this, &MetricsPanel::moveTo);
        connect(chart, &MetricChart::stepRequested, this,
                [this](int rows) { m_view.stepBy(rows); });
    }
    m_throughput->setUnit(tr("events/s"));
    m_throughput->setValueFormat(roughNumber, MetricChart::Values::Fractions);
    m_latency->setValueFormat(roughDuration, MetricChart::Values::Fractions);
    m_lag->setUnit(tr("events"));

    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &MetricsPanel::requestMetrics);
    connect(&view, &ViewState::logChanged, this, &MetricsPanel::reset);
    connect(&view, &ViewState::watermarkChanged, this, &MetricsPanel::scheduleMetrics);
    connect(&view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&theme, &Theme::changed, this, [this] {
        showEmpty();
        showLines();
        update();
    });
    reset();
}

MetricsPanel::~MetricsPanel() = default;

void MetricsPanel::setMode(Mode mode)
{
    if (m_mode == mode) return;
    m_mode = mode;
    showEmpty();
    showLines();
}

void MetricsPanel::reset()
{
    m_job.cancel();
    m_metrics.reset();
    m_meter = m_view.log() ? std::make_shared<LogMeter>(m_view.log()) : nullptr;
    m_hasRange = false;
    showEmpty();
    requestMetrics();
}

void MetricsPanel::setTimeRange(Timestamp start, Timestamp end)
{
    if (m_hasRange && m_start == start && m_end == end) return;
    m_hasRange = true;
    m_start = start;
    m_end = std::max(end, start + 1);
    scheduleMetrics();
}

void MetricsPanel::scheduleMetrics()
{
    if (m_timer.isActive()) return;
    const auto since = m_sinceRequest.isValid() ? m_sinceRequest.elapsed() : updateInterval;
    m_timer.start(static_cast<int>(std::max<qint64>(0, updateInterval - since)));
}

void MetricsPanel::requestMetrics()
{
    const auto log = m_view.log();
    if (!log || !m_view.watermark().isValid() || !isVisible()) return;
    m_sinceRequest.start();
    if (!m_hasRange) {
        const auto all = TimeAxis::fitting(log->index().minTime(), log->index().maxTime(), 1);
        m_start = all.start;
        m_end = all.end;
    }
    constexpr int aroundPlot = 86; // labels and margins, also of charts not laid out yet
    const auto pixels = width() / std::max(1, m_columns) - aroundPlot;
    const auto binWidth = binWidthFor(*log, m_view.watermark(), m_start, m_end, pixels);
    m_job.request([meter = m_meter, watermark = m_view.watermark(), start = m_start, end = m_end,
                   binWidth](const std::stop_token &stop) {
        return meter->measure(watermark, start, end, binWidth, stop);
    });
}

void MetricsPanel::takeMetrics(const LogMetricsPtr &metrics)
{
    if (!metrics) return;
    const bool first = !m_metrics;
    m_metrics = metrics;
    if (first) showEmpty();
    showLines();
    emit metricsChanged();
}

void MetricsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    requestMetrics(); // nothing is measured while nobody looks
}

void MetricsPanel::showEmpty()
{
    const bool empty = !m_metrics;
    m_hint->setText(m_view.log() ? tr("No steps yet. Charts appear as they are recorded.")
                                 : tr("Open a log or run a scenario to see its rates and delays."));
    auto palette = m_hint->palette();
    palette.setColor(QPalette::WindowText, m_theme.color(ColorRole::MutedText));
    m_hint->setPalette(palette);
    m_hint->setVisible(empty);
    const bool full = m_mode == Mode::Full;
    for (auto *chart : charts())
        chart->setCompact(!full);
    m_throughput->setVisible(!empty);
    m_latency->setVisible(!empty);
    m_lag->setVisible(!empty && full);
    m_trouble->setVisible(!empty && full);
    m_columns = 0;
    arrange();
    m_grid->activate(); // charts that have their place can be clicked
}

void MetricsPanel::arrange()
{
    constexpr int comfortable = 104; // height of a chart
    const bool full = m_mode == Mode::Full;
    const int columns = full && height() < 4 * comfortable && width() >= 620 ? 2 : 1;
    if (columns == m_columns) return;
    m_columns = columns;
    while (m_grid->count() > 0)
        delete m_grid->takeAt(0);
    for (int i = 0; i < 4; ++i) {
        m_grid->setRowStretch(i, 0);
        m_grid->setColumnStretch(i, 0);
    }
    if (!m_metrics) {
        m_grid->addWidget(m_hint, 0, 0);
        m_grid->setContentsMargins(0, 0, 0, 0);
        return;
    }
    const int shown = full ? 4 : 2;
    for (int i = 0; i < shown; ++i) {
        m_grid->addWidget(charts()[static_cast<std::size_t>(i)], i / columns, i % columns);
        m_grid->setRowStretch(i / columns, 1);
        m_grid->setColumnStretch(i % columns, 1);
    }
    const auto times = full ? QFontMetrics(m_theme.dataFont()).height() + 2 : 0;
    m_grid->setContentsMargins(0, 4, 0, 2 + times);
}

void MetricsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
    scheduleMetrics(); // as many bins as there is room for
}

void MetricsPanel::showLines()
{
    const auto log = m_view.log();
    if (!m_metrics || !log) return;
    for (auto *chart : charts())
        chart->setRange(m_start, m_end);
    const auto &metrics = *m_metrics;
    if (m_mode == Mode::Full) {
        m_throughput->setLines(throughputLines(metrics, *log, m_theme, m_start),
                               MetricChart::Style::Stacked);
        m_lag->setLines(lagLines(metrics, *log, m_theme, m_start));
        m_trouble->setLines(troubleLines(metrics, m_theme, m_start));
        m_trouble->setUnit(
            tr("per %1").arg(QString::fromStdString(formatDuration(metrics.binWidth))));
    } else {
        m_throughput->setLines(totalThroughputLine(metrics, m_theme, m_start));
    }
    m_latency->setLines(latencyLines(metrics, m_theme, m_start));
    showPlayhead();
    update(); // the times below
}

void MetricsPanel::showPlayhead()
{
    if (!m_metrics || !m_view.log() || !m_view.playhead().isValid()) return;
    const auto time = m_view.log()->index().timeAt(m_view.playhead());
    for (auto *chart : charts())
        chart->setPlayhead(time);
    const auto now = metricsAt(*m_metrics, time);
    m_throughput->setValueText(roughNumber(now.eventsPerSecond));
    m_latency->setValueText(now.latencyP50 < 0
                                ? tr("none")
                                : tr("p50 %1  p99 %2")
                                      .arg(roughDuration(static_cast<double>(now.latencyP50)),
                                           roughDuration(static_cast<double>(now.latencyP99))));
    m_lag->setValueText(
        exactNumber(static_cast<std::uint64_t>(std::max<std::int64_t>(0, now.lag))));
    m_trouble->setValueText(
        tr("%1 and %2").arg(exactNumber(now.retries), exactNumber(now.deadLetters)));
}

void MetricsPanel::moveTo(Timestamp time)
{
    const auto log = m_view.log();
    const auto rows = m_view.rows();
    if (!log || rows->count() == 0) return;
    const auto found = log->index().firstNotBefore(time);
    const auto row =
        std::max<std::int64_t>(0, rows->rowAtOrBefore(std::min(found, m_view.watermark())));
    m_view.setPlayhead(rows->positionAt(static_cast<std::uint64_t>(row)));
}

QSize MetricsPanel::sizeHint() const
{
    return m_mode == Mode::Full ? QSize(720, 560) : QSize(300, 200);
}

QSize MetricsPanel::minimumSizeHint() const
{
    return m_mode == Mode::Full ? QSize(260, 200) : QSize(160, 120);
}

void MetricsPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    if (!m_metrics || m_mode != Mode::Full) return;
    paintTimes(painter, *m_trouble);
    if (m_columns == 2) paintTimes(painter, *m_lag);
}

void MetricsPanel::paintTimes(QPainter &painter, const MetricChart &chart) const
{
    const QFontMetricsF metrics(m_theme.dataFont());
    painter.setFont(m_theme.dataFont());
    painter.setPen(m_theme.color(ColorRole::MutedText));
    const auto plot = chart.plotRect().translated(chart.pos());
    const TimeAxis axis{m_start, m_end, std::max(1.0, plot.width())};
    for (const auto &tick : timeTicks(axis, metrics.horizontalAdvance(QLatin1Char('0')))) {
        const auto width = metrics.horizontalAdvance(tick.text) + 2;
        painter.drawText(
            QRectF(plot.left() + tick.x - width / 2, plot.bottom() + 6, width, metrics.height()),
            Qt::AlignCenter, tick.text);
    }
}

} // namespace playhead
