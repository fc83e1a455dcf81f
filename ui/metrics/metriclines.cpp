// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metriclines.h"

#include "numbertext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace playhead {
namespace {

constexpr std::size_t mostLines = 8;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(playhead::MetricLines)
};

QString nameOr(std::string_view name, const QString &otherwise)
{
    if (name.empty()) return otherwise;
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

double secondsBetween(Timestamp from, Timestamp to)
{
    return static_cast<double>(to - from) * 1e-9;
}

template <class Column> double sumOf(const Column &column, const BinRun &run)
{
    double sum = 0;
    for (auto bin = run.first; bin < std::min(run.end, column.size()); ++bin)
        sum += static_cast<double>(column[bin]);
    return sum;
}

template <class Column>
QVector<QPointF> ratePoints(const Column &column, const std::vector<BinRun> &runs, Timestamp origin)
{
    QVector<QPointF> points;
    points.reserve(static_cast<qsizetype>(runs.size()));
    for (const auto &run : runs)
        points.append({secondsBetween(origin, run.start + run.covered / 2),
                       sumOf(column, run) * 1e9 / static_cast<double>(run.covered)});
    return points;
}

/// A point for every known bin, at `share` (0 to 1) of it; values below 0 stand for none.
template <class Column>
QVector<QPointF> binPoints(const LogMetrics &metrics, const Column &column, Timestamp origin,
                           double share)
{
    const auto into = static_cast<Duration>(share * static_cast<double>(metrics.binWidth));
    QVector<QPointF> points;
    for (auto bin = metrics.knownFirst(); bin < metrics.knownEnd(); ++bin) {
        if (column[bin] < 0) continue;
        // What is known ends with the log, not with its last bin.
        const auto time = std::clamp(metrics.startOf(bin) + into, metrics.earliest, metrics.latest);
        points.append({secondsBetween(origin, time), static_cast<double>(column[bin])});
    }
    return points;
}

bool isAllZero(const QVector<QPointF> &points)
{
    return std::all_of(points.begin(), points.end(), [](const QPointF &p) { return p.y() <= 0; });
}

/// The keys of the columns with the largest sizes, in the order of the map.
template <class Map, class SizeOf>
std::vector<typename Map::key_type> largest(const Map &columns, SizeOf sizeOf)
{
    using Key = typename Map::key_type;
    std::vector<std::pair<double, Key>> sizes;
    for (const auto &[key, column] : columns) {
        const auto size = static_cast<double>(sizeOf(column));
        if (size > 0) sizes.emplace_back(size, key);
    }
    std::stable_sort(sizes.begin(), sizes.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    if (sizes.size() > mostLines) sizes.resize(mostLines);
    std::vector<Key> keys;
    for (const auto &[size, key] : sizes)
        keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::vector<std::uint64_t> totalOf(const LogMetrics &metrics)
{
    std::vector<std::uint64_t> total(metrics.binCount, 0);
    for (const auto &[type, column] : metrics.published)
        for (std::size_t i = 0; i < column.size(); ++i)
            total[i] += column[i];
    return total;
}

} // namespace

QVector<MetricLine> throughputLines(const LogMetrics &metrics, const Log &log, const Theme &theme,
                                    Timestamp origin)
{
    const auto runs = metrics.runs();
    const auto shown = largest(metrics.published, [](const auto &column) {
        return std::accumulate(column.begin(), column.end(), std::uint64_t(0));
    });
    auto rest = totalOf(metrics);
    QVector<MetricLine> lines;
    for (const auto type : shown) {
        const auto &column = metrics.published.at(type);
        for (std::size_t bin = 0; bin < column.size(); ++bin)
            rest[bin] -= column[bin];
        lines.append({nameOr(log.name(type), Text::tr("(no type)")), theme.typeColor(type),
                      ratePoints(column, runs, origin)});
    }
    if (const auto others = ratePoints(rest, runs, origin); !isAllZero(others))
        lines.append({Text::tr("others"), theme.color(ColorRole::MutedText), others});
    return lines;
}

QVector<MetricLine> totalThroughputLine(const LogMetrics &metrics, const Theme &theme,
                                        Timestamp origin)
{
    const auto points = ratePoints(totalOf(metrics), metrics.runs(), origin);
    if (isAllZero(points)) return {};
    return {{Text::tr("events"), theme.color(ColorRole::Accent), points}};
}

QVector<MetricLine> latencyLines(const LogMetrics &metrics, const Theme &theme, Timestamp origin)
{
    const auto p50 = binPoints(metrics, metrics.latencyP50, origin, 0.5);
    const auto p99 = binPoints(metrics, metrics.latencyP99, origin, 0.5);
    if (p50.isEmpty()) return {};
    const bool holes =
        static_cast<std::size_t>(p50.size()) < metrics.knownEnd() - metrics.knownFirst();
    return {{Text::tr("p50"), theme.color(ColorRole::Success), p50, holes},
            {Text::tr("p99"), theme.color(ColorRole::Warning), p99, holes}};
}

QVector<MetricLine> lagLines(const LogMetrics &metrics, const Log &log, const Theme &theme,
                             Timestamp origin)
{
    const auto shown = largest(metrics.lag, [](const auto &column) {
        return column.empty() ? 0 : *std::max_element(column.begin(), column.end());
    });
    QVector<MetricLine> lines;
    for (const auto consumer : shown)
        lines.append({nameOr(log.participantName(consumer), Text::tr("(no consumer)")),
                      theme.participantColor(consumer),
                      binPoints(metrics, metrics.lag.at(consumer), origin, 1)});
    return lines;
}

QVector<MetricLine> troubleLines(const LogMetrics &metrics, const Theme &theme, Timestamp origin)
{
    const auto toSigned = [](const std::vector<std::uint32_t> &column) {
        return std::vector<std::int64_t>(column.begin(), column.end());
    };
    QVector<MetricLine> lines;
    const auto add = [&](const QString &name, ColorRole role, const auto &column) {
        const auto points = binPoints(metrics, toSigned(column), origin, 0.5);
        if (!isAllZero(points)) lines.append({name, theme.color(role), points});
    };
    add(Text::tr("retries"), ColorRole::Warning, metrics.retries);
    add(Text::tr("dead letters"), ColorRole::Failure, metrics.deadLetters);
    return lines;
}

MetricsMoment metricsAt(const LogMetrics &metrics, Timestamp time)
{
    MetricsMoment out;
    const auto runs = metrics.runs();
    if (runs.empty()) return out;
    auto run = runs.begin();
    while (run + 1 != runs.end() && (run + 1)->start <= time)
        ++run;
    const auto total = totalOf(metrics);
    out.eventsPerSecond = sumOf(total, *run) * 1e9 / static_cast<double>(run->covered);

    const auto first = metrics.knownFirst();
    auto bin = metrics.knownEnd() - 1;
    while (bin > first && metrics.startOf(bin) > time)
        --bin;
    for (const auto &[consumer, column] : metrics.lag)
        out.lag += column[bin];
    out.retries = metrics.retries[bin];
    out.deadLetters = metrics.deadLetters[bin];
    while (bin > first && metrics.latencyP50[bin] < 0)
        --bin;
    out.latencyP50 = metrics.latencyP50[bin];
    out.latencyP99 = metrics.latencyP99[bin];
    return out;
}

QString roughDuration(double nanoseconds)
{
    if (nanoseconds >= 10) { // two digits
        const auto unit = std::pow(10.0, std::floor(std::log10(nanoseconds)) - 1);
        if (nanoseconds < 1e11) nanoseconds = std::round(nanoseconds / unit) * unit;
    }
    return QString::fromStdString(formatDuration(std::llround(nanoseconds)));
}

QString roughNumber(double number)
{
    number = std::max(0.0, number);
    if (number < 10 && number != std::floor(number)) return QString::number(number, 'g', 2);
    const auto whole = static_cast<std::uint64_t>(std::llround(number));
    return whole < 100'000 ? exactNumber(whole) : shortNumber(whole);
}

} // namespace playhead
