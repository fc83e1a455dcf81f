// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "metrics/logmeter.h"
#include "metrics/metricchart.h"
#include "theme.h"
#include "viewstate.h"

#include <QTimer>
#include <QWidget>

namespace playhead {

/// Charts over time: events per second by type, delivery latency, lag per consumer, retries and
/// dead letters. They share one range (the timeline's, by setTimeRange) and show the playhead.
///
/// The figures come from a worker, four times a second at most. Interface thread.
class MetricsPanel : public QWidget
{
    Q_OBJECT

public:
    enum class Mode {
        Sparklines, ///< throughput and latency, small, for the right column
        Full        ///< all four charts with axes
    };

    MetricsPanel(ViewState &view, const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] Mode mode() const { return m_mode; }
    void setMode(Mode mode);

    /// The figures on the screen; null before the first answer of the worker.
    [[nodiscard]] LogMetricsPtr metrics() const { return m_metrics; }

    [[nodiscard]] MetricChart &throughput() { return *m_throughput; }
    [[nodiscard]] MetricChart &latency() { return *m_latency; }
    [[nodiscard]] MetricChart &lag() { return *m_lag; }
    [[nodiscard]] MetricChart &trouble() { return *m_trouble; }

public slots:
    /// What the charts show; without it they show the whole log.
    void setTimeRange(playhead::Timestamp start, playhead::Timestamp end);

signals:
    void metricsChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void reset();
    void requestMetrics();
    void takeMetrics(const LogMetricsPtr &metrics);
    void showLines();
    void showThroughput();
    void showLatency();
    void showLag();
    void showTrouble();
    void showPlayhead();
    void showEmpty();
    void moveTo(Timestamp time);
    [[nodiscard]] double secondsAt(std::size_t bin) const;
    [[nodiscard]] std::size_t wholeBins() const;
    [[nodiscard]] std::size_t playheadBin() const;
    /// The points of a column; values below 0 are left out.
    template <class Value>
    [[nodiscard]] QVector<QPointF> pointsOf(const std::vector<Value> &column, double scale) const;

    ViewState &m_view;
    const Theme &m_theme;
    Mode m_mode = Mode::Full;
    QLabel *m_hint;
    MetricChart *m_throughput;
    MetricChart *m_latency;
    MetricChart *m_lag;
    MetricChart *m_trouble;
    std::shared_ptr<LogMeter> m_meter; ///< used by the worker only
    LogMetricsPtr m_metrics;
    bool m_hasRange = false;
    Timestamp m_start = 0;
    Timestamp m_end = 1;
    QTimer m_timer; ///< bundles requests
    LatestJob<LogMetricsPtr> m_job;
};

} // namespace playhead
