// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/handlerspanel.h"

#include "calmwheel.h"
#include "numbertext.h"
#include "scripteditor/scripteditor.h"

#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int editorHeight = 230;
constexpr int logHeight = 84;
constexpr int mostLogLines = 1000;

QToolButton *makeButton(QWidget *parent, const char *name, const QString &text,
                        const QString &toolTip)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QString doingText(const HandlerStatus &doing)
{
    auto text = HandlersPanel::tr("Runs: %1 handled, %2 published")
                    .arg(exactNumber(doing.handled), exactNumber(doing.published));
    if (doing.failed > 0) text += HandlersPanel::tr(", %1 failed").arg(exactNumber(doing.failed));
    if (!doing.lastFailure.empty())
        text +=
            HandlersPanel::tr(". Last failure: %1").arg(QString::fromStdString(doing.lastFailure));
    return text;
}

QString statusText(const LiveScript &script)
{
    const auto message = QString::fromStdString(script.error.message);
    switch (script.status) {
    case LiveScript::Status::Edited:
        return HandlersPanel::tr("Not run as it is now (Ctrl+Return runs it)");
    case LiveScript::Status::Loading: return HandlersPanel::tr("Loading\u2026");
    case LiveScript::Status::Running: return doingText(script.doing);
    case LiveScript::Status::Failed:
        return script.error.line > 0
                   ? HandlersPanel::tr("Line %1: %2").arg(script.error.line).arg(message)
                   : message;
    case LiveScript::Status::Stopped: break;
    }
    return HandlersPanel::tr("Stopped at #%1, line %2: %3")
        .arg(exactNumber(script.doing.stoppedAt.value()))
        .arg(script.error.line)
        .arg(message);
}

bool isWrong(const LiveScript &script)
{
    return script.status == LiveScript::Status::Failed
           || script.status == LiveScript::Status::Stopped;
}

} // namespace

HandlersPanel::HandlersPanel(LiveScripts &scripts, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_scripts(scripts), m_theme(theme)
{
    setAccessibleName(tr("Handlers"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    makeBar(column);
    makeWork(column);
    connect(&scripts, &LiveScripts::listChanged, this, &HandlersPanel::fillList);
    connect(&scripts, &LiveScripts::statusChanged, this, &HandlersPanel::showStatus);
    connect(&scripts, &LiveScripts::logged, this, &HandlersPanel::log);
    connect(&theme, &Theme::changed, this, &HandlersPanel::applyTheme);
    applyTheme();
    fillList();
}

void HandlersPanel::makeBar(QVBoxLayout *column)
{
    m_choice = new QComboBox(this);
    m_choice->setObjectName(QStringLiteral("handlerChoice"));
    m_choice->setAccessibleName(tr("Script"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(6);
    calmWheel(m_choice);
    m_new = makeButton(this, "newHandlers", tr("New"), tr("Starts a script from an example"));
    m_rename = makeButton(this, "renameHandlers", tr("Rename"), tr("Gives it another name"));
    m_delete = makeButton(this, "deleteHandlers", tr("Delete"),
                          tr("Takes it off the scenario and forgets it"));
    m_run = makeButton(this, "runHandlers", tr("Run"),
                       tr("Puts it into the scenario, in place of what it was (Ctrl+Return)"));
    m_hint = new QLabel(tr("Handlers in JavaScript hear events, publish others, and acknowledge or "
                           "not, while the scenario runs."),
                        this);
    m_hint->setObjectName(QStringLiteral("handlersHint"));
    m_hint->setWordWrap(true);
    auto *chosen = new QHBoxLayout;
    chosen->setSpacing(4);
    chosen->addWidget(m_choice, 1);
    chosen->addWidget(m_run);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(4);
    for (auto *button : {m_new, m_rename, m_delete})
        bar->addWidget(button);
    bar->addStretch(1);
    column->addWidget(m_hint);
    column->addLayout(chosen);
    column->addLayout(bar);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &HandlersPanel::showScript);
    connect(m_new, &QToolButton::clicked, this, &HandlersPanel::addNew);
    connect(m_rename, &QToolButton::clicked, this, &HandlersPanel::rename);
    connect(m_delete, &QToolButton::clicked, this, [this] { m_scripts.remove(current()); });
    connect(m_run, &QToolButton::clicked, this, &HandlersPanel::run);
}

void HandlersPanel::makeWork(QVBoxLayout *column)
{
    m_work = new QWidget(this);
    auto *rows = new QVBoxLayout(m_work);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    m_editor = new ScriptEditor(m_theme, m_work);
    m_editor->setObjectName(QStringLiteral("handlerEditor"));
    m_editor->setAccessibleName(tr("Source of the handlers"));
    m_editor->setWrapMode(QsciScintilla::WrapWord); // there is no room for long lines
    m_editor->setFixedHeight(editorHeight);
    m_status = new QLabel(m_work);
    m_status->setObjectName(QStringLiteral("handlerStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_log = new QPlainTextEdit(m_work);
    m_log->setObjectName(QStringLiteral("handlerLog"));
    m_log->setAccessibleName(tr("Log of the handlers"));
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setMaximumBlockCount(mostLogLines);
    m_log->setFixedHeight(logHeight);
    m_log->hide();
    rows->addWidget(m_editor);
    rows->addWidget(m_status);
    rows->addWidget(m_log);
    column->addWidget(m_work);
    connect(m_editor, &ScriptEditor::runRequested, this, &HandlersPanel::run);
    connect(m_editor, &ScriptEditor::left, m_run, qOverload<>(&QWidget::setFocus));
    connect(m_editor, &ScriptEditor::textChanged, this, [this] {
        if (!m_filling && !current().isEmpty()) m_scripts.edit(current(), m_editor->text());
    });
}

QString HandlersPanel::current() const
{
    return m_choice->currentText();
}

void HandlersPanel::choose(const QString &name)
{
    m_choice->setCurrentIndex(m_choice->findText(name));
}

/// What a person begins with runs at once, so that there is something to see.
void HandlersPanel::addNew()
{
    const auto name = m_scripts.add(tr("audit"), m_example);
    choose(name);
    m_editor->setFocus();
    m_scripts.run(name);
}

void HandlersPanel::fillList()
{
    const auto wanted = current();
    {
        const QSignalBlocker quiet(m_choice);
        m_choice->clear();
        for (const auto &script : m_scripts.scripts())
            m_choice->addItem(script.name);
        const auto at = m_choice->findText(wanted);
        if (at >= 0) m_choice->setCurrentIndex(at);
    }
    const bool any = m_choice->count() > 0;
    m_hint->setVisible(!any);
    m_choice->setVisible(any);
    m_work->setVisible(any);
    for (auto *button : {m_rename, m_delete, m_run})
        button->setVisible(any);
    showScript();
}

void HandlersPanel::showScript()
{
    const auto *script = m_scripts.find(current());
    const auto source = script ? script->source : QString();
    if (m_editor->text() != source) {
        m_filling = true;
        m_editor->showSource(source);
        m_filling = false;
    }
    if (script) showStatus(script->name);
}

void HandlersPanel::showStatus(const QString &name)
{
    const auto *script = m_scripts.find(name);
    if (!script || name != current()) return;
    const bool wrong = isWrong(*script);
    m_status->setText(statusText(*script));
    m_status->setStyleSheet(
        QStringLiteral("color: %1")
            .arg(m_theme.color(wrong ? ColorRole::Failure : ColorRole::MutedText).name()));
    if (!wrong)
        m_editor->clearMistake();
    else if (m_editor->mistakeLine() == 0)
        m_editor->showMistake(script->error.line, script->error.column,
                              QString::fromStdString(script->error.message));
}

void HandlersPanel::rename()
{
    bool ok = false;
    const auto name = QInputDialog::getText(this, tr("Rename the script"), tr("Name"),
                                            QLineEdit::Normal, current(), &ok);
    if (!ok) return;
    const auto given = m_scripts.rename(current(), name);
    if (!given.isEmpty()) choose(given);
}

void HandlersPanel::run()
{
    m_editor->clearMistake();
    m_scripts.run(current());
}

void HandlersPanel::log(const QString &line)
{
    m_log->setVisible(true);
    m_log->appendPlainText(line);
}

void HandlersPanel::applyTheme()
{
    m_log->setFont(m_theme.dataFont());
    showStatus(current());
}

} // namespace playhead
