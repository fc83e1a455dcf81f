// SPDX-License-Identifier: GPL-3.0-or-later
// Opening, saving and exporting from the window.
#include "diagram/diagramview.h"
#include "formats/logexport.h"
#include "formats/logfile.h"
#include "formats/logreader.h"
#include "log/casereader.h"
#include "session/sourceurltext.h"
#include "window/filterbar.h"
#include "window/mainwindow.h"
#include "window/mappingdialog.h"
#include "window/messagebar.h"
#include "window/topbar.h"

#include <QEventLoop>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>

namespace playhead {
namespace {

constexpr int mostRecent = 10;
constexpr std::size_t beginningSize = 1U << 20U;

QString caseFilter()
{
    return QObject::tr("Playhead case (*.playhead)");
}

} // namespace

void MainWindow::chooseAndOpen()
{
    const auto path = QFileDialog::getOpenFileName(
        this, tr("Open a log"), QSettings().value(QStringLiteral("files/folder")).toString(),
        tr("Logs (*.playhead *.json *.jsonl *.ndjson *.edn *.gz *.zst);;Scenarios (*.js);;All "
           "files (*)"));
    if (path.isEmpty()) return;
    QSettings().setValue(QStringLiteral("files/folder"), QFileInfo(path).path());
    openFile(path);
}

void MainWindow::openFile(const QString &path)
{
    if (isSourceUrl(path)) return attachTo(path);
    if (!mayReplace()) return;
    rememberView();
    m_messages->clear();
    const auto name = path.toStdString();
    if (path.endsWith(QLatin1String(".js"))) {
        if (m_session.runScenarioFile(path)) remember(path);
        return;
    }
    if (!looksLikeCase(name)) {
        const auto reader = recogniseLog(name);
        if (reader && (*reader)->name() == "jsonl" && m_interactive) {
            if (openMapped(path)) remember(path);
            return;
        }
    }
    if (m_session.open(path)) remember(path);
}

/// Any JSON Lines: shows how it is understood, unless the person has said so before.
bool MainWindow::openMapped(const QString &path)
{
    const auto file =
        LogFile::open(path.toStdString(), {.limit = beginningSize, .progress = {}, .stop = {}});
    if (!file) {
        m_messages->showMessage(QString::fromStdString(file.error().message), true);
        return false;
    }
    const std::string beginning(file->text().substr(0, beginningSize));
    const auto shape = MappingMemory::shapeOf(beginning);
    auto mapping = MappingMemory::find(shape);
    if (!mapping) {
        MappingDialog dialog(QFileInfo(path).fileName(), beginning, guessMapping(beginning),
                             m_theme, this);
        if (dialog.exec() != QDialog::Accepted) return false;
        mapping = dialog.mapping();
        if (dialog.isToBeRemembered()) MappingMemory::remember(shape, *mapping);
    } else {
        m_messages->showMessage(tr("Read as logs with the same members were before."), false,
                                tr("Change\u2026"), [this, path, shape] {
                                    MappingMemory::forget(shape);
                                    openFile(path);
                                });
    }
    return m_session.open(path, {.format = QStringLiteral("jsonl"),
                                 .mapping = QString::fromStdString(mapping->toJson())});
}

void MainWindow::runScenario(const QString &name)
{
    if (!mayReplace()) return;
    rememberView();
    m_messages->clear();
    m_session.runScenario(name);
}

void MainWindow::save(bool elsewhere)
{
    if (m_session.kind() == Session::Kind::None) return;
    auto path = m_session.isCase() ? m_session.path() : QString();
    if (path.isEmpty() || elsewhere) {
        const auto folder = QSettings().value(QStringLiteral("files/folder")).toString();
        auto name = QFileInfo(m_session.title()).completeBaseName().toLower();
        name.replace(QLatin1Char(' '), QLatin1Char('-'));
        path = QFileDialog::getSaveFileName(this, tr("Save case"),
                                            QStringLiteral("%1/%2.playhead").arg(folder, name),
                                            caseFilter());
        if (path.isEmpty()) return;
        if (!path.endsWith(QLatin1String(".playhead"))) path += QStringLiteral(".playhead");
        QSettings().setValue(QStringLiteral("files/folder"), QFileInfo(path).path());
    }
    m_session.save(path);
}

bool MainWindow::saveNow(const QString &path)
{
    bool done = false;
    QEventLoop loop;
    connect(&m_session, &Session::saved, &loop, [&] {
        done = true;
        loop.quit();
    });
    connect(&m_session, &Session::failed, &loop, &QEventLoop::quit);
    // The copy runs in the background; its answer needs this loop.
    QMetaObject::invokeMethod(
        &loop, [&] { m_session.save(path); }, Qt::QueuedConnection);
    loop.exec();
    return done;
}

bool MainWindow::mayReplace()
{
    const bool recorded = m_session.isUnsaved();
    if (!m_interactive || (!recorded && !hasUnkeptBranches())) return true;
    QMessageBox box(QMessageBox::Question,
                    recorded ? tr("Save the recording?") : tr("Save the branches?"),
                    recorded ? tr("%1 was recorded and not saved.").arg(m_session.title())
                             : tr("The branches of %1 are not in a case.").arg(m_session.title()),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setInformativeText(recorded ? tr("Without saving, its steps are gone.")
                                    : tr("Without saving a case, they are gone."));
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Discard: return true;
    case QMessageBox::Save: break;
    default: return false;
    }
    auto path = m_session.isCase() ? m_session.path() : QString();
    if (path.isEmpty())
        path = QFileDialog::getSaveFileName(this, tr("Save case"),
                                            QStringLiteral("recording.playhead"), caseFilter());
    return !path.isEmpty() && saveNow(path);
}

void MainWindow::exportLog()
{
    if (!m_state.log()) return;
    QStringList filters;
    for (const auto *format : logExports()) {
        QStringList patterns;
        for (const auto extension : format->extensions())
            patterns.append(
                QStringLiteral("*")
                + QString::fromUtf8(extension.data(), static_cast<qsizetype>(extension.size())));
        const auto description = format->description();
        filters.append(QStringLiteral("%1 (%2)").arg(
            QString::fromUtf8(description.data(), static_cast<qsizetype>(description.size())),
            patterns.join(QLatin1Char(' '))));
    }
    QString chosen;
    auto path = QFileDialog::getSaveFileName(
        this, tr("Export the log"), QSettings().value(QStringLiteral("files/folder")).toString(),
        filters.join(QStringLiteral(";;")), &chosen);
    if (path.isEmpty()) return;
    const auto index = std::max<qsizetype>(0, filters.indexOf(chosen));
    const auto *format = findLogExportForFile(path.toStdString());
    if (!format) {
        format = logExports()[static_cast<std::size_t>(index)];
        const auto extension = format->extensions().front();
        path += QString::fromUtf8(extension.data(), static_cast<qsizetype>(extension.size()));
    }
    const auto name = format->name();
    m_session.exportLog(path, QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
}

/// Keeps in the case how it is looked at now.
void MainWindow::rememberView()
{
    if (!m_session.isCase() || !m_state.log() || m_session.isLoading()) return;
    const ViewSettings settings{m_diagram->save(), m_top->filter().savedFilters()};
    m_session.setCaseSetting(QStringLiteral("view"), saveView(m_state, settings));
    storeProjections();
    storeBreakpoints();
    storeBranches();
}

void MainWindow::remember(const QString &path)
{
    if (!m_interactive) return;
    auto files = recentFiles();
    const auto kept = isSourceUrl(path) ? path : QFileInfo(path).absoluteFilePath();
    files.removeAll(kept);
    files.prepend(kept);
    QSettings().setValue(QStringLiteral("files/recent"), files.mid(0, mostRecent));
    m_top->setRecent(recentFiles());
}

QStringList MainWindow::recentFiles() const
{
    if (!m_interactive) return {};
    return QSettings().value(QStringLiteral("files/recent")).toStringList();
}

} // namespace playhead
