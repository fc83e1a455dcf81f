// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "metrics/logmeter.h"
#include "theme.h"

#include <QColor>
#include <QPointF>
#include <QString>
#include <QVector>

namespace playhead {

/// One line of a chart.
struct MetricLine
{
    QString name;
    QColor color;
    QVector<QPointF> points; ///< x: seconds since the start of the chart's range
    bool marked = false;     ///< a dot at each point: there are holes between them
};

// The figures of a log as lines. Each has at most as many points as there are bins; a line without
// anything above 0 is left out. At most eight types or consumers have a line of their own, the
// largest; they are in the order in which they appear in the log, so that they keep their places
// while it grows. `origin` is the start of the chart's range. Interface thread.

/// Events per second by type, to be stacked.
QVector<MetricLine> throughputLines(const LogMetrics &metrics, const Log &log, const Theme &theme,
                                    Timestamp origin);
/// Events per second of all types together.
QVector<MetricLine> totalThroughputLine(const LogMetrics &metrics, const Theme &theme,
                                        Timestamp origin);
/// p50 and p99, in nanoseconds.
QVector<MetricLine> latencyLines(const LogMetrics &metrics, const Theme &theme, Timestamp origin);
/// Events by consumer, at the end of each bin.
QVector<MetricLine> lagLines(const LogMetrics &metrics, const Log &log, const Theme &theme,
                             Timestamp origin);
/// Retries and dead letters per bin.
QVector<MetricLine> troubleLines(const LogMetrics &metrics, const Theme &theme, Timestamp origin);

/// The figures at one time, which is moved into what is known of the log.
struct MetricsMoment
{
    double eventsPerSecond = 0;
    Duration latencyP50 = -1; ///< of the latest bin so far with a delivery; -1: none
    Duration latencyP99 = -1;
    std::int64_t lag = 0; ///< of all consumers together
    std::uint32_t retries = 0;
    std::uint32_t deadLetters = 0;
};
MetricsMoment metricsAt(const LogMetrics &metrics, Timestamp time);

/// As exact as charts need it: `4.3 ms`, `310 us`.
QString roughDuration(double nanoseconds);
/// `0.4`, `12`, `84 212`, `1.2 M`.
QString roughNumber(double number);

} // namespace playhead
