// SPDX-License-Identifier: GPL-3.0-or-later
// Rows frame, live and start of PERFORMANCE.md. Arguments: numbers of steps for frame, `live`,
// `start`; default: 10 thousand, 1 million and 10 million, live, and start, which needs the program
// in PLAYHEAD_PROGRAM.
#include "bench/bench.h"
#include "diagram/diagramcanvas.h"
#include "diagram/diagramview.h"
#include "support/samplelog.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QStandardPaths>
#include <QStaticText>
#include <QTimer>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>
#include <string>
#include <vector>

#include <sys/resource.h>

using namespace playhead;
using namespace playhead::bench;

namespace {

constexpr int width = 1600;
constexpr int height = 1000;

/// What one piece of work took, in seconds. The machine may have other things to do: what counts is
/// the time on the processor, the time on the wall stands beside it.
struct Cost
{
    double cpu = 0;
    double wall = 0;
};

double threadSeconds()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

template <class F> Cost costOf(F &&work)
{
    Cost cost;
    const double before = threadSeconds();
    cost.wall = secondsOf(work);
    cost.cpu = threadSeconds() - before;
    return cost;
}

double percentile(const std::vector<Cost> &costs, double share, double Cost::*what = &Cost::cpu)
{
    std::vector<double> values;
    for (const auto &cost : costs)
        values.push_back(cost.*what);
    std::ranges::sort(values);
    return values[std::min(values.size() - 1,
                           static_cast<std::size_t>(share * double(values.size())))];
}

/// Milliseconds of processor time against the peer's median and the goal; wall time behind.
void reportFrames(const std::string &name, const std::vector<Cost> &costs, double peer, double goal)
{
    for (const auto &[share, suffix] : {std::pair(0.5, ".p50"), std::pair(0.99, ".p99")}) {
        char text[200];
        std::snprintf(text, sizeof text,
                      "wall %.3g ms, %zu frames, ratio %.2f of fill + static text",
                      percentile(costs, share, &Cost::wall) * 1e3, costs.size(),
                      percentile(costs, share) / peer);
        std::string comparison = text;
        if (share > 0.9 && goal > 0) comparison += ", goal " + std::to_string(int(goal)) + " ms";
        report(name + suffix, percentile(costs, share) * 1e3, "ms cpu", comparison);
    }
}

/// The pixels of a window on the screen.
QImage emptyPicture(const QSize &size)
{
    return {size, QImage::Format_RGB32};
}

/// The least that a frame costs: fill the picture, draw the texts of 60 rows. Median, seconds.
double peerFrame()
{
    auto image = emptyPicture({width, height});
    std::vector<QStaticText> texts;
    for (int i = 0; i < 180; ++i)
        texts.emplace_back(QStringLiteral("order.placed %1").arg(i));
    std::vector<Cost> costs;
    for (int round = 0; round < 200; ++round) {
        costs.push_back(costOf([&] {
            QPainter painter(&image);
            painter.fillRect(image.rect(), Qt::black);
            painter.setPen(Qt::white);
            for (std::size_t i = 0; i < texts.size(); ++i)
                painter.drawStaticText(QPointF(double(i % 3) * 400, double(i / 3) * 16), texts[i]);
        }));
    }
    const double peer = percentile(costs, 0.5);
    reportFrames("frame.peer", costs, peer, 0);
    return peer;
}

class Frames
{
public:
    explicit Frames(DiagramView &view)
        : m_canvas(view.canvas()), m_picture(emptyPicture(m_canvas.size()))
    {}

    /// Does something that moves the picture, and with it lays out and paints one frame.
    template <class F> Cost after(F &&change)
    {
        return costOf([&] {
            change();
            m_canvas.render(&m_picture);
        });
    }

private:
    DiagramCanvas &m_canvas;
    QImage m_picture;
};

/// Waits until rows and marks are there.
void settle(const DiagramView &view)
{
    while (view.isBusy() || view.standings().isBusy())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

/// From one row to the whole log and back, at many places of the log.
void benchZoom(DiagramView &view, ViewState &state, const std::string &name, double peer)
{
    constexpr std::uint64_t places = 12;
    Frames frames(view);
    const auto steps = state.watermark().value();
    std::vector<Cost> out;
    std::vector<Cost> in; // over what was drawn on the way out
    for (std::uint64_t place = 1; place <= places; ++place) {
        state.setPlayhead(Position(steps * place / (places + 1)));
        settle(view);
        std::size_t zooms = 0;
        out.push_back(frames.after([&] { view.fitSelection(); }));
        for (; view.scale().rowHeight > view.scale().fittingRow() * 1.001; ++zooms)
            out.push_back(frames.after([&] { view.zoomOut(); }));
        for (; zooms > 0; --zooms)
            in.push_back(frames.after([&] { view.zoomIn(); }));
    }
    reportFrames("frame.zoom." + name, out, peer, 4);
    reportFrames("frame.zoom.again." + name, in, peer, 4);
}

/// The playhead steps along, and the picture follows it: at the usual zoom, with small rows, and
/// folded; and with a long path lit.
void benchScroll(DiagramView &view, ViewState &state, const std::string &name, double peer)
{
    Frames frames(view);
    const auto scroll = [&](const std::string &what, int zoomOuts) {
        state.setPlayhead(Position(state.watermark().value() / 2));
        settle(view);
        view.fitSelection();
        for (int i = 0; i < zoomOuts; ++i)
            view.zoomOut();
        std::vector<Cost> costs;
        for (int i = 0; i < 400; ++i)
            costs.push_back(frames.after([&] { state.stepBy(7); }));
        reportFrames("frame.scroll." + what + name, costs, peer, 2);
    };
    scroll("", 0);
    scroll("small.", 6);
    state.setDetailLevel(DetailLevel::Folded);
    settle(view);
    scroll("folded.", 0);
    state.setDetailLevel(DetailLevel::Full);
    QVector<LitStep> path;
    for (std::uint64_t i = 0; i < 500; ++i)
        path.append({Position(state.watermark().value() / 2 + i * 5), Evidence::Observed});
    state.setLitPath(path);
    scroll("lit.", 0);
    state.setLitPath({});
}

void benchFrames(std::uint64_t steps, const std::string &name, double peer)
{
    const LogPtr log = test::makeShopLog(steps);
    Theme theme;
    theme.applyToApplication();
    ViewState state;
    DiagramView view(state, theme);
    view.resize(width, height);
    view.show();
    state.setLog(log);
    state.setWatermark(log->watermark());
    state.setRows(RowMap::all(log->watermark()));
    QApplication::processEvents();
    benchZoom(view, state, name, peer);
    benchScroll(view, state, name, peer);
}

class PaintCounter : public QObject
{
public:
    int paints = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

/// Firehose at 100,000 steps a second into the whole window for ten seconds.
void benchLive()
{
    Theme theme;
    MainWindow window(theme, MainWindow::Use::Unattended);
    window.resize(width, height);
    window.show();
    window.runScenario(QStringLiteral("firehose"));
    if (!window.session().scenario()) return;
    window.session().scenario()->setKnob("rate", 100'000);
    PaintCounter diagram;
    window.diagram().canvas().installEventFilter(&diagram);
    // An event loop that sleeps: processEvents() with a time limit would spin until it is over.
    QEventLoop loop;
    QTimer::singleShot(10'000, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    const auto cost = costOf([&] { loop.exec(); });
    const double seconds = cost.wall;
    window.session().stopScenario();
    const auto counters = window.session().recorderCounters();
    report("live.rate", double(counters.received) / seconds, "steps/s", "goal 1e+05");
    report("live.missing", double(counters.received - counters.recorded), "steps", "goal 0");
    report("live.frames", diagram.paints / seconds, "frames/s", "of the diagram; goal 60");
    report("live.interface", cost.cpu / seconds * 100, "% of a core", "goal below 40");
}

/// Processor time of the programs that this one has waited for.
double childSeconds()
{
    rusage usage = {};
    getrusage(RUSAGE_CHILDREN, &usage);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// From exec to a picture of the window, warm.
void benchStart()
{
    const auto program = qEnvironmentVariable("PLAYHEAD_PROGRAM");
    if (program.isEmpty()) return;
    const auto picture = QDir::temp().filePath(QStringLiteral("playhead-bench-start.png"));
    std::vector<Cost> costs;
    for (int i = 0; i < 12; ++i) {
        Cost cost;
        const double before = childSeconds();
        cost.wall = secondsOf([&] {
            QProcess::execute(program, {QStringLiteral("--picture"), picture,
                                        QStringLiteral("--after"), QStringLiteral("0ms")});
        });
        cost.cpu = childSeconds() - before;
        costs.push_back(cost);
    }
    QFile::remove(picture);
    char text[120];
    std::snprintf(text, sizeof text,
                  "wall %.0f ms, exec to picture written and quit; goal 300 to the window",
                  percentile(costs, 0.5, &Cost::wall) * 1e3);
    report("start", percentile(costs, 0.5) * 1e3, "ms cpu", text);
}

} // namespace

int main(int argc, char **argv)
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication app(argc, argv);
    std::vector<std::uint64_t> sizes;
    std::set<std::string> rows;
    for (int i = 1; i < argc; ++i) {
        if (const auto size = std::strtoull(argv[i], nullptr, 10); size > 0)
            sizes.push_back(size);
        else
            rows.insert(argv[i]);
    }
    if (argc == 1) {
        sizes = {10'000, 1'000'000, 10'000'000};
        rows = {"live", "start"};
    }
    const double peer = sizes.empty() ? 0 : peerFrame();
    for (const auto size : sizes)
        benchFrames(size,
                    size >= 1'000'000 ? std::to_string(size / 1'000'000) + "M"
                                      : std::to_string(size / 1'000) + "k",
                    peer);
    if (rows.contains("live")) benchLive();
    if (rows.contains("start")) benchStart();
}
