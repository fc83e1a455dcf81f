// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/findings/checkcontext.h"
#include "replay/findings/idempotencycheck.h"
#include "replay/findings/lagcheck.h"
#include "replay/findings/ordermemory.h"
#include "replay/findings/sequencecheck.h"
#include "replay/findings/skewcheck.h"

namespace playhead {

/// Follows each event from its publish through the hands of its consumers, and tells the other
/// checks what they wait for. Finds by itself: duplicate deliveries, deliveries without an answer,
/// events that reach nobody, broken order, retries that never succeed, dead letters.
///
/// No false alarm where the log does not show a thing at all: without any delivery nothing is
/// undelivered, and without an answer of the consumer or on its channel nothing is unacknowledged.
class DeliveryCheck
{
public:
    DeliveryCheck(CheckContext &context, SkewCheck &skew)
        : m_context(context),
          m_skew(skew),
          m_lag(context),
          m_idempotency(context),
          m_sequences(context)
    {}

    void published(const Step &step);
    void delivered(const Step &step);
    void answered(const Step &step);
    void deadLettered(const Step &step);
    /// A query and its reply.
    void replied(const Step &query, const Step &reply);

    /// What is to be said as things stand.
    void report(FindingList &found) const;

private:
    void reach(EventState &state, const Step &step);
    void firstDelivery(EventState &state, Handling &handling, const Step &step);
    void againDelivered(Handling &handling, const Step &step);
    void acknowledged(EventState &state, Handling &handling, const Step &step);
    void close(Handling &handling);
    [[nodiscard]] bool showsAnswers(const Handling &handling) const
    {
        return m_context.at(handling.consumer).answers || m_context.at(handling.channel).answers;
    }
    [[nodiscard]] Finding unacknowledged(const Handling &handling, const Step &about,
                                         Timestamp end) const;
    [[nodiscard]] Finding retriesFailed(const Handling &handling, const Step &about) const;
    [[nodiscard]] static Finding deadLetter(const Handling *dead, const Step &step);
    [[nodiscard]] static Finding orderBroken(const Handling &handling,
                                             const OrderMemory::Entry &entry,
                                             const OrderMemory::Entry &other, const Step &step);
    [[nodiscard]] Step stepOf(const Handling &handling) const;
    void reportHandlings(FindingList &found) const;
    void reportUndelivered(FindingList &found) const;

    CheckContext &m_context;
    SkewCheck &m_skew;
    LagCheck m_lag;
    IdempotencyCheck m_idempotency;
    SequenceCheck m_sequences;
    OrderMemory m_order;
};

} // namespace playhead
