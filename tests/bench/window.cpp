// SPDX-License-Identifier: GPL-3.0-or-later
// Rows frame, live and start of PERFORMANCE.md. Arguments: numbers of steps for frame (default: 10
// thousand, 1 million and 10 million).
#include "bench/bench.h"
#include "diagram/diagramcanvas.h"
#include "diagram/diagramview.h"
#include "support/samplelog.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QStandardPaths>
#include <QStaticText>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace playhead;
using namespace playhead::bench;

namespace {

constexpr int width = 1600;
constexpr int height = 1000;

double percentile(std::vector<double> values, double share)
{
    std::ranges::sort(values);
    return values[std::min(values.size() - 1,
                           static_cast<std::size_t>(share * double(values.size())))];
}

/// The least that a frame costs: fill the picture, draw the texts of 60 rows.
double peerFrame()
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    std::vector<QStaticText> texts;
    for (int i = 0; i < 180; ++i)
        texts.emplace_back(QStringLiteral("order.placed %1").arg(i));
    std::vector<double> times;
    for (int round = 0; round < 60; ++round) {
        times.push_back(secondsOf([&] {
            QPainter painter(&image);
            painter.fillRect(image.rect(), Qt::black);
            painter.setPen(Qt::white);
            for (std::size_t i = 0; i < texts.size(); ++i)
                painter.drawStaticText(QPointF(double(i % 3) * 400, double(i / 3) * 16), texts[i]);
        }));
    }
    return percentile(times, 0.5) * 1e3;
}

class Frames
{
public:
    explicit Frames(DiagramView &view)
        : m_canvas(view.canvas()), m_image(m_canvas.size(), QImage::Format_ARGB32_Premultiplied)
    {}

    /// Lays out and paints one frame; milliseconds.
    double paint()
    {
        m_canvas.invalidate();
        return secondsOf([&] { m_canvas.render(&m_image); }) * 1e3;
    }

private:
    DiagramCanvas &m_canvas;
    QImage m_image;
};

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
    Frames frames(view);

    // Every zoom from one row to the whole log, and back to a place in the middle.
    std::vector<double> zooms;
    state.setPlayhead(Position(steps / 2));
    view.fitSelection();
    for (int i = 0; i < 120; ++i) {
        zooms.push_back(frames.paint());
        if (view.scale().rowHeight <= view.scale().fittingRow() * 1.001) break;
        view.zoomOut();
    }
    std::vector<double> again; // what was drawn before
    for (int i = 0; i < 40; ++i) {
        again.push_back(frames.paint());
        view.zoomIn();
    }
    report("frame.zoom.p99." + name, percentile(zooms, 0.99), "ms",
           ratioText(percentile(zooms, 0.99), peer, "fill + static text", 4));
    report("frame.zoom.again.p99." + name, percentile(again, 0.99), "ms");

    view.fitSelection();
    std::vector<double> scrolls;
    for (int i = 0; i < 200; ++i) {
        state.stepBy(7);
        scrolls.push_back(frames.paint());
    }
    report("frame.scroll.p99." + name, percentile(scrolls, 0.99), "ms",
           ratioText(percentile(scrolls, 0.99), peer, "fill + static text", 2));
}

double threadSeconds()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

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
    QElapsedTimer clock;
    clock.start();
    int frames = 0;
    QObject::connect(&window.state(), &ViewState::watermarkChanged, &window, [&] { ++frames; });
    const double before = threadSeconds();
    while (clock.elapsed() < 10'000)
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    const double seconds = double(clock.elapsed()) / 1e3;
    const double busy = threadSeconds() - before;
    window.session().stopScenario();
    const auto counters = window.session().recorderCounters();
    report("live.rate", double(counters.received) / seconds, "steps/s", "goal 1e+05");
    report("live.missing", double(counters.received - counters.recorded), "steps", "goal 0");
    report("live.frames", frames / seconds, "frames/s", "goal 60");
    report("live.interface", busy / seconds * 100, "% of a core", "goal below 40");
}

/// From exec to a picture of the window, warm.
void benchStart()
{
    const auto program = qEnvironmentVariable("PLAYHEAD_PROGRAM");
    if (program.isEmpty()) return;
    const auto picture = QDir::temp().filePath(QStringLiteral("playhead-bench-start.png"));
    std::vector<double> times;
    for (int i = 0; i < 8; ++i) {
        times.push_back(secondsOf([&] {
            QProcess::execute(program, {QStringLiteral("--picture"), picture,
                                        QStringLiteral("--after"), QStringLiteral("0ms")});
        }));
    }
    QFile::remove(picture);
    report("start", percentile(times, 0.5) * 1e3, "ms",
           "exec to picture written and quit; goal 300 to the window");
}

} // namespace

int main(int argc, char **argv)
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication app(argc, argv);
    std::vector<std::uint64_t> sizes;
    for (int i = 1; i < argc; ++i)
        sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    if (sizes.empty()) sizes = {10'000, 1'000'000, 10'000'000};
    const double peer = peerFrame();
    report("frame.peer", peer, "ms");
    for (const auto size : sizes)
        benchFrames(size,
                    size >= 1'000'000 ? std::to_string(size / 1'000'000) + "M"
                                      : std::to_string(size / 1'000) + "k",
                    peer);
    benchLive();
    benchStart();
}
