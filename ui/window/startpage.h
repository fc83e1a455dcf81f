// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QStringList>
#include <QWidget>

class QGridLayout;
class QVBoxLayout;

namespace playhead {

/// What is seen while nothing is open: open a log, recent ones, attach to a source, run a scenario,
/// take a lesson, samples. One click each to something on the screen. Interface thread.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(const Theme &theme, QWidget *parent = nullptr);

    /// Files, and URLs of sources.
    void setRecent(const QStringList &paths);

signals:
    void openRequested();
    void attachRequested();
    void fileRequested(const QString &path);
    void scenarioRequested(const QString &name);
    void lessonRequested(const QString &name);

private:
    void addSection(const QString &caption);
    void addGrid(const QList<QWidget *> &cards);
    QWidget *sampleCard(const QString &name, const QString &path);
    void addAttachCard();
    QWidget *fileButton(const QString &path, const QString &detail);
    void colour();

    const Theme &m_theme;
    QVBoxLayout *m_column;
    QWidget *m_recentBox;
    QVBoxLayout *m_recent;
    QList<QWidget *> m_captions;
};

} // namespace playhead
