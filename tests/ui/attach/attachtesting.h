// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/attachdialog.h"
#include "support/eventually.h"
#include "ui/attach/feedtransport.h"

#include <QApplication>
#include <QObject>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <memory>

namespace playhead::test {

/// A session, a server to attach to, and the dialog. Answers that come from another thread are
/// waited for.
class AttachTest : public QObject
{
protected:
    static void prepare()
    {
        QStandardPaths::setTestModeEnabled(true);
        QApplication::setStyle(QStringLiteral("Fusion"));
    }
    void begin()
    {
        m_feed = std::make_unique<Feed>();
        m_transport = std::make_unique<FeedTransport>(*m_feed);
        m_gone = std::make_unique<GoneTransport>(*m_feed);
        m_table = {m_transport.get(), m_gone.get()};
        m_theme = std::make_unique<Theme>();
        m_theme->applyToApplication();
        m_state = std::make_unique<ViewState>();
        m_session = std::make_unique<Session>(*m_state);
        m_secrets = std::make_unique<SecretStore>(SecretStore::Reach::Memory);
    }
    void end()
    {
        m_dialog.reset();
        m_session.reset();
        m_state.reset();
    }
    void openDialog()
    {
        m_dialog = std::make_unique<AttachDialog>(*m_session, *m_secrets, m_table, *m_theme);
        m_dialog->open();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    }
    /// As a person types it, instead of what is there.
    void type(const QString &url)
    {
        auto &field = m_dialog->form().field();
        field.setFocus();
        field.selectAll();
        QTest::keyClicks(&field, url);
    }
    void attachTo(const QString &url)
    {
        const auto parsed = parseSourceUrl(url.toStdString());
        QVERIFY(parsed && m_session->attach(*m_transport, *parsed));
    }
    std::uint64_t steps() const { return m_state->watermark().value(); }

    std::unique_ptr<Feed> m_feed;
    std::unique_ptr<FeedTransport> m_transport;
    std::unique_ptr<GoneTransport> m_gone;
    std::array<const Transport *, 2> m_table{};
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<ViewState> m_state;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<AttachDialog> m_dialog;
    QTemporaryDir m_folder;
};

} // namespace playhead::test
