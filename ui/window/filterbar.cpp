// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/filterbar.h"

#include "mistakeunderline.h"
#include "numbertext.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace playhead {
namespace {

constexpr int typingPause = 120; // milliseconds

} // namespace

FilterBar::FilterBar(ViewState &state, FilterJob &job, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_state(state),
      m_job(job),
      m_theme(theme),
      m_field(new QLineEdit(this)),
      m_count(new QLabel(this)),
      m_error(new QLabel(window())),
      m_menu(new QToolButton(this)),
      m_pace(state, [this] { showMatches(); })
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(8);
    row->addWidget(m_field, 1);
    row->addWidget(m_menu);
    row->addWidget(m_count);
    m_field->setPlaceholderText(tr("Filter: type == \"order.placed\" && data.amount > 100"));
    m_field->setAccessibleName(tr("Filter"));
    m_field->setToolTip(tr("Show only steps that match (Ctrl+L or /). Fields: type kind source "
                           "consumer channel subject id correlation time position attempt latency "
                           "data.<path>; a bare word searches everywhere."));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(230);
    m_field->setFont(theme.dataFont());
    m_field->installEventFilter(this);
    m_count->setObjectName(QStringLiteral("muted"));
    m_count->setMinimumWidth(
        m_count->fontMetrics().horizontalAdvance(QStringLiteral("00 000 000")));
    m_count->setToolTip(tr("Steps shown"));
    m_menu->setText(QString(QChar(0x2606)));
    m_menu->setToolTip(tr("Saved filters"));
    m_menu->setAccessibleName(m_menu->toolTip());
    m_menu->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_menu);
    m_menu->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &FilterBar::fillMenu);
    m_error->setObjectName(QStringLiteral("filterError"));
    m_error->hide();
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, [this] { m_job.setPreview(m_field->text()); });
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty() && !m_state.filter().isEmpty()) {
            m_typing.stop();
            m_state.setFilter({});
            return;
        }
        m_typing.start();
    });
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        m_typing.stop();
        m_job.setPreview(m_field->text());
        if (m_job.error()) return;
        m_state.setFilter(m_field->text().trimmed());
        emit left();
    });
    connect(&state, &ViewState::filterChanged, this, [this](const QString &filter) {
        if (m_field->text().trimmed() != filter) m_field->setText(filter);
    });
    connect(&job, &FilterJob::errorChanged, this, &FilterBar::showError);
    connect(&state, &ViewState::rowsChanged, &m_pace, &LivePace::wishGrown);
    connect(&state, &ViewState::previewChanged, &m_pace, &LivePace::wish);
    connect(&theme, &Theme::changed, this, &FilterBar::colour);
    colour();
}

void FilterBar::colour()
{
    m_field->setFont(m_theme.dataFont());
    m_count->setFont(m_theme.dataFont());
    m_error->setStyleSheet(
        QStringLiteral("QLabel { background: %1; color: %2; border: 1px solid %2; "
                       "border-radius: 5px; padding: 5px 9px; }")
            .arg(m_theme.color(ColorRole::Window).name(),
                 m_theme.color(ColorRole::Failure).name()));
    showError();
}

void FilterBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool FilterBar::dropTyped()
{
    if (m_field->text().trimmed() == m_state.filter()) return false;
    m_field->setText(m_state.filter());
    m_typing.stop();
    m_job.setPreview({});
    if (m_field->hasFocus()) emit left();
    return true;
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field) return false;
    if (event->type() == QEvent::FocusOut) m_error->hide();
    if (event->type() == QEvent::FocusIn) showError();
    if (event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        if (!dropTyped()) m_state.setFilter({});
        emit left();
        return true;
    }
    return false;
}

void FilterBar::showError()
{
    const auto &error = m_job.error();
    underlineMistake(*m_field, error ? error->offset : 0, error ? error->length : 0,
                     m_theme.color(ColorRole::Failure));
    if (!error || !m_field->hasFocus()) {
        m_error->hide();
        return;
    }
    m_error->setText(QString::fromStdString(error->message));
    if (m_error->parentWidget() != window()) m_error->setParent(window());
    m_error->setMaximumWidth(460);
    m_error->setWordWrap(m_error->sizeHint().width() > 460);
    m_error->adjustSize();
    const auto at = m_field->mapTo(window(), QPoint(0, m_field->height() + 4));
    m_error->move(std::min(at.x(), window()->width() - m_error->width() - 8), at.y());
    m_error->raise();
    m_error->show();
}

void FilterBar::showMatches()
{
    const auto shown = m_state.preview() ? m_state.preview() : m_state.rows();
    const auto matches = shown->count();
    m_count->setText(exactNumber(matches));
    m_count->setAccessibleName(tr("%1 steps match").arg(matches));
}

void FilterBar::fillMenu()
{
    auto *menu = m_menu->menu();
    menu->clear();
    const auto current = m_field->text().trimmed();
    auto *save = menu->addAction(tr("Save this filter"), this, [this, current] {
        m_saved.append(current);
        emit savedFiltersChanged();
    });
    save->setEnabled(!current.isEmpty() && !m_job.error() && !m_saved.contains(current));
    auto *forget = menu->addAction(tr("Forget this filter"), this, [this, current] {
        m_saved.removeAll(current);
        emit savedFiltersChanged();
    });
    forget->setEnabled(m_saved.contains(current));
    if (!m_saved.isEmpty()) menu->addSeparator();
    for (const auto &filter : m_saved) {
        auto text = filter;
        menu->addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")), this, [this, filter] {
            m_field->setText(filter);
            m_state.setFilter(filter);
        });
    }
}

} // namespace playhead
