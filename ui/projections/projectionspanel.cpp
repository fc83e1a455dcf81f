// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/projectionspanel.h"

#include "projections/scriptgallery.h"
#include "projections/scriptoutputview.h"
#include "scripteditor/scripteditor.h"

#include <QInputDialog>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace playhead {
namespace {

constexpr int widestSummary = 460;

QToolButton *makeButton(const char *name, const QString &text, const QString &toolTip)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QString statusText(const CaseScript &script)
{
    switch (script.status) {
    case CaseScript::Status::Waiting:
        return QObject::tr("Came with this case and was not run. Run it if you trust it.");
    case CaseScript::Status::Edited: return QObject::tr("Not run since it was changed");
    case CaseScript::Status::Loading: return QObject::tr("Loading\u2026");
    case CaseScript::Status::Ready: return QObject::tr("Its state is in the inspector");
    case CaseScript::Status::Failed: break;
    }
    const auto message = QString::fromStdString(script.error.message);
    return script.error.line > 0 ? QObject::tr("Line %1: %2").arg(script.error.line).arg(message)
                                 : message;
}

} // namespace

ProjectionsPanel::ProjectionsPanel(ViewState &view, CaseProjections &projections,
                                   const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_projections(projections),
      m_theme(theme),
      m_output(new ScriptOutputView(view, theme))
{
    setObjectName(QStringLiteral("projectionsPanel"));
    setAccessibleName(tr("Projections"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    makeBar(column);
    makePages(column);
    connect(&projections, &CaseProjections::listChanged, this, &ProjectionsPanel::fillList);
    connect(&projections, &CaseProjections::statusChanged, this, &ProjectionsPanel::showStatus);
    connect(&theme, &Theme::changed, this, &ProjectionsPanel::applyTheme);
    applyTheme();
    fillList();
}

void ProjectionsPanel::makeBar(QVBoxLayout *column)
{
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(14, 0, 10, 0);
    m_caption = new QLabel(tr("Projections"));
    m_caption->setObjectName(QStringLiteral("caption"));
    m_new = makeButton("newProjection", tr("New \u25be"), tr("Starts from an example"));
    m_new->setAccessibleName(tr("New projection"));
    m_new->setPopupMode(QToolButton::InstantPopup);
    m_gallery = new QMenu(m_new);
    m_gallery->setToolTipsVisible(true);
    m_new->setMenu(m_gallery);
    connect(m_gallery, &QMenu::aboutToShow, this, &ProjectionsPanel::fillGallery);
    m_rename = makeButton("renameProjection", tr("Rename"), tr("Gives it another name (F2)"));
    m_delete = makeButton("deleteProjection", tr("Delete"), tr("Removes it from the case"));
    m_run =
        makeButton("runProjection", tr("Run"), tr("Shows the state that it makes (Ctrl+Return)"));
    connect(m_rename, &QToolButton::clicked, this, &ProjectionsPanel::rename);
    connect(m_delete, &QToolButton::clicked, this, &ProjectionsPanel::remove);
    connect(m_run, &QToolButton::clicked, this, &ProjectionsPanel::run);
    bar->addWidget(m_caption);
    bar->addStretch(1);
    for (auto *button : {m_new, m_rename, m_delete, m_run})
        bar->addWidget(button);
    column->addLayout(bar);
}

void ProjectionsPanel::makePages(QVBoxLayout *column)
{
    m_hint = new QLabel(tr("A projection makes state of events, in JavaScript.\n\n"
                           "Press New to start from an example."));
    m_hint->setObjectName(QStringLiteral("muted"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("projectionList"));
    m_list->setAccessibleName(tr("Projections of this log"));
    m_list->setStyleSheet(QStringLiteral("QListWidget::item { padding: 4px 10px; }"));
    m_editor = new ScriptEditor(m_theme);
    m_editor->setObjectName(QStringLiteral("scriptEditor"));
    m_editor->setAccessibleName(tr("Source of the projection"));
    m_status = new QLabel;
    m_status->setObjectName(QStringLiteral("scriptStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->setContentsMargins(10, 4, 10, 5);

    auto *right = new QWidget;
    auto *rows = new QVBoxLayout(right);
    rows->setContentsMargins({});
    rows->setSpacing(0);
    rows->addWidget(m_editor, 1);
    rows->addWidget(m_status);
    rows->addWidget(m_output);
    auto *split = new QSplitter;
    split->setHandleWidth(1);
    split->addWidget(m_list);
    split->addWidget(right);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    split->setSizes({170, 550});
    m_work = split;
    column->addWidget(m_hint, 1);
    column->addWidget(m_work, 1);

    auto *renameKey = new QAction(this);
    renameKey->setShortcut(Qt::Key_F2);
    renameKey->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(renameKey);
    connect(renameKey, &QAction::triggered, this, &ProjectionsPanel::rename);
    connect(m_list, &QListWidget::currentRowChanged, this, &ProjectionsPanel::chosen);
    connect(m_list, &QListWidget::itemActivated, m_editor, qOverload<>(&QWidget::setFocus));
    connect(m_editor, &ScriptEditor::runRequested, this, &ProjectionsPanel::run);
    connect(m_editor, &ScriptEditor::left, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_editor, &ScriptEditor::textChanged, this, [this] {
        if (!m_filling && !m_current.isEmpty()) m_projections.edit(m_current, m_editor->text());
    });
}

void ProjectionsPanel::fillGallery()
{
    m_gallery->clear();
    for (const auto &script : scriptGallery(QStringLiteral("projections"))) {
        // The summary stands where a menu has its keys.
        const auto summary =
            m_gallery->fontMetrics().elidedText(script.summary, Qt::ElideRight, widestSummary);
        auto *action = m_gallery->addAction(QStringLiteral("%1\t%2").arg(script.name, summary));
        action->setToolTip(script.summary);
        action->setObjectName(script.name);
        connect(action, &QAction::triggered, this,
                [this, script] { addFrom(script.name, script.source); });
    }
}

/// What a person takes from the gallery runs at once, so that there is state to look at.
void ProjectionsPanel::addFrom(const QString &name, const QString &source)
{
    const auto given = m_projections.add(name, source);
    choose(given);
    m_editor->setFocus();
    m_projections.run(given);
}

void ProjectionsPanel::fillList()
{
    const auto wanted = m_current;
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const auto &script : m_projections.scripts())
            m_list->addItem(script.name);
    }
    for (const auto &script : m_projections.scripts())
        showStatus(script.name);
    const auto &scripts = m_projections.scripts();
    m_hint->setVisible(scripts.isEmpty());
    m_work->setVisible(!scripts.isEmpty());
    for (auto *button : {m_rename, m_delete, m_run})
        button->setEnabled(!scripts.isEmpty());
    choose(m_projections.find(wanted) || scripts.isEmpty() ? wanted : scripts.first().name);
}

void ProjectionsPanel::choose(const QString &name)
{
    const auto found = m_list->findItems(name, Qt::MatchExactly);
    {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentItem(found.isEmpty() ? nullptr : found.first());
    }
    chosen();
}

void ProjectionsPanel::chosen()
{
    const auto *item = m_list->currentItem();
    m_current = item ? item->text() : QString();
    showScript();
}

void ProjectionsPanel::showScript()
{
    const auto *script = m_projections.find(m_current);
    const auto source = script ? script->source : QString();
    if (m_editor->text() != source) {
        m_filling = true;
        m_editor->showSource(source);
        m_filling = false;
    }
    if (script) showStatus(m_current);
}

void ProjectionsPanel::showStatus(const QString &name)
{
    const auto *script = m_projections.find(name);
    if (!script) return;
    const bool failed = script->status == CaseScript::Status::Failed;
    for (auto *item : m_list->findItems(name, Qt::MatchExactly)) {
        const bool quiet = script->status != CaseScript::Status::Ready;
        item->setForeground(m_theme.color(failed  ? ColorRole::Failure
                                          : quiet ? ColorRole::MutedText
                                                  : ColorRole::Text));
        item->setToolTip(statusText(*script));
    }
    if (name != m_current) return;
    // What waits, or was changed, nobody has agreed to run.
    m_output->setScript(name,
                        script->status == CaseScript::Status::Ready ? script->source : QString());
    m_status->setText(statusText(*script));
    m_status->setStyleSheet(
        QStringLiteral("color: %1")
            .arg(m_theme.color(failed ? ColorRole::Failure : ColorRole::MutedText).name()));
    if (failed)
        m_editor->showMistake(script->error.line, script->error.column,
                              QString::fromStdString(script->error.message));
    else
        m_editor->clearMistake();
}

void ProjectionsPanel::rename()
{
    if (m_current.isEmpty()) return;
    bool ok = false;
    const auto name = QInputDialog::getText(this, tr("Rename the projection"), tr("Name"),
                                            QLineEdit::Normal, m_current, &ok);
    if (!ok) return;
    const auto given = m_projections.rename(m_current, name);
    if (!given.isEmpty()) choose(given);
}

void ProjectionsPanel::remove()
{
    if (!m_current.isEmpty()) m_projections.remove(m_current);
}

void ProjectionsPanel::run()
{
    if (!m_current.isEmpty()) m_projections.run(m_current);
}

void ProjectionsPanel::applyTheme()
{
    m_caption->setFont(m_theme.captionFont());
    for (const auto &script : m_projections.scripts())
        showStatus(script.name);
    update();
}

void ProjectionsPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(ColorRole::Border));
}

} // namespace playhead
