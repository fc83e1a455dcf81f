// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/commandpalette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace playhead {
namespace {

constexpr int paletteWidth = 560;
constexpr int paletteHeight = 380;

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QChar(0x2026));
}

} // namespace

int matchScore(const QString &text, const QString &typed)
{
    int score = 0;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const auto c : typed) {
        if (c.isSpace()) continue;
        const auto found = text.indexOf(c, at, Qt::CaseInsensitive);
        if (found < 0) return -1;
        const bool startsWord = found == 0 || !text[found - 1].isLetterOrNumber();
        score += 1 + (startsWord ? 6 : 0) + (found == last + 1 ? 4 : 0);
        last = found;
        at = found + 1;
    }
    return score * 4 - static_cast<int>(text.size()) / 8;
}

CommandPalette::CommandPalette(Actions &actions, QWidget *window)
    : QFrame(window),
      m_actions(actions),
      m_field(new QLineEdit(this)),
      m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Command palette"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    m_field->setPlaceholderText(tr("What do you want to do?"));
    m_field->setAccessibleName(tr("Command"));
    m_field->installEventFilter(this);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    hide();
}

void CommandPalette::open()
{
    const auto *window = parentWidget();
    const int width = std::min(paletteWidth, window->width() - 40);
    setGeometry((window->width() - width) / 2, 60, width,
                std::min(paletteHeight, window->height() - 100));
    m_field->clear();
    fill();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::fill()
{
    struct Match
    {
        int score;
        QAction *action;
    };
    std::vector<Match> matches;
    for (auto *action : m_actions.all()) {
        if (!action->isEnabled()) continue;
        const int score = matchScore(plain(action->text()), m_field->text());
        if (score >= 0 || m_field->text().trimmed().isEmpty()) matches.push_back({score, action});
    }
    if (!m_field->text().trimmed().isEmpty())
        std::ranges::stable_sort(matches, std::greater(), &Match::score);
    m_list->clear();
    for (const auto &match : matches) {
        const auto keys = Actions::keysOf(match.action);
        auto text = plain(match.action->text());
        if (!keys.isEmpty()) text += QStringLiteral("    ") + keys;
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(Qt::UserRole, match.action->objectName());
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::runCurrent()
{
    const auto *item = m_list->currentItem();
    auto *action = item ? m_actions.find(item->data(Qt::UserRole).toString()) : nullptr;
    hide();
    if (action) action->trigger();
}

bool CommandPalette::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress) return false;
    const int key = static_cast<QKeyEvent *>(event)->key();
    const int rows = m_list->count();
    if (key == Qt::Key_Escape) {
        hide();
        parentWidget()->setFocus();
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        runCurrent();
        return true;
    }
    if ((key == Qt::Key_Down || key == Qt::Key_Up) && rows > 0) {
        const int step = key == Qt::Key_Down ? 1 : rows - 1;
        m_list->setCurrentRow((m_list->currentRow() + step) % rows);
        return true;
    }
    return false;
}

} // namespace playhead
