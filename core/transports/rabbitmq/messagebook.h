// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/step.h"
#include "transports/messageevents.h"
#include "transports/rabbitmq/ackinference.h"
#include "transports/rabbitmq/messageledger.h"
#include "transports/rabbitmq/participantnames.h"

#include <cstdint>
#include <string>
#include <vector>

namespace playhead {

/// What a source knows of the messages and participants of a server, and how it makes steps of
/// them. Outlives connections. One thread.
class MessageBook
{
public:
    explicit MessageBook(MessageNaming naming) : m_events(std::move(naming)) {}

    MessageLedger ledger;
    ParticipantNames names;
    AckInference acks;

    /// `connection`: of who published it, where that is known. `prefix` begins ids of events that
    /// have none.
    EventPtr event(const RabbitMqMessage &message, const ReportedConnection &connection);
    void setIdPrefix(std::string prefix) { m_idPrefix = std::move(prefix); }

    /// Adds a dead letter for each death of the message that was not told before, and for the
    /// delivery that was refused by it. `place` is where the message went in the end.
    void addDeaths(std::vector<TapStep> &steps, std::uint64_t number, const EventPtr &event,
                   const std::vector<Death> &deaths, ParticipantId place);

private:
    MessageEvents m_events;
    std::string m_idPrefix;
    std::uint64_t m_given = 0;
};

/// Makes the steps of messages that a queue of ours was given by the exchanges it is bound to: of
/// each a publish, or dead letters where a queue has given it up. `isBesideFirehose`: it shows the
/// publishes already, and dead letters only are wanted.
void addTapped(std::vector<TapStep> &steps, MessageBook &book, const amqp_envelope_t &envelope,
               bool isBesideFirehose);

/// Whether it is a report of the firehose rather than a message of an exchange.
[[nodiscard]] bool isFirehose(const amqp_envelope_t &envelope);

/// Makes the steps of a report of the firehose: a publish, or a delivery and the dead letters that
/// led to it.
void addReported(std::vector<TapStep> &steps, MessageBook &book, const amqp_envelope_t &envelope);

} // namespace playhead
