// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/requestform.h"

#include "calmwheel.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace playhead {
namespace {

constexpr int mostAnswerLines = 12;

} // namespace

RequestForm::RequestForm(const Texts &texts, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_choice(new QComboBox(this)),
      m_description(new QLabel(this)),
      m_json(new JsonField(this)),
      m_button(new QPushButton(texts.button, this)),
      m_restore(new QToolButton(this)),
      m_answer(new QPlainTextEdit(this)),
      m_note(new QLabel(this))
{
    setAccessibleName(texts.title);
    m_choice->setObjectName(QStringLiteral("requestChoice"));
    m_choice->setAccessibleName(texts.kind);
    calmWheel(m_choice);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(8);
    m_description->setObjectName(QStringLiteral("requestDescription"));
    m_description->setWordWrap(true);
    m_json->edit().setAccessibleName(tr("Data of the %1, as JSON").arg(texts.kind.toLower()));
    m_button->setObjectName(QStringLiteral("sendRequest"));
    m_button->setAccessibleName(texts.title);
    m_button->setAutoDefault(false);
    m_button->setToolTip(tr("%1 (Ctrl+Enter in the text)").arg(texts.title));
    m_restore->setObjectName(QStringLiteral("restoreExample"));
    m_restore->setProperty("flat", true);
    m_restore->setAutoRaise(true);
    m_restore->setText(tr("Example"));
    m_restore->setToolTip(tr("Puts the example back"));
    m_restore->setAccessibleName(m_restore->toolTip());
    m_answer->setObjectName(QStringLiteral("requestAnswer"));
    m_answer->setAccessibleName(tr("Answer"));
    m_answer->setReadOnly(true);
    m_answer->setTabChangesFocus(true);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    m_note->setObjectName(QStringLiteral("answerNote"));
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setToolTip(tr("The latest step with which the read model acknowledged an event, and "
                          "events that are on their way to it"));

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_button);
    buttons->addStretch(1);
    buttons->addWidget(m_restore);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_choice, m_description, m_json})
        column->addWidget(widget);
    column->addLayout(buttons);
    column->addWidget(m_answer);
    column->addWidget(m_note);

    connect(m_choice, &QComboBox::currentIndexChanged, this, &RequestForm::choose);
    connect(m_json, &JsonField::submitted, this, &RequestForm::submit);
    connect(m_json, &JsonField::textChanged, this, &RequestForm::checkJson);
    connect(m_button, &QPushButton::clicked, this, &RequestForm::submit);
    connect(m_restore, &QToolButton::clicked, this, &RequestForm::restoreExample);
    connect(&theme, &Theme::changed, this, &RequestForm::applyTheme);
    applyTheme();
    clear();
}

RequestForm::~RequestForm() = default;

void RequestForm::setRequests(std::span<const RequestExample> requests, Send send)
{
    clear();
    m_requests = requests;
    m_send = std::move(send);
    m_job = std::make_unique<LatestJob<RequestAnswer>>(
        [this](const RequestAnswer &answer) { take(answer); });
    {
        const QSignalBlocker blocker(m_choice);
        for (const auto &request : requests) {
            m_choice->addItem(QString::fromStdString(request.name));
            m_choice->setItemData(m_choice->count() - 1,
                                  QString::fromStdString(request.description), Qt::ToolTipRole);
        }
    }
    choose(m_choice->currentIndex());
    setEnabled(!requests.empty());
}

void RequestForm::clear()
{
    m_waiting.clear();
    m_job.reset(); // waits
    m_send = nullptr;
    m_requests = {};
    m_edited.clear();
    {
        const QSignalBlocker blocker(m_choice);
        m_choice->clear();
    }
    choose(-1);
    setEnabled(false);
}

void RequestForm::choose(int index)
{
    showAnswer({});
    const bool any = index >= 0 && static_cast<std::size_t>(index) < m_requests.size();
    m_description->setText(
        any ? QString::fromStdString(m_requests[static_cast<std::size_t>(index)].description)
            : QString());
    m_choice->setToolTip(m_description->text());
    if (!any) {
        m_json->edit().clear();
        m_restore->hide();
        return;
    }
    const auto &request = m_requests[static_cast<std::size_t>(index)];
    const auto name = QString::fromStdString(request.name);
    m_json->edit().setPlainText(m_edited.value(name, readableJson(request.example)));
    checkJson();
}

void RequestForm::restoreExample()
{
    m_edited.remove(m_choice->currentText());
    choose(m_choice->currentIndex());
    m_json->setFocus(Qt::OtherFocusReason);
}

void RequestForm::checkJson()
{
    const auto index = m_choice->currentIndex();
    if (index < 0 || static_cast<std::size_t>(index) >= m_requests.size()) return;
    const auto text = m_json->text();
    const auto example = readableJson(m_requests[static_cast<std::size_t>(index)].example);
    if (text == example)
        m_edited.remove(m_choice->currentText());
    else
        m_edited.insert(m_choice->currentText(), text);
    m_restore->setVisible(text != example);
}

void RequestForm::submit()
{
    if (!m_job || m_choice->currentIndex() < 0) return;
    if (!m_json->check()) {
        showAnswer({});
        return;
    }
    m_waiting.push_back(
        {m_choice->currentText().toStdString(), m_json->text().trimmed().toStdString()});
    if (!m_job->isBusy()) sendNext();
}

void RequestForm::sendNext()
{
    m_job->request([send = m_send, request = std::move(m_waiting.front())](
                       const std::stop_token &) { return send(request.name, request.json); });
    m_waiting.pop_front();
}

void RequestForm::take(const RequestAnswer &answer)
{
    showAnswer(answer);
    if (!m_waiting.empty()) sendNext();
    emit answered();
}

void RequestForm::showAnswer(const RequestAnswer &answer)
{
    m_answer->setProperty("failed", answer.failed);
    m_answer->style()->unpolish(m_answer);
    m_answer->style()->polish(m_answer);
    m_answer->setPlainText(answer.text);
    m_answer->setAccessibleDescription(answer.text);
    m_answer->setVisible(!answer.text.isEmpty());
    m_note->setText(answer.note);
    m_note->setVisible(!answer.note.isEmpty());
    fitTexts();
}

void RequestForm::fitTexts()
{
    m_json->fit();
    fitHeight(*m_answer, 1, mostAnswerLines);
}

void RequestForm::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    QMetaObject::invokeMethod(this, &RequestForm::fitTexts, Qt::QueuedConnection); // once wrapped
}

void RequestForm::applyTheme()
{
    for (auto *edit : {&m_json->edit(), m_answer})
        edit->setFont(m_theme.dataFont());
    fitTexts();
}

} // namespace playhead
