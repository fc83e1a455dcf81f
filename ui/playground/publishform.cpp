// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/publishform.h"

#include "calmwheel.h"

#include <QFormLayout>
#include <QStyle>
#include <QVBoxLayout>

namespace playhead {
namespace {

QLineEdit *makeField(QWidget *parent, const char *name, const QString &hint)
{
    auto *field = new QLineEdit(parent);
    field->setObjectName(QLatin1String(name));
    field->setPlaceholderText(hint);
    return field;
}

RequestAnswer answerOf(const Result<Json> &done)
{
    if (!done) return {true, QString::fromStdString(done.error().message), {}};
    const auto subscriptions = done->value("subscriptions", 0);
    if (subscriptions == 0) return {false, PublishForm::tr("Published; nobody listens to it."), {}};
    return {false,
            subscriptions == 1
                ? PublishForm::tr("Published; one subscription takes it.")
                : PublishForm::tr("Published; %1 subscriptions take it.").arg(subscriptions),
            {}};
}

} // namespace

PublishForm::PublishForm(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_type(makeField(this, "publishType", tr("order.placed"))),
      m_channel(new QComboBox(this)),
      m_subject(makeField(this, "publishSubject", tr("what it is about"))),
      m_source(makeField(this, "publishSource", tr("the scenario's client"))),
      m_data(new JsonField(this)),
      m_button(new QPushButton(tr("Publish"), this)),
      m_answer(new QLabel(this))
{
    m_channel->setObjectName(QStringLiteral("publishChannel"));
    m_channel->setEditable(true);
    m_channel->setInsertPolicy(QComboBox::NoInsert);
    m_channel->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_channel->setMinimumContentsLength(6);
    calmWheel(m_channel);
    m_data->edit().setAccessibleName(tr("Data of the event, as JSON"));
    m_data->edit().setPlainText(QStringLiteral("{}"));
    m_button->setObjectName(QStringLiteral("publishEvent"));
    m_button->setAutoDefault(false);
    m_button->setToolTip(tr("Publishes the event (Ctrl+Enter in the data)"));
    m_answer->setObjectName(QStringLiteral("publishAnswer"));
    m_answer->setWordWrap(true);
    m_answer->setTextFormat(Qt::PlainText);

    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(8);
    form->setVerticalSpacing(5);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Type"), m_type);
    form->addRow(tr("Channel"), m_channel);
    form->addRow(tr("Subject"), m_subject);
    form->addRow(tr("Source"), m_source);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_button);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(form);
    column->addWidget(m_data);
    column->addLayout(buttons);
    column->addWidget(m_answer);

    connect(m_data, &JsonField::submitted, this, &PublishForm::submit);
    connect(m_button, &QPushButton::clicked, this, &PublishForm::submit);
    connect(&theme, &Theme::changed, this, &PublishForm::applyTheme);
    applyTheme();
    show({});
}

void PublishForm::setScenario(LiveScenario *scenario)
{
    m_queue.clear();
    m_scenario = scenario;
    show({});
}

void PublishForm::setChannels(const QStringList &channels)
{
    QStringList known;
    for (int i = 0; i < m_channel->count(); ++i)
        known.append(m_channel->itemText(i));
    if (known == channels) return;
    const bool isFirst = known.isEmpty();
    const auto text = m_channel->currentText();
    m_channel->clear();
    m_channel->addItems(channels);
    if (!isFirst || !text.isEmpty()) m_channel->setCurrentText(text);
}

void PublishForm::submit()
{
    if (!m_scenario || !m_data->check()) return;
    const auto type = m_type->text().trimmed();
    if (type.isEmpty()) {
        show({true, tr("An event needs a type, such as order.placed."), {}});
        m_type->setFocus(Qt::OtherFocusReason);
        return;
    }
    const auto text = m_data->text().trimmed().toStdString();
    Json what = {{"type", type.toStdString()},
                 {"channel", m_channel->currentText().trimmed().toStdString()},
                 {"subject", m_subject->text().trimmed().toStdString()},
                 {"source", m_source->text().trimmed().toStdString()},
                 {"data", text.empty() ? Json::object() : Json::parse(text)}};
    m_queue.add([this, scenario = m_scenario, what = std::move(what)] {
        return [this, done = scenario->takeInput(ScenarioInput::publish, what)] {
            show(answerOf(done));
            emit published();
        };
    });
}

void PublishForm::show(const RequestAnswer &answer)
{
    m_answer->setProperty("failed", answer.failed);
    m_answer->style()->unpolish(m_answer);
    m_answer->style()->polish(m_answer);
    m_answer->setText(answer.text);
    m_answer->setVisible(!answer.text.isEmpty());
}

void PublishForm::applyTheme()
{
    m_data->edit().setFont(m_theme.dataFont());
    m_data->fit();
}

} // namespace playhead
