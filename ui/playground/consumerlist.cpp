// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/consumerlist.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr int lookInterval = 250; // milliseconds

} // namespace

ConsumerList::ConsumerList(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_column(new QVBoxLayout(this)), m_mistake(new QLabel(this))
{
    m_mistake->setObjectName(QStringLiteral("requestMistake"));
    m_mistake->setWordWrap(true);
    m_mistake->setTextFormat(Qt::PlainText);
    m_mistake->hide();
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2);
    m_column->addWidget(m_mistake);
    m_timer.setInterval(lookInterval);
    connect(&m_timer, &QTimer::timeout, this, &ConsumerList::look);
}

void ConsumerList::setScenario(LiveScenario *scenario)
{
    m_queue.clear();
    m_scenario = scenario;
    qDeleteAll(m_rows);
    m_rows.clear();
    m_mistake->hide();
    if (scenario) look();
}

void ConsumerList::showEvent(QShowEvent *)
{
    m_timer.start();
    look();
}

void ConsumerList::hideEvent(QHideEvent *)
{
    m_timer.stop();
}

void ConsumerList::look()
{
    if (!m_scenario || m_queue.isBusy()) return;
    m_queue.add([this, scenario = m_scenario]() -> HandQueue::Then {
        QStringList channels;
        for (const auto &name : scenario->channels())
            channels.append(QString::fromStdString(name));
        return [this, consumers = scenario->consumers(), channels] {
            take(consumers);
            emit channelsSeen(channels);
        };
    });
}

void ConsumerList::take(const std::vector<ConsumerStatus> &consumers)
{
    const bool same = std::ranges::equal(
        consumers, m_rows, {}, [](const ConsumerStatus &status) { return status.name; },
        [](const ConsumerRow *row) { return row->name().toStdString(); });
    if (!same) {
        // Rows that stay keep what a person unfolded.
        QList<ConsumerRow *> rows;
        for (const auto &status : consumers) {
            const auto name = QString::fromStdString(status.name);
            const auto known = std::ranges::find(m_rows, name, &ConsumerRow::name);
            ConsumerRow *row = known == m_rows.end() ? nullptr : *known;
            if (!row) {
                row = new ConsumerRow(name, m_theme, this);
                connect(row, &ConsumerRow::changeRequested, this,
                        [this, name](const Json &settings) { change(name, settings); });
            }
            m_rows.removeOne(row);
            m_column->insertWidget(static_cast<int>(rows.size()), row);
            row->show();
            rows.append(row);
        }
        qDeleteAll(m_rows);
        m_rows = rows;
    }
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        m_rows[i]->setStatus(consumers[static_cast<std::size_t>(i)]);
}

void ConsumerList::change(const QString &name, const Json &settings)
{
    if (!m_scenario) return;
    m_queue.add([this, scenario = m_scenario, name = name.toStdString(),
                 settings]() -> HandQueue::Then {
        const auto done =
            scenario->takeInput(ScenarioInput::consumer, {{"name", name}, {"settings", settings}});
        const auto mistake = done ? QString() : QString::fromStdString(done.error().message);
        return [this, mistake] {
            m_mistake->setText(mistake);
            m_mistake->setVisible(!mistake.isEmpty());
            look();
        };
    });
}

} // namespace playhead
