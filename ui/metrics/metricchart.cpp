// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricchart.h"

#include "metrics/metricchartview.h"

#include <QAreaSeries>
#include <QBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double secondsPerNanosecond = 1e-9;
constexpr int axisWidth = 58;

/// The least round number that is not below the value and whose half is round as well.
double roundedUp(double value, bool whole)
{
    if (value <= 0) return whole ? 2 : 1;
    const auto unit = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
        const auto top = factor * unit;
        const bool halves = !whole || std::fmod(top, 2) == 0;
        if (halves && value <= top * 1.000001) return top;
    }
    return 10 * unit;
}

} // namespace

MetricChart::MetricChart(const Theme &theme, const QString &caption, const QString &emptyText,
                         QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_emptyText(emptyText),
      m_header(new ChartHeader(theme, caption, this)),
      m_view(new MetricChartView(theme, this)),
      m_time(new QValueAxis),
      m_values(new QValueAxis),
      m_format([](double value) { return QString::number(value); })
{
    auto *chart = m_view->chart();
    chart->addAxis(m_time, Qt::AlignBottom);
    chart->addAxis(m_values, Qt::AlignLeft);
    m_time->setVisible(false);
    m_values->setVisible(false);
    m_view->viewport()->installEventFilter(this);

    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(caption);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 6, 14, 6);
    column->setSpacing(2);
    column->addWidget(m_header);
    column->addWidget(m_view, 1);
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
    showPlot();
}

MetricChart::~MetricChart() = default;

QAbstractSeries *MetricChart::Series::shown() const
{
    if (area) return area;
    return upper;
}

void MetricChart::setRange(Timestamp start, Timestamp end)
{
    m_axis.start = start;
    m_axis.end = std::max(end, start + 1);
    m_time->setRange(0, static_cast<double>(m_axis.span()) * secondsPerNanosecond);
    showPlot();
}

void MetricChart::setLines(const QVector<MetricLine> &lines, Style style)
{
    m_lines = lines;
    setSeriesCount(lines.size(), style);
    double highest = 0;
    QVector<QPointF> below;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        auto line = lines[i];
        if (style == Style::Stacked) {
            for (qsizetype at = 0; at < std::min(below.size(), line.points.size()); ++at)
                line.points[at].ry() += below[at].y();
            fillArea(m_series[static_cast<std::size_t>(i)], line, below);
            below = line.points;
        } else {
            line.marked &= !m_compact;
            fillLine(m_series[static_cast<std::size_t>(i)], line);
        }
        for (const auto &point : line.points)
            highest = std::max(highest, point.y());
    }
    const bool whole = m_valueKind == Values::WholeNumbers;
    const auto top = m_compact && highest > 0 ? highest * 1.1 : roundedUp(highest, whole);
    m_values->setRange(0, top);
    showLegend();
    showPlot();
}

void MetricChart::setSeriesCount(qsizetype count, Style style)
{
    // Series are reused: adding and removing them is what costs in Qt Charts.
    auto *chart = m_view->chart();
    const auto wanted = static_cast<std::size_t>(count);
    if (style != m_style) {
        chart->removeAllSeries();
        m_series.clear();
        m_style = style;
    }
    for (; m_series.size() > wanted; m_series.pop_back()) {
        auto *shown = m_series.back().shown();
        chart->removeSeries(shown);
        delete shown;
    }
    while (m_series.size() < wanted) {
        Series series;
        series.upper = new QLineSeries;
        if (style == Style::Stacked) {
            series.lower = new QLineSeries;
            series.area = new QAreaSeries(series.upper, series.lower);
            series.upper->setParent(series.area);
            series.lower->setParent(series.area);
        }
        chart->addSeries(series.shown());
        series.shown()->attachAxis(m_time);
        series.shown()->attachAxis(m_values);
        m_series.push_back(series);
    }
}

void MetricChart::fillLine(const Series &series, const MetricLine &line)
{
    series.upper->setPen(QPen(line.color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    series.upper->setPointsVisible(line.marked);
    series.upper->replace(line.points);
}

void MetricChart::fillArea(const Series &series, const MetricLine &line,
                           const QVector<QPointF> &below)
{
    auto ground = below;
    if (ground.isEmpty())
        for (const auto &point : line.points)
            ground.append({point.x(), 0});
    series.area->setPen(Qt::NoPen);
    series.area->setBrush(line.color);
    series.lower->replace(ground);
    series.upper->replace(line.points);
}

void MetricChart::setPlayhead(Timestamp time)
{
    if (m_playhead == time) return;
    m_playhead = time;
    showPlot();
}

void MetricChart::setValueText(const QString &text)
{
    m_header->setValue(text);
    setAccessibleDescription(text);
}

void MetricChart::setValueFormat(std::function<QString(double)> format, Values values)
{
    m_format = std::move(format);
    m_valueKind = values;
}

void MetricChart::setCompact(bool compact)
{
    if (m_compact == compact) return;
    m_compact = compact;
    showLegend();
    showPlot();
}

void MetricChart::showPlot()
{
    MetricChartView::Picture picture;
    picture.leftMargin = m_compact ? 0 : axisWidth;
    picture.topMargin = m_compact ? 2 : 9;
    if (!m_compact && !m_lines.isEmpty())
        for (const double share : {0.5, 1.0})
            picture.gridLines.append({share, m_format(m_values->max() * share)});
    if (m_playhead >= m_axis.start && m_playhead <= m_axis.end)
        picture.playhead =
            static_cast<double>(m_playhead - m_axis.start) / static_cast<double>(m_axis.span());
    if (m_lines.isEmpty()) picture.message = m_emptyText;
    m_view->setPicture(picture);
}

void MetricChart::showLegend()
{
    QVector<ChartHeader::Entry> legend;
    if (!m_compact)
        for (const auto &line : m_lines)
            legend.append({line.name, line.color});
    m_header->setLegend(legend);
}

double MetricChart::highest() const
{
    return m_values->max();
}

QRectF MetricChart::plotRect() const
{
    return m_view->plotRect().translated(m_view->pos());
}

double MetricChart::xOf(Timestamp time) const
{
    const auto plot = plotRect();
    return plot.left() + TimeAxis{m_axis.start, m_axis.end, plot.width()}.xOf(time);
}

Timestamp MetricChart::timeAt(double x) const
{
    const auto plot = plotRect();
    const TimeAxis axis{m_axis.start, m_axis.end, std::max(1.0, plot.width())};
    return std::clamp(axis.timeAt(x - plot.left()), m_axis.start, m_axis.end);
}

QString MetricChart::hintAt(const QPointF &point) const
{
    const auto plot = plotRect();
    if (m_lines.isEmpty() || point.x() < plot.left() || point.x() > plot.right()) return {};
    const auto time = timeAt(point.x());
    const auto x = static_cast<double>(time - m_axis.start) * secondsPerNanosecond;
    const auto pixel = static_cast<Duration>(static_cast<double>(m_axis.span()) / plot.width());
    auto text = QString::fromStdString(formatTimeOfDay(
                    time, fractionDigits(roundDuration(static_cast<double>(pixel)))))
                + QStringLiteral(" UTC");
    for (const auto &line : m_lines) {
        const auto nearest = std::min_element(line.points.begin(), line.points.end(),
                                              [x](const QPointF &a, const QPointF &b) {
                                                  return std::abs(a.x() - x) < std::abs(b.x() - x);
                                              });
        if (nearest != line.points.end())
            text += QStringLiteral("\n%1 %2").arg(m_format(nearest->y()), line.name);
    }
    return text;
}

bool MetricChart::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view->viewport()) return QWidget::eventFilter(watched, event);
    const auto here = [this](const QPointF &point) { return point + QPointF(m_view->pos()); };
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), hintAt(here(help->pos())), this);
        return true;
    }
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (!mouse->buttons().testFlag(Qt::LeftButton)) return false;
        setFocus(Qt::MouseFocusReason);
        emit timeClicked(timeAt(here(mouse->position()).x()));
        return true;
    }
    default: return false;
    }
}

void MetricChart::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left)
        emit stepRequested(-1);
    else if (event->key() == Qt::Key_Right)
        emit stepRequested(1);
    else
        QWidget::keyPressEvent(event);
}

void MetricChart::paintEvent(QPaintEvent *)
{
    if (!hasFocus()) return;
    QPainter painter(this);
    painter.setPen(m_theme.color(ColorRole::Accent));
    painter.drawRect(QRectF(rect()).adjusted(3.5, 1.5, -3.5, -1.5));
}

} // namespace playhead
