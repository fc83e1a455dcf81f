// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/playgroundpanel.h"

#include <QScrollArea>
#include <QTest>

#include <memory>

namespace playhead::test {

/// A playground in a window of its own, with a session to run scenarios.
class PlaygroundTest : public QObject
{
protected:
    template <class T> T *child(const char *name, QWidget *under = nullptr)
    {
        auto *found = (under ? under : m_panel.get())->findChild<T *>(QLatin1String(name));
        Q_ASSERT(found);
        return found;
    }
    void run(const char *scenario)
    {
        QVERIFY(m_session->runScenario(QLatin1String(scenario), 7));
        QVERIFY(m_session->scenario());
        QCoreApplication::processEvents();
    }
    void scrollTo(QWidget *widget)
    {
        child<QScrollArea>("playgroundScroll")->ensureWidgetVisible(widget);
        QCoreApplication::processEvents();
    }
    static void typeOver(QWidget *field, const QString &text)
    {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
    }
    void show(const QSize &size)
    {
        m_theme.setLook(Theme::Look::Dark);
        m_theme.applyToApplication();
        m_session = std::make_unique<Session>(m_view);
        m_panel = std::make_unique<PlaygroundPanel>(*m_session, m_theme);
        m_panel->resize(size);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void close()
    {
        m_session->close();
        m_panel.reset();
        m_session.reset();
    }

    Theme m_theme;
    ViewState m_view;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PlaygroundPanel> m_panel;
};

} // namespace playhead::test
