// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "livepace.h"
#include "metrics/logmeter.h"
#include "metrics/metricchart.h"
#include "theme.h"
#include "viewstate.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QTimer>
#include <QWidget>

#include <array>

class QGridLayout;

namespace playhead {

/// Charts over time: events per second by type, delivery latency, lag per consumer, retries and
/// dead letters. They share one range (the timeline's, by setTimeRange), show the playhead and
/// move it where they are clicked. They show the log as it happened, whatever the filter.
///
/// The figures come from a worker, four times a second at most, and only while the panel is shown.
/// Interface thread.
class MetricsPanel : public QWidget
{
    Q_OBJECT

public:
    enum class Mode {
        Sparklines, ///< throughput and latency, small, for a narrow column
        Full        ///< all four charts with axes, in one or two columns
    };

    explicit MetricsPanel(ViewState &view, const Theme &theme, QWidget *parent = nullptr);
    ~MetricsPanel() override;

    [[nodiscard]] Mode mode() const { return m_mode; }
    void setMode(Mode mode);

    /// The figures on the screen; null before the first answer of the worker.
    [[nodiscard]] LogMetricsPtr metrics() const { return m_metrics; }

    [[nodiscard]] MetricChart &throughput() { return *m_throughput; }
    [[nodiscard]] MetricChart &latency() { return *m_latency; }
    [[nodiscard]] MetricChart &lag() { return *m_lag; }
    [[nodiscard]] MetricChart &trouble() { return *m_trouble; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public slots:
    /// What the charts show; before the first call, and for a log opened after it, the whole log.
    void setTimeRange(playhead::Timestamp start, playhead::Timestamp end);

signals:
    /// The charts are up to date with metrics().
    void metricsChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    [[nodiscard]] std::array<MetricChart *, 4> charts() const
    {
        return {m_throughput, m_latency, m_lag, m_trouble};
    }
    void reset();
    void scheduleMetrics();
    void requestMetrics();
    void takeMetrics(const LogMetricsPtr &metrics);
    void showLines();
    void showPlayhead();
    void showEmpty();
    void arrange();
    void paintTimes(QPainter &painter, const MetricChart &chart) const;
    void moveTo(Timestamp time);

    ViewState &m_view;
    const Theme &m_theme;
    Mode m_mode = Mode::Full;
    QGridLayout *m_grid;
    int m_columns = 0;
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
    QElapsedTimer m_sinceRequest;
    LivePace m_pace;
    LatestJob<LogMetricsPtr> m_job;
};

} // namespace playhead
