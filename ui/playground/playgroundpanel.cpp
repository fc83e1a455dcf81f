// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/playgroundpanel.h"

#include "numbertext.h"
#include "playground/playgroundstyle.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <utility>

namespace playhead {
namespace {

constexpr int statusInterval = 250; // milliseconds

QLabel *wrapped(QWidget *parent, const char *name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

/// A scenario must not end while the worker is in it: `leave` is called before that, as soon as the
/// session has a signal for it.
template <class Source, class Leave>
void beforeScenarioEnds(Source &session, QObject *context, Leave leave)
{
    if constexpr (requires { &Source::scenarioEnding; })
        QObject::connect(&session, &Source::scenarioEnding, context, leave);
}

} // namespace

PlaygroundPanel::PlaygroundPanel(Session &session, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_theme(theme),
      m_hint(wrapped(this, "playgroundHint")),
      m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("playgroundPanel"));
    setAccessibleName(tr("Playground"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setMargin(16);
    m_scroll->setObjectName(QStringLiteral("playgroundScroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(makePage());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSizeConstraint(QLayout::SetNoConstraint); // it scrolls
    column->addWidget(m_hint, 1);
    column->addWidget(m_scroll, 1);

    m_statusTimer.setInterval(statusInterval);
    connect(&m_statusTimer, &QTimer::timeout, this, &PlaygroundPanel::showStatus);
    beforeScenarioEnds(session, this, [this] { leaveScenario(); });
    connect(&session, &Session::scenarioChanged, this, &PlaygroundPanel::showScenario);
    connect(&theme, &Theme::changed, this, &PlaygroundPanel::applyTheme);
    applyTheme();
    m_hint->setText(tr("No scenario runs.\n\nPick one from Scenario in the bar above, or on the "
                       "start page, to turn its knobs and send it commands."));
    m_scroll->hide();
    showScenario();
}

PlaygroundPanel::~PlaygroundPanel() = default;

QWidget *PlaygroundPanel::makePage()
{
    auto *page = new QWidget(m_scroll);
    page->setObjectName(QStringLiteral("playgroundPage"));
    m_title = wrapped(page, "scenarioTitle");
    m_lesson = wrapped(page, "scenarioLesson");
    m_status = wrapped(page, "scenarioStatus");
    m_knobsTitle = new QLabel(tr("Knobs"), page);
    m_knobs = new QVBoxLayout;
    m_knobs->setSpacing(4);
    m_commands = new RequestForm({tr("Send a command"), tr("Command"), tr("Send")}, m_theme, page);
    m_commands->setObjectName(QStringLiteral("commands"));
    m_queries = new RequestForm({tr("Ask a query"), tr("Query"), tr("Ask")}, m_theme, page);
    m_queries->setObjectName(QStringLiteral("queries"));

    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(12, 10, 12, 14);
    column->setSpacing(6);
    column->addWidget(m_title);
    column->addWidget(m_lesson);
    column->addLayout(makeButtons());
    column->addWidget(m_status);
    column->addSpacing(8);
    column->addWidget(m_knobsTitle);
    column->addLayout(m_knobs);
    column->addSpacing(10);
    column->addWidget(m_commands);
    column->addSpacing(10);
    column->addWidget(m_queries);
    column->addStretch(1);
    return page;
}

QLayout *PlaygroundPanel::makeButtons()
{
    m_pause = new QPushButton(m_title->parentWidget());
    m_pause->setObjectName(QStringLiteral("pauseScenario"));
    m_pause->setAutoDefault(false);
    m_stop = new QPushButton(tr("Stop"), m_title->parentWidget());
    m_stop->setObjectName(QStringLiteral("stopScenario"));
    m_stop->setAutoDefault(false);
    m_stop->setToolTip(tr("Ends the scenario; its log stays open"));
    m_stop->setAccessibleName(tr("Stop the scenario"));
    connect(m_pause, &QPushButton::clicked, this,
            [this] { m_session.setScenarioPaused(!m_session.isScenarioPaused()); });
    connect(m_stop, &QPushButton::clicked, this, &PlaygroundPanel::stop);
    auto *row = new QHBoxLayout;
    row->addWidget(m_pause, 1);
    row->addWidget(m_stop, 1);
    return row;
}

void PlaygroundPanel::showScenario()
{
    auto *scenario = m_session.scenario();
    if (scenario && scenario == m_scenario) {
        showPaused();
        return;
    }
    leaveScenario();
    m_scenario = scenario;
    m_hint->setVisible(!scenario);
    m_scroll->setVisible(scenario);
    if (!scenario) return;
    const auto &info = scenario->info();
    m_title->setText(QString::fromStdString(info.title));
    m_title->setToolTip(QString::fromStdString(info.description));
    m_lesson->setText(QString::fromStdString(info.lesson));
    m_lesson->setToolTip(m_title->toolTip());
    showKnobs();
    m_commands->setVisible(!info.commands.empty());
    m_commands->setRequests(info.commands,
                            [scenario](const std::string &name, const std::string &json) {
                                return answerOf(scenario->sendCommand(name, json));
                            });
    m_queries->setVisible(!info.queries.empty());
    m_queries->setRequests(info.queries,
                           [scenario](const std::string &name, const std::string &json) {
                               return answerOf(scenario->ask(name, json));
                           });
    m_scroll->ensureVisible(0, 0);
    showPaused();
    if (isVisible()) m_statusTimer.start();
}

void PlaygroundPanel::showKnobs()
{
    const auto &knobs = m_scenario->info().knobs;
    m_knobsTitle->setVisible(!knobs.empty());
    QWidget *before = m_stop;
    for (const auto &knob : knobs) {
        auto *row = new KnobRow(knob, m_theme, m_scroll->widget());
        row->setValue(m_scenario->knob(knob.name));
        connect(row, &KnobRow::valueChanged, this, [this, row](double value) {
            if (auto *scenario = m_session.scenario()) scenario->setKnob(row->knob().name, value);
        });
        m_knobs->addWidget(row);
        setTabOrder(before, row);
        before = row;
    }
}

void PlaygroundPanel::leaveScenario()
{
    m_scenario = nullptr;
    m_statusTimer.stop();
    m_commands->clear();
    m_queries->clear();
    while (auto *item = m_knobs->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void PlaygroundPanel::stop()
{
    leaveScenario(); // nobody may be in a scenario that ends
    m_session.stopScenario();
}

void PlaygroundPanel::showPaused()
{
    if (!m_scenario) return;
    const bool paused = m_session.isScenarioPaused();
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(paused ? tr("Resume the scenario") : tr("Pause the scenario"));
    m_pause->setToolTip(paused ? tr("Lets the scenario's clock run on (P)")
                               : tr("Stops the scenario's clock; commands still work (P)"));
    m_status->setProperty("paused", paused);
    showStatus();
}

void PlaygroundPanel::showStatus()
{
    const auto *scenario = m_session.scenario();
    if (!scenario) return;
    const auto steps = exactNumber(scenario->steps());
    m_status->setText(m_status->property("paused").toBool()
                          ? tr("Paused, %1 steps so far").arg(steps)
                          : tr("Running, %1 steps so far").arg(steps));
}

void PlaygroundPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_scenario) return;
    showStatus();
    m_statusTimer.start();
}

void PlaygroundPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_statusTimer.stop();
}

void PlaygroundPanel::applyTheme()
{
    setStyleSheet(playgroundStyle(m_theme));
    auto title = m_theme.textFont();
    title.setPointSizeF(title.pointSizeF() * 1.2);
    title.setBold(true);
    m_title->setFont(title);
    m_knobsTitle->setFont(m_theme.captionFont());
    update();
}

void PlaygroundPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.color(ColorRole::Window));
}

} // namespace playhead
