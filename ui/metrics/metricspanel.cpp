// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricspanel.h"

#include "numbertext.h"
#include "timeaxis.h"

#include <QBoxLayout>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace playhead {
namespace {

constexpr int updateInterval = 250; // ms
constexpr double mostPoints = 240;
constexpr std::size_t mostLines = 8;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString durationText(Duration duration)
{
    return QString::fromStdString(formatDuration(duration));
}

QString wholeNumber(double value)
{
    return value < 10 && value != std::floor(value)
               ? QString::number(value, 'g', 2)
               : shortNumber(static_cast<std::uint64_t>(std::llround(std::max(0.0, value))));
}

} // namespace

MetricsPanel::MetricsPanel(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_theme(theme),
      m_hint(new QLabel(this)),
      m_throughput(new MetricChart(theme, tr("Throughput"), tr("events/s"), this)),
      m_latency(new MetricChart(theme, tr("Delivery latency"), {}, this)),
      m_lag(new MetricChart(theme, tr("Lag"), tr("events"), this)),
      m_trouble(new MetricChart(theme, tr("Retries and dead letters"), {}, this)),
      m_job([this](const LogMetricsPtr &metrics) { takeMetrics(metrics); })
{
    setAccessibleName(tr("Metrics"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(0);
    column->addWidget(m_hint, 1);
    for (auto *chart : {m_throughput, m_latency, m_lag, m_trouble}) {
        column->addWidget(chart, 1);
        chart->setValueFormat(wholeNumber);
        connect(chart, &MetricChart::timeClicked, this, &MetricsPanel::moveTo);
    }
    m_latency->setValueFormat(
        [](double value) { return durationText(static_cast<Duration>(value)); });

    m_timer.setSingleShot(true);
    m_timer.setInterval(updateInterval);
    connect(&m_timer, &QTimer::timeout, this, &MetricsPanel::requestMetrics);
    connect(&view, &ViewState::logChanged, this, &MetricsPanel::reset);
    connect(&view, &ViewState::watermarkChanged, this, [this] {
        if (!m_timer.isActive()) m_timer.start();
    });
    connect(&view, &ViewState::playheadChanged, this, &MetricsPanel::showPlayhead);
    connect(&theme, &Theme::changed, this, [this] {
        showLines();
        update();
    });
    reset();
}

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
    m_end = end;
    if (!m_timer.isActive()) m_timer.start();
}

void MetricsPanel::requestMetrics()
{
    const auto log = m_view.log();
    if (!log || !m_view.watermark().isValid() || !isVisible()) return;
    if (!m_hasRange) {
        const auto all = TimeAxis::fitting(log->index().minTime(), log->index().maxTime(), 1);
        m_start = all.start;
        m_end = all.end;
    }
    const auto width = roundDuration(static_cast<double>(m_end - m_start) / mostPoints);
    m_job.request([meter = m_meter, watermark = m_view.watermark(), start = m_start, end = m_end,
                   width](const std::stop_token &stop) {
        return meter->measure(watermark, start, end, width, stop);
    });
}

void MetricsPanel::takeMetrics(const LogMetricsPtr &metrics)
{
    if (!metrics) return;
    m_metrics = metrics;
    showEmpty();
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
    m_hint->setText(m_view.log() ? tr("Charts appear with the first events.")
                                 : tr("Open a log or run a scenario to see its figures."));
    m_hint->setVisible(empty);
    const bool full = m_mode == Mode::Full;
    for (auto *chart : {m_throughput, m_latency, m_lag, m_trouble})
        chart->setCompact(!full);
    m_throughput->setVisible(!empty);
    m_latency->setVisible(!empty);
    m_lag->setVisible(!empty && full);
    m_trouble->setVisible(!empty && full);
}

double MetricsPanel::secondsAt(std::size_t bin) const
{
    const auto middle = m_metrics->startOf(bin) + m_metrics->binWidth / 2;
    return static_cast<double>(middle - m_start) * 1e-9;
}

std::size_t MetricsPanel::wholeBins() const
{
    // The last bin still fills up while the log grows: its rate would be too low.
    const auto latest = m_view.log()->index().maxTime();
    auto count = m_metrics->binCount;
    if (count > 2 && m_metrics->startOf(count) > latest) --count;
    return count;
}

std::size_t MetricsPanel::playheadBin() const
{
    if (m_metrics->binCount == 0 || !m_view.playhead().isValid()) return 0;
    const auto time = m_view.log()->index().timeAt(m_view.playhead());
    const auto bin = (time - m_metrics->startOf(0)) / m_metrics->binWidth;
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(bin, 0, static_cast<std::int64_t>(m_metrics->binCount) - 1));
}

template <class Value>
QVector<QPointF> MetricsPanel::pointsOf(const std::vector<Value> &column, double scale) const
{
    QVector<QPointF> points;
    const auto count = std::min(wholeBins(), column.size());
    points.reserve(static_cast<qsizetype>(count));
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<double>(column[i]);
        if (value >= 0) points.append({secondsAt(i), value * scale});
    }
    return points;
}

void MetricsPanel::showLines()
{
    if (!m_metrics || !m_view.log()) return;
    for (auto *chart : {m_throughput, m_latency, m_lag, m_trouble})
        chart->setRange(m_start, m_end);
    showThroughput();
    showLatency();
    if (m_mode == Mode::Full) {
        showLag();
        showTrouble();
    }
    showPlayhead();
}

void MetricsPanel::showThroughput()
{
    const auto perSecond = 1e9 / static_cast<double>(m_metrics->binWidth);
    std::vector<std::uint32_t> total(m_metrics->binCount, 0);
    using Column = std::pair<std::uint64_t, NameId>;
    std::vector<Column> largest;
    for (const auto &[type, column] : m_metrics->published) {
        for (std::size_t i = 0; i < column.size(); ++i)
            total[i] += column[i];
        largest.emplace_back(std::accumulate(column.begin(), column.end(), std::uint64_t(0)), type);
    }
    if (m_mode == Mode::Sparklines)
        return m_throughput->setLines(
            {{tr("events"), m_theme.color(ColorRole::Accent), pointsOf(total, perSecond)}});

    std::sort(largest.begin(), largest.end(), [](const Column &a, const Column &b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    QVector<MetricLine> lines;
    auto rest = total;
    for (std::size_t i = 0; i < std::min(largest.size(), mostLines); ++i) {
        const auto type = largest[i].second;
        const auto &column = m_metrics->published.at(type);
        for (std::size_t bin = 0; bin < column.size(); ++bin)
            rest[bin] -= column[bin];
        lines.append({type.isValid() ? textOf(m_view.log()->name(type)) : tr("(no type)"),
                      m_theme.typeColor(type), pointsOf(column, perSecond)});
    }
    if (largest.size() > mostLines)
        lines.append(
            {tr("others"), m_theme.color(ColorRole::MutedText), pointsOf(rest, perSecond)});
    m_throughput->setLines(lines);
}

void MetricsPanel::showLatency()
{
    m_latency->setLines(
        {{tr("p50"), m_theme.color(ColorRole::Success), pointsOf(m_metrics->latencyP50, 1)},
         {tr("p99"), m_theme.color(ColorRole::Warning), pointsOf(m_metrics->latencyP99, 1)}});
}

void MetricsPanel::showLag()
{
    using Column = std::pair<std::int64_t, ParticipantId>;
    std::vector<Column> largest;
    for (const auto &[consumer, column] : m_metrics->lag)
        largest.emplace_back(column.empty() ? 0 : *std::max_element(column.begin(), column.end()),
                             consumer);
    std::sort(largest.begin(), largest.end(), [](const Column &a, const Column &b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    if (largest.size() > mostLines) largest.resize(mostLines);
    QVector<MetricLine> lines;
    for (const auto &[highest, consumer] : largest)
        lines.append({textOf(m_view.log()->participantName(consumer)),
                      m_theme.participantColor(consumer),
                      pointsOf(m_metrics->lag.at(consumer), 1)});
    m_lag->setLines(lines);
}

void MetricsPanel::showTrouble()
{
    m_trouble->setLines(
        {{tr("retries"), m_theme.color(ColorRole::Warning), pointsOf(m_metrics->retries, 1)},
         {tr("dead letters"), m_theme.color(ColorRole::Failure),
          pointsOf(m_metrics->deadLetters, 1)}});
}

void MetricsPanel::showPlayhead()
{
    if (!m_metrics || !m_view.log() || !m_view.playhead().isValid()) return;
    const auto time = m_view.log()->index().timeAt(m_view.playhead());
    for (auto *chart : {m_throughput, m_latency, m_lag, m_trouble})
        chart->setPlayhead(time);
    if (m_metrics->binCount == 0) return;

    const auto bin = playheadBin();
    double events = 0;
    for (const auto &[type, column] : m_metrics->published)
        events += column[bin];
    m_throughput->setValueText(exactNumber(static_cast<std::uint64_t>(
        std::llround(events * 1e9 / static_cast<double>(m_metrics->binWidth)))));
    auto latency = bin; // where nothing was delivered, the last that was
    while (latency > 0 && m_metrics->latencyP50[latency] < 0)
        --latency;
    m_latency->setValueText(m_metrics->latencyP50[latency] < 0
                                ? tr("none")
                                : tr("p50 %1 p99 %2")
                                      .arg(durationText(m_metrics->latencyP50[latency]),
                                           durationText(m_metrics->latencyP99[latency])));
    std::int64_t lag = 0;
    for (const auto &[consumer, column] : m_metrics->lag)
        lag += column[bin];
    m_lag->setValueText(exactNumber(static_cast<std::uint64_t>(std::max<std::int64_t>(0, lag))));
    m_trouble->setValueText(
        tr("%1 and %2")
            .arg(exactNumber(m_metrics->retries[bin]), exactNumber(m_metrics->deadLetters[bin])));
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

void MetricsPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
}

} // namespace playhead
