// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/chartheader.h"
#include "metrics/metriclines.h"
#include "theme.h"
#include "timeaxis.h"

#include <QVector>
#include <QWidget>

#include <functional>
#include <vector>

class QAbstractSeries;
class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace playhead {

class MetricChartView;

/// A calm chart of one figure over time: header, lines (or stacked areas), the playhead. A click or
/// drag asks for the time there; the pointer tells the values under it. Interface thread.
class MetricChart : public QWidget
{
    Q_OBJECT

public:
    enum class Style { Lines, Stacked };
    enum class Values { Fractions, WholeNumbers };

    MetricChart(const Theme &theme, const QString &caption, const QString &emptyText,
                QWidget *parent);
    ~MetricChart() override;

    /// The time of the chart; the same for all charts of a panel.
    void setRange(Timestamp start, Timestamp end);
    /// Replaces all lines; a few hundred points each at most. Stacked lines share their x. Without
    /// any line the chart says its empty text.
    void setLines(const QVector<MetricLine> &lines, Style style = Style::Lines);
    void setPlayhead(Timestamp time);
    void setUnit(const QString &unit) { m_header->setUnit(unit); }
    /// What is at the playhead.
    void setValueText(const QString &text);
    /// How a value of the vertical axis is written, and whether halves make sense.
    void setValueFormat(std::function<QString(double)> format, Values values);
    /// Without axis and legend, for a narrow column.
    void setCompact(bool compact);

    [[nodiscard]] const QVector<MetricLine> &lines() const { return m_lines; }
    [[nodiscard]] QString valueText() const { return m_header->value(); }
    /// The top of the vertical axis.
    [[nodiscard]] double highest() const;
    /// The area of the lines, within the widget.
    [[nodiscard]] QRectF plotRect() const;
    /// Pixel of a time within the widget, and back; the latter never leaves the range.
    [[nodiscard]] double xOf(Timestamp time) const;
    [[nodiscard]] Timestamp timeAt(double x) const;
    /// Time and values at a pixel, a line each; empty outside the plot.
    [[nodiscard]] QString hintAt(const QPointF &point) const;

signals:
    void timeClicked(playhead::Timestamp time);
    /// Left (-1) and Right (1).
    void stepRequested(int rows);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Series
    {
        QLineSeries *upper = nullptr;
        QLineSeries *lower = nullptr; ///< null for a line
        QAreaSeries *area = nullptr;  ///< owns both
        [[nodiscard]] QAbstractSeries *shown() const;
    };

    void setSeriesCount(qsizetype count, Style style);
    static void fillLine(const Series &series, const MetricLine &line);
    static void fillArea(const Series &series, const MetricLine &line,
                         const QVector<QPointF> &below);
    void showLegend();
    void showPlot();

    const Theme &m_theme;
    QString m_emptyText;
    ChartHeader *m_header;
    MetricChartView *m_view;
    QValueAxis *m_time;
    QValueAxis *m_values;
    QVector<MetricLine> m_lines;
    std::vector<Series> m_series; ///< owned by the chart
    Style m_style = Style::Lines;
    std::function<QString(double)> m_format;
    Values m_valueKind = Values::Fractions;
    bool m_compact = false;
    TimeAxis m_axis; ///< its width is not used
    Timestamp m_playhead = 0;
};

} // namespace playhead
