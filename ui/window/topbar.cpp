// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/topbar.h"

#include "numbertext.h"
#include "scenarios/scenariotable.h"
#include "session/sourceurltext.h"
#include "totext.h"
#include "window/scenariofilelist.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace playhead {
namespace {

QToolButton *menuButton(QWidget *parent, const QString &text, const QString &tip)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(new QMenu(button));
    return button;
}

QString withKeys(const QAction *action)
{
    const auto keys = action->shortcut().toString(QKeySequence::NativeText);
    auto text = action->text();
    text.remove(QLatin1Char('&'));
    return keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys);
}

QToolButton *actionButton(QWidget *parent, QAction *action, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(withKeys(action));
    button->setAccessibleName(withKeys(action));
    QObject::connect(button, &QToolButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button,
                     [button, action] { button->setEnabled(action->isEnabled()); });
    button->setEnabled(action->isEnabled());
    return button;
}

} // namespace

TopBar::TopBar(ViewState &state, Session &session, FilterJob &job, Actions &actions,
               const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_state(state),
      m_session(session),
      m_actions(actions),
      m_theme(theme),
      m_dot(new QLabel(this)),
      m_source(new QLabel(this)),
      m_sourcePill(new QWidget(this)),
      m_filter(new FilterBar(state, job, theme, this))
{
    setObjectName(QStringLiteral("topBar"));
    setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 8, 14, 8);
    row->setSpacing(8);
    row->addWidget(makeMenuButton());
    row->addWidget(actionButton(this, actions.find(QStringLiteral("open")), tr("Open\u2026")));
    row->addWidget(actionButton(this, actions.find(QStringLiteral("attach")), tr("Attach\u2026")));
    row->addWidget(makeScenarioButton());
    row->addWidget(actionButton(this, actions.find(QStringLiteral("save")), tr("Save")));
    row->addWidget(makeExportButton());
    m_sourcePill->setObjectName(QStringLiteral("sourcePill"));
    m_sourcePill->setAttribute(Qt::WA_StyledBackground);
    m_sourcePill->setFixedHeight(30);
    auto *pill = new QHBoxLayout(m_sourcePill);
    pill->setContentsMargins(12, 0, 14, 0);
    pill->addWidget(m_dot);
    pill->addWidget(m_source);
    row->addSpacing(6);
    row->addWidget(m_sourcePill);
    row->addStretch(1);
    row->addWidget(m_filter, 2);
    m_filter->setMaximumWidth(640);
    for (const auto signal : {&Session::changed, &Session::scenarioChanged})
        connect(&session, signal, this, &TopBar::showSource);
    connect(&session.sources(), &AttachedSources::changed, this, &TopBar::showSource);
    connect(&session, &Session::loadingChanged, this, &TopBar::showSource);
    connect(&state, &ViewState::followingChanged, this, &TopBar::showSource);
    connect(&theme, &Theme::changed, this, &TopBar::showSource);
    showSource();
}

QWidget *TopBar::makeMenuButton()
{
    auto *button = menuButton(this, QString(QChar(0x2630)), tr("Menu"));
    connect(button->menu(), &QMenu::aboutToShow, this, [this, menu = button->menu()] {
        menu->clear();
        for (const auto group :
             {Actions::Group::File, Actions::Group::Go, Actions::Group::View, Actions::Group::Log,
              Actions::Group::WhatIf, Actions::Group::Help}) {
            auto *sub = menu->addMenu(Actions::groupName(group));
            sub->addActions(m_actions.ofGroup(group));
            if (group != Actions::Group::File || m_recent.isEmpty()) continue;
            auto *recent = new QMenu(tr("Recent"), sub);
            sub->insertMenu(sub->actions().value(1), recent);
            for (const auto &path : m_recent) {
                recent
                    ->addAction(isSourceUrl(path) ? path : QFileInfo(path).fileName(), this,
                                [this, path] { emit fileRequested(path); })
                    ->setToolTip(path);
            }
        }
    });
    // A menu without actions would not open at all.
    button->menu()->addAction(tr("File"));
    return button;
}

QWidget *TopBar::makeScenarioButton()
{
    auto *button = menuButton(this, tr("Scenario %1").arg(QChar(0x25be)),
                              tr("Run a scenario and watch it live"));
    auto *menu = button->menu();
    menu->setObjectName(QStringLiteral("scenarioMenu"));
    menu->setToolTipsVisible(true);
    fillScenarioMenu(*menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillScenarioMenu(*menu); });
    return button;
}

void TopBar::fillScenarioMenu(QMenu &menu)
{
    menu.clear();
    for (const auto &scenario : scenarios()) {
        auto *action =
            menu.addAction(toText(scenario.title), this,
                           [this, name = toText(scenario.name)] { emit scenarioRequested(name); });
        action->setToolTip(toText(scenario.description));
    }
    const auto addFiles = [&](const QList<ListedScenario> &files) {
        if (!files.isEmpty()) menu.addSeparator();
        for (const auto &file : files) {
            auto *action = menu.addAction(file.title, this,
                                          [this, path = file.path] { emit fileRequested(path); });
            action->setToolTip(file.summary.isEmpty() ? file.path : file.summary);
        }
    };
    addFiles(shippedScenarios());
    addFiles(ownScenarios(m_recent));
    menu.addSeparator();
    menu.addAction(m_actions.find(QStringLiteral("pauseScenario")));
    menu.addAction(m_actions.find(QStringLiteral("stopScenario")));
}

QWidget *TopBar::makeExportButton()
{
    auto *action = m_actions.find(QStringLiteral("export"));
    return actionButton(this, action, tr("Export\u2026"));
}

/// One source: how it is. Several: how many, and the worst of what they are.
SourceStateLook TopBar::sourcesLook() const
{
    const auto &all = m_session.sources().all();
    const auto into =
        m_session.path().isEmpty() ? QString() : QStringLiteral(" \u2192 ") + m_session.title();
    const auto worst = std::ranges::max_element(all, {}, [](const AttachedSource &source) {
        return source.isLeaving ? -1 : static_cast<int>(source.status.state);
    });
    const auto look = lookOf(*worst);
    const auto name = all.size() == 1 ? all.front().name
                                      : tr("%n sources", nullptr, static_cast<int>(all.size()));
    return {name + into + QStringLiteral("  ") + look.name.toUpper(), look.role};
}

void TopBar::showSource()
{
    QString text;
    auto role = ColorRole::FaintText;
    if (m_session.kind() != Session::Kind::None) {
        text = m_session.title();
        if (!m_session.scenario() && !m_session.sources().all().empty()) {
            const auto look = sourcesLook();
            text = look.name;
            role = look.role;
        } else if (m_session.scenario()) {
            const bool paused = m_session.isScenarioPaused();
            text += QStringLiteral("  ") + (paused ? tr("PAUSED") : tr("LIVE"));
            role = paused ? ColorRole::Warning : ColorRole::Success;
        } else if (m_session.isLoading()) {
            text += QStringLiteral("  ") + tr("loading");
            role = ColorRole::Accent;
        } else if (const auto log = m_state.log()) {
            text += QStringLiteral("  ") + QString::fromStdString(log->format());
            role = ColorRole::Accent;
        }
    }
    m_sourcePill->setVisible(!text.isEmpty());
    m_source->setText(text);
    auto tip = m_session.path().isEmpty() ? text : m_session.path();
    if (const auto from = m_session.recordedFrom(); !from.isEmpty())
        tip += QLatin1Char('\n') + tr("Recorded from %1").arg(from.join(QStringLiteral(", ")));
    m_source->setToolTip(tip);
    m_dot->setText(
        QStringLiteral("<span style='color:%1'>\u25cf</span>").arg(m_theme.color(role).name()));
}

} // namespace playhead
