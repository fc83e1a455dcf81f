// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/messagebook.h"

#include "transports/deadletters.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

/// Whether somebody put it back where it came from, rather than a queue giving it up: the header
/// stays when it dies again.
bool isBack(const RabbitMqMessage &message)
{
    const auto &origin = message.deaths.back();
    return message.exchange == origin.exchange
           && std::ranges::any_of(message.headers, [](const MessageHeader &header) {
                  return header.first.ends_with(redrivenAttribute);
              });
}

} // namespace

EventPtr MessageBook::event(const RabbitMqMessage &message, const ReportedConnection &connection)
{
    return std::make_shared<const Event>(readEvent(m_events, message,
                                                   fmt::format("{}{}", m_idPrefix, ++m_given),
                                                   names.producerName(message, connection)));
}

void MessageBook::addDeaths(std::vector<TapStep> &steps, std::uint64_t number,
                            const EventPtr &event, const std::vector<Death> &deaths,
                            ParticipantId place)
{
    const auto fresh = ledger.newDeaths(number, deaths);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const auto &death = fresh[i];
        const auto now = currentTime();
        auto reason = std::make_shared<const std::string>(death.text());
        if (const auto open = acks.takeBack(death.queue, event.get());
            open && death.reason == "rejected") {
            steps.push_back(open->answer(StepKind::Nack, now));
            steps.back().reason = reason;
        }
        auto &step = steps.emplace_back();
        step.time = now;
        step.event = event;
        step.reason = std::move(reason);
        step.sender = names.queue(death.queue);
        step.receiver = i + 1 < fresh.size() ? names.queue(fresh[i + 1].queue) : place;
        step.kind = StepKind::DeadLetter;
    }
}

void addTapped(std::vector<TapStep> &steps, MessageBook &book, const amqp_envelope_t &envelope,
               bool isBesideFirehose)
{
    const auto message = RabbitMqMessage::received(envelope);
    if (isBesideFirehose && message.deaths.empty()) return;
    const auto fingerprint = message.fingerprint();
    const auto place = book.names.published(message);
    if (!message.deaths.empty()) {
        auto known = book.ledger.find(fingerprint);
        if (known.number == 0 && !isBesideFirehose && !isBack(message)) {
            known.event = book.event(message, {});
            known.number = book.ledger.add(fingerprint, known.event, {});
        }
        const auto before = steps.size();
        if (known.number != 0)
            book.addDeaths(steps, known.number, known.event, message.deaths, place);
        if (steps.size() > before || isBesideFirehose) return;
    }
    TapStep step;
    step.event = book.event(message, {});
    const auto number = book.ledger.add(fingerprint, step.event, {});
    // What it died of before it was published again is told, or nobody saw it.
    (void)book.ledger.newDeaths(number, message.deaths);
    step.time = currentTime();
    step.sender = book.names.producer(message, *step.event);
    step.receiver = place;
    step.kind = StepKind::Publish;
    steps.push_back(std::move(step));
}

} // namespace playhead
