// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/playgroundpanel.h"

#include "numbertext.h"
#include "playground/playgroundstyle.h"
#include "playground/savescenario.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QSettings>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
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

/// What a new script of handlers begins as.
QString handlerExample(const ScenarioInfo &info)
{
    const auto pattern = info.name == "shop" ? QStringLiteral("order.*") : QStringLiteral("#");
    const auto publishing =
        info.name == "shop" ? QStringLiteral(
            "    publish(\"audit.noted\", { about: e.type, number: state[e.type] });\n")
                            : QString();
    return QStringLiteral("// Called for events by type: * is one word, # any.\n"
                          "on(\"%1\", e => {\n"
                          "    state[e.type] = (state[e.type] ?? 0) + 1;\n"
                          "    log(e.type, e.subject, state[e.type]);\n"
                          "%2"
                          "});\n")
        .arg(pattern, publishing);
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
    connect(&session, &Session::scenarioEnding, this, &PlaygroundPanel::leaveScenario);
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
    auto *knobs = new QWidget(page);
    m_knobs = new QVBoxLayout(knobs);
    m_knobs->setContentsMargins(0, 0, 0, 0);
    m_knobs->setSpacing(4);
    m_commands = new RequestForm({tr("Send a command"), tr("Command"), tr("Send")}, m_theme, page);
    m_commands->setObjectName(QStringLiteral("commands"));
    m_queries = new RequestForm({tr("Ask a query"), tr("Query"), tr("Ask")}, m_theme, page);
    m_queries->setObjectName(QStringLiteral("queries"));
    m_publish = new PublishForm(m_theme, page);
    m_consumers = new ConsumerList(m_theme, page);
    m_handlers = new HandlersPanel(m_scripts, m_theme, page);
    m_save = new QPushButton(tr("Save as scenario\u2026"), page);
    m_save->setObjectName(QStringLiteral("saveScenario"));
    m_save->setAutoDefault(false);
    m_save->setToolTip(tr("Keeps knobs, consumers and handlers as a file that runs as a scenario, "
                          "here and with playhead run"));
    m_saved = wrapped(page, "scenarioSaved");
    m_saved->hide();
    connect(m_save, &QPushButton::clicked, this, &PlaygroundPanel::chooseAndSave);
    connect(m_consumers, &ConsumerList::channelsSeen, m_publish, &PublishForm::setChannels);

    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(12, 10, 12, 14);
    column->setSpacing(6);
    column->addWidget(m_title);
    column->addWidget(m_lesson);
    column->addLayout(makeButtons());
    column->addWidget(m_status);
    column->addSpacing(8);
    addSection(column, "foldKnobs", tr("Knobs"), knobs, true);
    addSection(column, "foldCommands", tr("Send a command"), m_commands, true);
    addSection(column, "foldQueries", tr("Ask a query"), m_queries, true);
    addSection(column, "foldPublish", tr("Publish an event"), m_publish, false);
    addSection(column, "foldConsumers", tr("Consumers"), m_consumers, false);
    addSection(column, "foldHandlers", tr("Handlers"), m_handlers, false);
    column->addSpacing(4);
    column->addWidget(m_save);
    column->addWidget(m_saved);
    column->addStretch(1);
    return page;
}

FoldSection *PlaygroundPanel::addSection(QVBoxLayout *column, const char *name,
                                         const QString &caption, QWidget *content, bool open)
{
    auto *section = new FoldSection(name, caption, content, m_theme, m_scroll);
    section->setOpen(open);
    column->addWidget(section);
    m_sections.append(section);
    return section;
}

FoldSection *PlaygroundPanel::section(const QString &name) const
{
    const auto found = std::ranges::find_if(m_sections, [&name](FoldSection *section) {
        return section->caption().objectName() == name;
    });
    return found == m_sections.end() ? nullptr : *found;
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
    section(QStringLiteral("foldCommands"))->setVisible(!info.commands.empty());
    m_commands->setRequests(info.commands,
                            [scenario](const std::string &name, const std::string &json) {
                                return answerOf(scenario->sendCommand(name, json));
                            });
    section(QStringLiteral("foldQueries"))->setVisible(!info.queries.empty());
    m_queries->setRequests(info.queries,
                           [scenario](const std::string &name, const std::string &json) {
                               return answerOf(scenario->ask(name, json));
                           });
    m_publish->setScenario(scenario);
    m_consumers->setScenario(scenario);
    m_handlers->setExample(handlerExample(info));
    m_scripts.setScenario(scenario, m_session.scripts());
    if (const auto *file = m_session.scenarioFile()) m_scripts.setFile(*file);
    m_saved->hide();
    m_scroll->ensureVisible(0, 0);
    showPaused();
    if (isVisible()) m_statusTimer.start();
}

void PlaygroundPanel::showKnobs()
{
    const auto &knobs = m_scenario->info().knobs;
    section(QStringLiteral("foldKnobs"))->setVisible(!knobs.empty());
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
    m_publish->setScenario(nullptr);
    m_consumers->setScenario(nullptr);
    if (m_scripts.isAttached()) m_scripts.setScenario(nullptr, nullptr);
    while (auto *item = m_knobs->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

bool PlaygroundPanel::saveScenario(const QString &path)
{
    if (!m_scenario) return false;
    const auto saved = playhead::saveScenario(path, *m_scenario, m_scripts.sources());
    m_saved->setProperty("failed", !saved);
    m_saved->style()->unpolish(m_saved);
    m_saved->style()->polish(m_saved);
    m_saved->setText(saved ? tr("Saved as %1").arg(QFileInfo(path).fileName())
                           : QString::fromStdString(saved.error().message));
    m_saved->show();
    if (saved) emit scenarioSaved(path);
    return saved.has_value();
}

void PlaygroundPanel::chooseAndSave()
{
    const auto folder = QSettings().value(QStringLiteral("files/folder")).toString();
    const auto name = m_session.scenarioFile()
                          ? QString::fromStdString(m_session.scenarioFile()->name)
                          : tr("my-%1").arg(QString::fromStdString(m_scenario->info().name));
    auto path = QFileDialog::getSaveFileName(this, tr("Save as scenario"),
                                             QStringLiteral("%1/%2.js").arg(folder, name),
                                             tr("Scenarios (*.js)"));
    if (path.isEmpty()) return;
    if (!path.endsWith(QLatin1String(".js"))) path += QStringLiteral(".js");
    saveScenario(path);
}

void PlaygroundPanel::stop()
{
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
    update();
}

void PlaygroundPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.color(ColorRole::Window));
}

} // namespace playhead
