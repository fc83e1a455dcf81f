// SPDX-License-Identifier: GPL-3.0-or-later
#include "window.h"

#include "cli/cli.h"
#include "model/timestamp.h"
#include "picture.h"
#include "theme.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QIcon>
#include <QSettings>
#include <QTimer>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace playhead {
namespace {

struct WindowOptions
{
    std::vector<std::string> logs;
    std::string scenario;
    std::string theme;
    std::string picture;
    std::string after = "3s";
};

/// Empty: go on; else the exit status.
std::optional<int> readOptions(int argc, char **argv, WindowOptions &options)
{
    CLI::App app("Playhead makes event-driven systems visible.", "playhead");
    app.add_option("LOG", options.logs, "Logs to open");
    app.add_option("--scenario", options.scenario, "Run this scenario")->type_name("NAME");
    app.add_option("--theme", options.theme, "dark or light")
        ->check(CLI::IsMember({"dark", "light"}));
    app.add_option("--picture", options.picture, "Write a picture of the window, then quit")
        ->type_name("FILE.png");
    app.add_option("--after", options.after, "When to take the picture")
        ->type_name("DURATION")
        ->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? cli::Done : cli::WrongUsage;
    }
    if (!parseDuration(options.after)) {
        std::fprintf(stderr, "playhead: '%s' is no duration, such as 10s.\n",
                     options.after.c_str());
        return cli::WrongUsage;
    }
    return std::nullopt;
}

Theme::Look wantedLook(const WindowOptions &options)
{
    if (options.theme == "light") return Theme::Look::Light;
    if (options.theme == "dark") return Theme::Look::Dark;
    return QSettings().value(QStringLiteral("window/light")).toBool() ? Theme::Look::Light
                                                                      : Theme::Look::Dark;
}

void takePicture(MainWindow &window, const WindowOptions &options)
{
    const auto delay = *parseDuration(options.after) / nanosecondsPerMillisecond;
    QTimer::singleShot(static_cast<int>(delay), &window, [&window, path = options.picture] {
        const auto written = writePicture(window, QString::fromStdString(path));
        if (!written) std::fprintf(stderr, "playhead: %s\n", written.error().message.c_str());
        window.close();
        QApplication::exit(written ? cli::Done : cli::CannotRead);
    });
}

} // namespace

int runWindow(int argc, char **argv)
{
    WindowOptions options;
    if (const auto status = readOptions(argc, argv, options)) return *status;
    QApplication::setApplicationName(QStringLiteral("playhead"));
    QApplication::setApplicationDisplayName(QStringLiteral("Playhead"));
    QApplication::setOrganizationName(QStringLiteral("playhead"));
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication app(argc, argv);
    QApplication::setDesktopFileName(QStringLiteral("playhead"));
    QApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("playhead")));

    Theme theme(wantedLook(options));
    theme.applyToApplication();
    std::vector<std::unique_ptr<MainWindow>> windows;
    const auto use =
        options.picture.empty() ? MainWindow::Use::Interactive : MainWindow::Use::Unattended;
    windows.push_back(std::make_unique<MainWindow>(theme, use));
    if (!options.picture.empty()) takePicture(*windows.front(), options);
    for (std::size_t i = 0; i < options.logs.size(); ++i) {
        if (i > 0) windows.push_back(std::make_unique<MainWindow>(theme));
        windows.back()->openFile(QString::fromStdString(options.logs[i]));
    }
    if (!options.scenario.empty()) {
        if (!options.logs.empty()) windows.push_back(std::make_unique<MainWindow>(theme));
        windows.back()->runScenario(QString::fromStdString(options.scenario));
    }
    for (const auto &window : windows)
        window->show();
    return QApplication::exec();
}

} // namespace playhead
