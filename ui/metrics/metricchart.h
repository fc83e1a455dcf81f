// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"
#include "theme.h"

#include <QChartView>
#include <QLabel>
#include <QVector>
#include <QWidget>

#include <functional>

class QLineSeries;
class QValueAxis;

namespace playhead {

/// One line of a chart.
struct MetricLine
{
    QString name;
    QColor color;
    QVector<QPointF> points; ///< x: seconds since the start of the range
};

/// A calm chart of one figure over time: caption left, value at the playhead right, thin lines, the
/// playhead. A click (or Left and Right) asks for the time there. Interface thread.
class MetricChart : public QWidget
{
    Q_OBJECT

public:
    MetricChart(const Theme &theme, const QString &caption, const QString &unit, QWidget *parent);

    /// The time of the chart; the same for all charts of a panel.
    void setRange(Timestamp start, Timestamp end);
    /// Replaces all lines; a few hundred points at most.
    void setLines(const QVector<MetricLine> &lines);
    void setPlayhead(Timestamp time);
    void setValueText(const QString &text);
    /// How a value of the vertical axis is written.
    void setValueFormat(std::function<QString(double)> format);
    /// Without axes and legend, for a narrow column.
    void setCompact(bool compact);

    [[nodiscard]] QVector<QLineSeries *> lines() const;
    [[nodiscard]] QString valueText() const { return m_value->text(); }
    /// Pixel of a time within the widget.
    [[nodiscard]] double xOf(Timestamp time) const;

signals:
    void timeClicked(playhead::Timestamp time);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class View;

    void applyTheme();
    void showLegend();
    void showAxis();

    const Theme &m_theme;
    QLabel *m_caption;
    QLabel *m_unit;
    QLabel *m_value;
    QLabel *m_legend;
    View *m_view;
    QValueAxis *m_time;
    QValueAxis *m_values;
    QVector<MetricLine> m_lines;
    std::function<QString(double)> m_format;
    bool m_compact = false;
    Timestamp m_start = 0;
    Timestamp m_end = 1;
    Timestamp m_playhead = 0;
};

} // namespace playhead
