// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/windowstyle.h"

#include <QHash>

namespace playhead {

QString windowStyle(const Theme &theme)
{
    // @name stands for a colour of the theme.
    QString sheet = QStringLiteral(R"(
QWidget { color: @text; }
QMainWindow, QDialog, QMenu, QDockWidget { background: @window; }
QMainWindow::separator { background: @border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent; }
QSplitter::handle { background: @border; }
QSplitter::handle:hover { background: @accent; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
#topBar { background: @window; border-bottom: 1px solid @border; }
QPushButton, QToolButton, QComboBox {
    background: @raised; border: 1px solid @border; border-radius: 5px; padding: 5px 12px;
    min-height: 18px; }
QToolButton { padding: 5px 8px; }
QToolButton::menu-indicator { image: none; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { border-color: @muted; }
QPushButton:pressed, QToolButton:pressed { background: @selection; }
QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus, QPlainTextEdit:focus {
    border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @faint; }
QPushButton[small="true"] { padding: 1px 8px; min-height: 18px; }
QPushButton:default { background: @accent; color: @accentText; border-color: @accent; }
QPushButton:default:disabled { background: @raised; color: @faint; border-color: @border; }
QToolButton:checked { background: @selection; border-color: @accent; }
QToolButton[flat="true"], QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox QAbstractItemView { background: @window; border: 1px solid @border; selection-background-color: @selection;
    selection-color: @text; outline: none; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox {
    background: @field; border: 1px solid @border; border-radius: 5px; padding: 4px 8px;
    selection-background-color: @accent; selection-color: @accentText; }
QMenu { border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::section { color: @muted; padding: 4px 10px; }
QToolTip { background: @window; color: @text; border: 1px solid @border; padding: 5px 7px; }
QScrollBar:vertical { background: transparent; width: 11px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTreeView, QListView, QTableView, QTableWidget, QListWidget {
    background: @window; border: none; outline: none; alternate-background-color: @window;
    selection-background-color: @selection; selection-color: @text; }
QHeaderView::section { background: @window; color: @muted; border: none;
    border-bottom: 1px solid @border; padding: 5px 3px 5px 6px; }
QTableView { gridline-color: @border; }
QScrollArea { border: none; background: @window; }
QCheckBox { spacing: 7px; }
QProgressBar { background: @field; border: 1px solid @border; border-radius: 4px; height: 8px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
#attachAnother { color: @accent; padding: 0; }
#livePill { background: @accent; color: @accentText; border: none; border-radius: 14px; padding: 5px 16px;
    font-weight: bold; }
#sourcePill { background: @raised; border: 1px solid @border; border-radius: 14px; }
#sourcePill QLabel { color: @muted; }
#messageBar { background: @selection; border-bottom: 1px solid @border; }
#messageBar[failed="true"] { background: @window; border-bottom: 2px solid @failure; }
#findBar { background: @window; border-bottom: 1px solid @border; }
#muted { color: @muted; }
#caption { color: @muted; }
#card { background: @canvas; border: 1px solid @border; border-radius: 8px; padding: 12px; text-align: left; }
#card:hover, #card:focus { border-color: @accent; }
#card:checked { background: @selection; border-color: @accent; }
#card:disabled { background: transparent; }
#card QLabel:disabled { color: @faint; }
#card QLabel#muted:disabled { color: @muted; }
#card[verdict="right"] { border-color: @success; }
#card[verdict="wrong"] { border-color: @warning; }
#startPage { background: @canvas; }
#palette { background: @window; border: 1px solid @accent; border-radius: 8px; }
)");
    const QHash<QString, ColorRole> names = {
        {QStringLiteral("@accentText"), ColorRole::AccentText},
        {QStringLiteral("@text"), ColorRole::Text},
        {QStringLiteral("@muted"), ColorRole::MutedText},
        {QStringLiteral("@faint"), ColorRole::FaintText},
        {QStringLiteral("@window"), ColorRole::Window},
        {QStringLiteral("@canvas"), ColorRole::Canvas},
        {QStringLiteral("@raised"), ColorRole::Raised},
        {QStringLiteral("@field"), ColorRole::Field},
        {QStringLiteral("@border"), ColorRole::Border},
        {QStringLiteral("@selection"), ColorRole::Selection},
        {QStringLiteral("@failure"), ColorRole::Failure},
        {QStringLiteral("@success"), ColorRole::Success},
        {QStringLiteral("@warning"), ColorRole::Warning},
        {QStringLiteral("@accent"), ColorRole::Accent},
    };
    sheet.replace(QStringLiteral("@accentText"), theme.color(ColorRole::AccentText).name());
    for (auto it = names.begin(); it != names.end(); ++it)
        sheet.replace(it.key(), theme.color(it.value()).name());
    return sheet;
}

} // namespace playhead
