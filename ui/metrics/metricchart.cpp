// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricchart.h"

#include <QBoxLayout>
#include <QChart>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double secondsPerNanosecond = 1e-9;
constexpr int axisWidth = 56;

/// The least round number (1, 2, 5 times a power of ten) that is not below the value.
double roundedUp(double value)
{
    if (value <= 0) return 1;
    const auto unit = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (value <= factor * unit * 1.000001) return factor * unit;
    return 10 * unit;
}

} // namespace

/// Adds the playhead and the labels of the vertical axis, which Qt Charts draws too loudly.
class MetricChart::View : public QChartView
{
public:
    View(MetricChart &owner, QChart *chart) : QChartView(chart, &owner), m_owner(owner)
    {
        setFrameShape(QFrame::NoFrame);
        setRenderHint(QPainter::Antialiasing);
        setFocusPolicy(Qt::NoFocus);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setMinimumHeight(44);
    }

protected:
    void drawForeground(QPainter *painter, const QRectF &) override
    {
        const auto &theme = m_owner.m_theme;
        const auto plot = chart()->plotArea();
        painter->setPen(QPen(theme.color(ColorRole::Border), 1));
        painter->drawLine(plot.bottomLeft(), plot.bottomRight());
        if (!m_owner.m_compact) drawValues(*painter, plot);
        if (m_owner.m_playhead >= m_owner.m_start && m_owner.m_playhead <= m_owner.m_end) {
            const auto share = static_cast<double>(m_owner.m_playhead - m_owner.m_start)
                               / static_cast<double>(m_owner.m_end - m_owner.m_start);
            const auto x = plot.left() + share * plot.width();
            painter->setPen(QPen(theme.color(ColorRole::Accent), m_owner.m_compact ? 1 : 1.5));
            painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        }
    }

private:
    void drawValues(QPainter &painter, const QRectF &plot) const
    {
        const auto &theme = m_owner.m_theme;
        painter.setFont(theme.dataFont());
        for (const double share : {0.5, 1.0}) {
            const auto y = std::round(plot.bottom() - share * plot.height()) + 0.5;
            painter.setPen(QPen(theme.color(ColorRole::Border), 1, Qt::DotLine));
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
            painter.setPen(theme.color(ColorRole::MutedText));
            painter.drawText(QRectF(0, y - 9, plot.left() - 6, 18),
                             Qt::AlignRight | Qt::AlignVCenter,
                             m_owner.m_format(m_owner.m_values->max() * share));
        }
    }

    MetricChart &m_owner;
};

MetricChart::MetricChart(const Theme &theme, const QString &caption, const QString &unit,
                         QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_caption(new QLabel(caption, this)),
      m_unit(new QLabel(unit, this)),
      m_value(new QLabel(this)),
      m_legend(new QLabel(this)),
      m_time(new QValueAxis),
      m_values(new QValueAxis),
      m_format([](double value) { return QString::number(value); })
{
    auto *chart = new QChart;
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->addAxis(m_time, Qt::AlignBottom);
    chart->addAxis(m_values, Qt::AlignLeft);
    m_time->setVisible(false);
    m_values->setVisible(false);
    m_view = new View(*this, chart);
    m_view->viewport()->installEventFilter(this);

    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(caption);
    setToolTip(tr("Click to move the playhead (Left, Right)"));
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setMinimumWidth(1);
    auto *header = new QHBoxLayout;
    header->setSpacing(10);
    header->addWidget(m_caption);
    header->addWidget(m_unit);
    header->addWidget(m_legend, 1);
    header->addWidget(m_value);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 8, 14, 6);
    column->setSpacing(4);
    column->addLayout(header);
    column->addWidget(m_view, 1);
    connect(&theme, &Theme::changed, this, &MetricChart::applyTheme);
    applyTheme();
}

void MetricChart::applyTheme()
{
    const auto paint = [this](QLabel *label, ColorRole role, const QFont &font) {
        auto palette = label->palette();
        palette.setColor(QPalette::WindowText, m_theme.color(role));
        label->setPalette(palette);
        label->setFont(font);
    };
    auto small = m_theme.textFont();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    paint(m_caption, ColorRole::MutedText, m_theme.captionFont());
    paint(m_unit, ColorRole::MutedText, small);
    paint(m_legend, ColorRole::MutedText, small);
    paint(m_value, ColorRole::Text, m_theme.dataFont());
    m_view->setBackgroundBrush(m_theme.color(ColorRole::Window));
    showLegend();
    showAxis();
}

void MetricChart::setRange(Timestamp start, Timestamp end)
{
    m_start = start;
    m_end = std::max(end, start + 1);
    m_time->setRange(0, static_cast<double>(m_end - m_start) * secondsPerNanosecond);
    m_view->viewport()->update();
}

void MetricChart::setLines(const QVector<MetricLine> &lines)
{
    auto *chart = m_view->chart();
    // Lines are reused: adding and removing series is what costs in Qt Charts.
    while (chart->series().size() > lines.size()) {
        auto *series = chart->series().last();
        chart->removeSeries(series);
        delete series;
    }
    while (chart->series().size() < lines.size()) {
        auto *series = new QLineSeries;
        chart->addSeries(series);
        series->attachAxis(m_time);
        series->attachAxis(m_values);
    }
    double highest = 0;
    const auto series = this->lines();
    for (qsizetype i = 0; i < lines.size(); ++i) {
        series[i]->setName(lines[i].name);
        series[i]->setPen(QPen(lines[i].color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        series[i]->replace(lines[i].points);
        for (const auto &point : lines[i].points)
            highest = std::max(highest, point.y());
    }
    m_values->setRange(0, m_compact && highest > 0 ? highest * 1.1 : roundedUp(highest));
    m_lines = lines;
    showLegend();
    m_view->viewport()->update();
}

void MetricChart::setPlayhead(Timestamp time)
{
    if (m_playhead == time) return;
    m_playhead = time;
    m_view->viewport()->update();
}

void MetricChart::setValueText(const QString &text)
{
    m_value->setText(text);
}

void MetricChart::setValueFormat(std::function<QString(double)> format)
{
    m_format = std::move(format);
}

void MetricChart::setCompact(bool compact)
{
    m_compact = compact;
    showLegend();
    showAxis();
}

void MetricChart::showAxis()
{
    const auto left = m_compact ? 0 : axisWidth;
    const QRectF view(m_view->rect());
    m_view->chart()->setPlotArea(view.adjusted(left, m_compact ? 1 : 9, -1, -1));
    m_view->viewport()->update();
}

void MetricChart::showLegend()
{
    QString text;
    if (!m_compact && m_lines.size() > 1)
        for (const auto &line : m_lines)
            text += QStringLiteral("<span style=\"color:%1\">&#9644;</span>&nbsp;%2&nbsp;&nbsp; ")
                        .arg(line.color.name(), line.name.toHtmlEscaped());
    m_legend->setText(text);
}

void MetricChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    showAxis();
}

QVector<QLineSeries *> MetricChart::lines() const
{
    QVector<QLineSeries *> out;
    for (auto *series : m_view->chart()->series())
        out.append(static_cast<QLineSeries *>(series));
    return out;
}

double MetricChart::xOf(Timestamp time) const
{
    const auto plot = m_view->chart()->plotArea();
    const auto share = static_cast<double>(time - m_start) / static_cast<double>(m_end - m_start);
    return m_view->x() + plot.left() + share * plot.width();
}

bool MetricChart::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Resize) {
        showAxis();
        return false;
    }
    const bool press = event->type() == QEvent::MouseButtonPress;
    const bool drag = event->type() == QEvent::MouseMove;
    if (watched != m_view->viewport() || (!press && !drag))
        return QWidget::eventFilter(watched, event);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (!mouse->buttons().testFlag(Qt::LeftButton)) return false;
    const auto plot = m_view->chart()->plotArea();
    const auto share = std::clamp((mouse->position().x() - plot.left()) / plot.width(), 0.0, 1.0);
    emit timeClicked(m_start + static_cast<Duration>(share * static_cast<double>(m_end - m_start)));
    return true;
}

void MetricChart::keyPressEvent(QKeyEvent *event)
{
    const auto step = (m_end - m_start) / 100;
    if (event->key() == Qt::Key_Left)
        emit timeClicked(std::max(m_start, m_playhead - step));
    else if (event->key() == Qt::Key_Right)
        emit timeClicked(std::min(m_end, m_playhead + step));
    else
        QWidget::keyPressEvent(event);
}

} // namespace playhead
