// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/diagramview.h"
#include "support/eventually.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace playhead::test {

/// The whole window, with nobody's settings and a folder for its files.
class WindowTest : public QObject
{
protected:
    static void prepare()
    {
        QStandardPaths::setTestModeEnabled(true);
        QApplication::setStyle(QStringLiteral("Fusion"));
    }
    /// Another one, as for another person, where there is one.
    void makeWindow(const QSize &size = {1500, 950})
    {
        m_window.reset();
        if (!m_theme) {
            m_theme = std::make_unique<Theme>();
            m_theme->applyToApplication();
        }
        m_window = std::make_unique<MainWindow>(*m_theme, MainWindow::Use::Unattended);
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void closeWindow()
    {
        m_window.reset();
        m_theme.reset();
    }

    /// Where the focus is.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        auto *target = QApplication::focusWidget();
        QTest::keyClick(target ? target : m_window.get(), key, modifiers);
    }
    /// Opens a log, all of it, and leaves the focus in the diagram.
    void open(const QString &file)
    {
        m_window->openFile(file);
        EVENTUALLY(!m_window->session().isLoading());
        EVENTUALLY(m_window->state().watermark().isValid());
        m_window->diagram().setFocus();
    }
    template <class T> T *child() { return m_window->findChild<T *>(); }
    Position playhead() { return m_window->state().playhead(); }

    /// A sample log: 742 steps of a shop over RabbitMQ.
    const QString shopLog = QStringLiteral(PLAYHEAD_TEST_DATA "/otlp-rabbitmq-shop.jsonl");

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
    QTemporaryDir m_folder;
};

} // namespace playhead::test
