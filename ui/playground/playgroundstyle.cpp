// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/playgroundstyle.h"

namespace playhead {

QString playgroundStyle(const Theme &theme)
{
    // @name stands for a colour of the theme.
    auto sheet = QStringLiteral(R"(
#playgroundPage, #playgroundScroll { background: @window; border: none; }
QLabel { color: @text; background: transparent; }
#playgroundHint, #scenarioLesson, #scenarioStatus, #requestDescription, #answerNote,
#handlersHint, #publishAnswer, #scenarioSaved { color: @muted; }
#requestMistake, #publishAnswer[failed="true"], #scenarioSaved[failed="true"] { color: @failure; }
QToolButton[fold="true"] { color: @text; background: transparent; border: 1px solid transparent;
    border-radius: 4px; padding: 3px 2px; text-align: left; }
QToolButton[fold="true"]:hover { background: @raised; }
QToolButton[fold="true"]:focus { border-color: @accent; }
QPushButton[small="true"] { padding: 1px 8px; min-height: 18px; }
QLineEdit, QComboBox { min-height: 20px; }
QSlider { min-height: 20px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    background: @raised; border: 1px solid @muted; }
QSlider::handle:horizontal:hover { border-color: @accent; }
QSlider::handle:horizontal:focus { background: @accent; border-color: @accent; }
QPlainTextEdit { background: @field; color: @text; border: 1px solid @border; border-radius: 5px;
    padding: 2px 4px; }
QPlainTextEdit:focus { border-color: @accent; }
#requestAnswer[failed="true"] { color: @failure; }
#resetKnob, #restoreExample { color: @muted; background: transparent; border: 1px solid transparent;
    border-radius: 4px; padding: 0 4px; min-height: 16px; }
#resetKnob:hover, #restoreExample:hover { color: @text; }
#resetKnob:focus, #restoreExample:focus { color: @text; border-color: @accent; }
)");
    const std::pair<QLatin1String, ColorRole> names[] = {
        {QLatin1String("@window"), ColorRole::Window},
        {QLatin1String("@raised"), ColorRole::Raised},
        {QLatin1String("@field"), ColorRole::Field},
        {QLatin1String("@border"), ColorRole::Border},
        {QLatin1String("@text"), ColorRole::Text},
        {QLatin1String("@muted"), ColorRole::MutedText},
        {QLatin1String("@accent"), ColorRole::Accent},
        {QLatin1String("@failure"), ColorRole::Failure},
    };
    for (const auto &[name, role] : names)
        sheet.replace(name, theme.color(role).name());
    return sheet;
}

} // namespace playhead
