// SPDX-License-Identifier: GPL-3.0-or-later
#include "scripteditor/scripteditor.h"

#include <QKeyEvent>

#include <Qsci/qscilexerjavascript.h>
#include <Qsci/qscistyle.h>

#include <algorithm>

namespace playhead {
namespace {

constexpr int numberMargin = 0;
constexpr int markMargin = 1;
constexpr int mistakeMark = 1;
constexpr int mistakeLineMark = 2;

/// JavaScript of today, and the words of projections and handlers as a group of their own.
class ScriptLexer : public QsciLexerJavaScript
{
public:
    using QsciLexerJavaScript::QsciLexerJavaScript;

    const char *keywords(int set) const override
    {
        if (set == 1)
            return "async await break case catch class const continue default delete do else "
                   "export extends false finally for function if import in instanceof let new null "
                   "of return static super switch this throw true try typeof undefined var void "
                   "while with yield";
        if (set == 2)
            return "ack copyTo delay emit every filterBy foreachStream fromAll fromCategory "
                   "fromStream fromStreams "
                   "linkStreamTo linkTo log nack on options outputState outputTo partitionBy "
                   "publish "
                   "scenario script state transformBy when $any $created $deleted $init "
                   "$initShared";
        return nullptr;
    }
};

ColorRole roleOf(int style)
{
    switch (style) {
    case QsciLexerCPP::Comment:
    case QsciLexerCPP::CommentLine:
    case QsciLexerCPP::CommentDoc:
    case QsciLexerCPP::CommentLineDoc: return ColorRole::MutedText;
    case QsciLexerCPP::Keyword:
    case QsciLexerCPP::KeywordSet2: return ColorRole::Accent;
    case QsciLexerCPP::DoubleQuotedString:
    case QsciLexerCPP::SingleQuotedString:
    case QsciLexerCPP::RawString:
    case QsciLexerCPP::Regex: return ColorRole::Success;
    case QsciLexerCPP::Number: return ColorRole::Warning;
    case QsciLexerCPP::UnclosedString: return ColorRole::Failure;
    default: return ColorRole::Text;
    }
}

/// Keys that edit or move in a text; the others stay the window's.
bool belongsToText(const QKeyEvent &key)
{
    const auto modifiers = key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    if (modifiers == Qt::NoModifier) return key.key() < Qt::Key_F1 || key.key() > Qt::Key_F35;
    if (modifiers != Qt::ControlModifier) return !key.text().isEmpty() && key.text()[0].isPrint();
    switch (key.key()) {
    case Qt::Key_A:
    case Qt::Key_C:
    case Qt::Key_V:
    case Qt::Key_X:
    case Qt::Key_Y: return !key.modifiers().testFlag(Qt::ShiftModifier);
    case Qt::Key_Z:
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Backspace:
    case Qt::Key_Delete:
    case Qt::Key_Return:
    case Qt::Key_Enter: return true;
    default: return false;
    }
}

} // namespace

ScriptEditor::ScriptEditor(const Theme &theme, QWidget *parent)
    : QsciScintilla(parent), m_theme(theme), m_lexer(new ScriptLexer(this))
{
    setFrameShape(QFrame::NoFrame);
    setUtf8(true);
    m_lexer->setHighlightBackQuotedStrings(true);
    m_lexer->setFoldCompact(false);
    setLexer(m_lexer);
    setIndentationsUseTabs(false);
    setTabWidth(4);
    setIndentationWidth(4);
    setAutoIndent(true);
    setEolMode(EolUnix);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setMarginType(numberMargin, NumberMargin);
    setMarginLineNumbers(numberMargin, true);
    setMarginType(markMargin, SymbolMargin);
    setMarginMarkerMask(markMargin, 1 << mistakeMark);
    markerDefine(Circle, mistakeMark);
    markerDefine(Background, mistakeLineMark);
    setAnnotationDisplay(AnnotationIndented);
    connect(&theme, &Theme::changed, this, &ScriptEditor::applyTheme);
    applyTheme();
}

void ScriptEditor::applyTheme()
{
    const auto color = [this](ColorRole role) { return m_theme.color(role); };
    const auto canvas = color(ColorRole::Canvas);
    const auto font = m_theme.dataFont();
    m_lexer->setDefaultFont(font);
    m_lexer->setDefaultPaper(canvas);
    m_lexer->setDefaultColor(color(ColorRole::Text));
    m_lexer->setFont(font);
    m_lexer->setPaper(canvas);
    for (int style = 0; style <= QsciLexerCPP::TaskMarker; ++style)
        if (!m_lexer->description(style).isEmpty()) m_lexer->setColor(color(roleOf(style)), style);
    setPaper(canvas);
    setColor(color(ColorRole::Text));
    setCaretForegroundColor(color(ColorRole::Text));
    setCaretLineBackgroundColor(color(ColorRole::Window));
    setSelectionBackgroundColor(color(ColorRole::Accent));
    setSelectionForegroundColor(color(ColorRole::AccentText));
    setMatchedBraceBackgroundColor(color(ColorRole::Selection));
    setMatchedBraceForegroundColor(color(ColorRole::Text));
    setUnmatchedBraceBackgroundColor(canvas);
    setUnmatchedBraceForegroundColor(color(ColorRole::Failure));
    setMarginsBackgroundColor(color(ColorRole::Window));
    setMarginsForegroundColor(color(ColorRole::MutedText));
    setMarginsFont(font);
    setMarginWidth(numberMargin, QStringLiteral("0000"));
    setMarginWidth(markMargin, QFontMetrics(font).height());
    setMarkerBackgroundColor(color(ColorRole::Failure), mistakeMark);
    setMarkerForegroundColor(color(ColorRole::Failure), mistakeMark);
    setMarkerBackgroundColor(color(ColorRole::Selection), mistakeLineMark);
    if (m_mistakeLine > 0) showMistake(m_mistakeLine, 0, m_mistake);
}

void ScriptEditor::showSource(const QString &source)
{
    clearMistake();
    setText(source);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    setCursorPosition(0, 0);
}

void ScriptEditor::showMistake(int line, int column, const QString &message)
{
    clearMistake();
    if (line < 1) return;
    m_mistakeLine = std::min(line, lines());
    m_mistake = message;
    const int at = m_mistakeLine - 1;
    markerAdd(at, mistakeMark);
    markerAdd(at, mistakeLineMark);
    const QsciStyle style(-1, QStringLiteral("mistake"), m_theme.color(ColorRole::Failure),
                          m_theme.color(ColorRole::Canvas), m_theme.dataFont());
    annotate(at, message, style);
    if (column > 0) setCursorPosition(at, std::min(column - 1, lineLength(at)));
    ensureLineVisible(at);
}

void ScriptEditor::clearMistake()
{
    m_mistakeLine = 0;
    m_mistake.clear();
    markerDeleteAll(mistakeMark);
    markerDeleteAll(mistakeLineMark);
    clearAnnotations();
}

bool ScriptEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        event->setAccepted(belongsToText(*static_cast<QKeyEvent *>(event)));
        return true;
    }
    return QsciScintilla::event(event);
}

void ScriptEditor::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        emit runRequested();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        emit left();
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

} // namespace playhead
