// SPDX-License-Identifier: GPL-3.0-or-later
// Attaching to sources from the window, and replaying into them.
#include "attach/attachdialog.h"
#include "replaying/replaydialog.h"
#include "sources/sourcespanel.h"
#include "totext.h"
#include "transports/transporttable.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"

#include <QTimer>

namespace playhead {
namespace {

constexpr int patience = 500; // milliseconds until connecting is shown

/// The URL with what is kept of it, where it does not say so itself.
SourceUrl completed(SourceUrl url, const Secrets &kept)
{
    for (auto secret = kept.begin(); secret != kept.end(); ++secret) {
        const auto name = secret.key().toStdString();
        if (name != "password" && !url.option(name))
            url.setOption(name, secret.value().toStdString());
        else if (name == "password" && url.password.empty())
            url.password = secret.value().toStdString();
    }
    return url;
}

} // namespace

void MainWindow::connectSources()
{
    connect(m_sources, &SourcesPanel::attachRequested, this, &MainWindow::chooseAndAttach);
}

/// Null: there is one already, or the person wants to keep what is open.
AttachDialog *MainWindow::makeAttachDialog()
{
    if (m_attachDialog) {
        m_attachDialog->show();
        m_attachDialog->raise();
        return nullptr;
    }
    if (!m_session.isRecording() && !mayReplace()) return nullptr;
    rememberView();
    m_messages->clear();
    m_attachDialog = new AttachDialog(m_session, m_secrets, transports(), m_theme, this);
    connect(m_attachDialog, &AttachDialog::attached, this, &MainWindow::remember);
    connect(m_attachDialog, &QDialog::finished, this, &MainWindow::attachDialogFinished);
    return m_attachDialog;
}

void MainWindow::chooseAndAttach()
{
    if (auto *dialog = makeAttachDialog()) dialog->open();
}

void MainWindow::attachTo(const QString &url)
{
    if (m_attachDialog) {
        m_toAttach.append(url);
        return;
    }
    auto *dialog = makeAttachDialog();
    if (!dialog) return;
    connect(dialog, &AttachDialog::couldNotAttach, dialog, &QDialog::open);
    dialog->setUrl(url);
    dialog->attach();
    if (!dialog->isConnecting()) {
        dialog->open();
        return;
    }
    // Most answer at once: a dialog that flashes up would only frighten.
    QTimer::singleShot(patience, dialog, [dialog] {
        if (dialog->isConnecting()) dialog->open();
    });
}

void MainWindow::attachDialogFinished()
{
    m_attachDialog->deleteLater();
    m_attachDialog.clear();
    showWhatIsOpen();
    if (!m_toAttach.isEmpty()) attachTo(m_toAttach.takeFirst());
}

void MainWindow::replayLog()
{
    const auto log = m_state.log();
    if (!log) return wentOr(false, tr("Open a log first: its events are what is replayed."));
    if (m_replayDialog) { // one at a time, whichever log it is about
        m_replayDialog->show();
        m_replayDialog->raise();
        return;
    }
    const auto secrets = [this](const SourceUrl &url, QObject *context,
                                const std::function<void(const SourceUrl &)> &then) {
        m_secrets.read(SecretStore::keyOf(url), context,
                       [url, then](const Secrets &kept) { then(completed(url, kept)); });
    };
    auto *dialog = new ReplayDialog(log, m_session.title(), transports(), secrets, m_theme, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->form().setFilter(m_state.filter());
    dialog->show();
    m_replayDialog = dialog;
}

} // namespace playhead
