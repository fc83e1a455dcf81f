// SPDX-License-Identifier: GPL-3.0-or-later
#include "lessons/lessonpanel.h"

#include "cardbutton.h"
#include "lessons/lessonshelf.h"
#include "totext.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace playhead {
namespace {

QLabel *wrapped(QWidget *parent, Qt::TextFormat format)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(format);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

LessonPanel::LessonPanel(LessonGuide &guide, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_guide(guide),
      m_theme(theme),
      m_caption(new QLabel(this)),
      m_close(new QToolButton(this)),
      m_title(wrapped(this, Qt::PlainText)),
      m_scroll(new QScrollArea(this)),
      m_waiting(wrapped(this, Qt::PlainText)),
      m_back(new QPushButton(tr("Back"), this)),
      m_next(new QPushButton(this))
{
    setAccessibleName(tr("Lesson"));
    setMinimumWidth(240);
    m_caption->setObjectName(QStringLiteral("caption"));
    m_waiting->setObjectName(QStringLiteral("muted"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 10, 12, 12);
    column->setSpacing(8);
    column->addLayout(makeHead());
    column->addWidget(m_title);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(makePage());
    column->addWidget(m_scroll, 1);
    column->addWidget(m_waiting);
    column->addLayout(makeFoot());
    connect(&guide, &LessonGuide::changed, this, &LessonPanel::show);
    connect(&theme, &Theme::changed, this, &LessonPanel::applyTheme);
    applyTheme();
    show();
}

QLayout *LessonPanel::makeHead()
{
    m_close->setText(QString(QChar(0x2715)));
    m_close->setProperty("flat", true);
    m_close->setToolTip(tr("Leave the lesson; its scenario runs on"));
    m_close->setAccessibleName(tr("Leave the lesson"));
    connect(m_close, &QToolButton::clicked, &m_guide, &LessonGuide::end);
    auto *row = new QHBoxLayout;
    row->addWidget(m_caption, 1);
    row->addWidget(m_close);
    return row;
}

QWidget *LessonPanel::makePage()
{
    auto *page = new QWidget;
    m_text = wrapped(page, Qt::MarkdownText);
    m_text->setObjectName(QStringLiteral("lessonText"));
    m_question = wrapped(page, Qt::PlainText);
    m_question->setObjectName(QStringLiteral("lessonQuestion"));
    m_choices = new QVBoxLayout;
    m_choices->setSpacing(6);
    m_verdict = wrapped(page, Qt::PlainText);
    m_verdict->setObjectName(QStringLiteral("lessonVerdict"));
    m_because = wrapped(page, Qt::MarkdownText);
    m_because->setObjectName(QStringLiteral("lessonBecause"));
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 6, 0);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addSpacing(4);
    column->addWidget(m_question);
    column->addLayout(m_choices);
    column->addWidget(m_verdict);
    column->addWidget(m_because);
    column->addStretch(1);
    return page;
}

QLayout *LessonPanel::makeFoot()
{
    m_back->setObjectName(QStringLiteral("lessonBack"));
    m_back->setToolTip(tr("The step before"));
    m_next->setObjectName(QStringLiteral("lessonNext"));
    connect(m_back, &QPushButton::clicked, &m_guide, &LessonGuide::goBack);
    connect(m_next, &QPushButton::clicked, this, [this] {
        if (!m_guide.lesson()) return;
        if (!m_guide.isLastStep()) return m_guide.goOn();
        if (const auto *lesson = following())
            emit lessonRequested(toText(lesson->name));
        else
            m_guide.end();
    });
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_back);
    row->addWidget(m_next, 1);
    return row;
}

const Lesson *LessonPanel::following() const
{
    const auto &shelf = lessonShelf();
    for (std::size_t i = 0; i + 1 < shelf.size(); ++i)
        if (&shelf[i] == m_guide.lesson()) return &shelf[i + 1];
    return nullptr;
}

void LessonPanel::show()
{
    const auto *lesson = m_guide.lesson();
    if (!lesson) {
        m_shownLesson = nullptr;
        return;
    }
    const auto step = m_guide.stepIndex();
    const bool isOther = lesson != m_shownLesson || step != m_shownStep;
    m_shownLesson = lesson;
    m_shownStep = step;
    m_caption->setText(tr("LESSON  %1 of %2").arg(step + 1).arg(lesson->steps.size()));
    m_title->setText(toText(lesson->title));
    if (isOther) m_text->setText(toText(m_guide.step().text));
    showQuestion();
    showFoot();
    if (isOther) m_scroll->verticalScrollBar()->setValue(0);
}

void LessonPanel::showQuestion()
{
    for (auto *card : m_cards)
        card->deleteLater();
    m_cards.clear();
    const auto &question = m_guide.step().question;
    const auto chosen = m_guide.choice();
    for (auto *label : {m_question, m_verdict, m_because})
        label->hide();
    if (!question) return;
    m_question->setText(toText(question->text));
    m_question->show();
    for (std::size_t i = 0; i < question->choices.size(); ++i) {
        auto *card = new CardButton({}, toText(question->choices[i]), m_scroll->widget());
        connect(card, &QPushButton::clicked, this, [this, i] { m_guide.choose(i); });
        card->setEnabled(!chosen);
        // What was chosen, and what would have been right, stay framed.
        if (chosen && i == question->right) card->setProperty("verdict", QStringLiteral("right"));
        if (chosen && i == *chosen && i != question->right)
            card->setProperty("verdict", QStringLiteral("wrong"));
        m_choices->addWidget(card);
        m_cards.push_back(card);
    }
    if (!chosen) return;
    const bool isRight = *chosen == question->right;
    m_verdict->setText(isRight ? tr("Right.") : tr("Not quite."));
    const auto color = m_theme.color(isRight ? ColorRole::Success : ColorRole::Warning);
    m_verdict->setStyleSheet(QStringLiteral("color: %1").arg(color.name()));
    m_because->setText(toText(question->because));
    m_verdict->show();
    m_because->show();
}

void LessonPanel::showFoot()
{
    const bool isAsking = m_guide.step().question && !m_guide.choice();
    m_waiting->setText(isAsking ? tr("What do you think? Choose an answer.")
                                : tr("Waiting until it happens in the scenario\u2026"));
    m_waiting->setVisible(isAsking || m_guide.isWaiting());
    m_back->setEnabled(m_guide.stepIndex() > 0);
    m_next->setEnabled(!isAsking);
    m_next->setDefault(!isAsking);
    const auto *lesson = following();
    if (!m_guide.isLastStep())
        m_next->setText(tr("Go on"));
    else
        m_next->setText(lesson ? tr("Next: %1").arg(toText(lesson->title)) : tr("Finish"));
    m_next->setToolTip(m_guide.isLastStep() && lesson ? toText(lesson->summary) : QString());
}

void LessonPanel::applyTheme()
{
    m_caption->setFont(m_theme.captionFont());
    auto title = m_theme.textFont();
    title.setPointSizeF(title.pointSizeF() * 1.2);
    title.setBold(true);
    m_title->setFont(title);
    auto bold = m_theme.textFont();
    bold.setBold(true);
    m_question->setFont(bold);
    m_verdict->setFont(bold);
    if (m_guide.lesson()) showQuestion();
    update();
}

void LessonPanel::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.color(ColorRole::Window));
}

} // namespace playhead
