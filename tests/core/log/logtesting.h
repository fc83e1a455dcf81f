// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "log/logwriter.h"
#include "model/extensions.h"

#include <fmt/format.h>

#include <QtTest>

#include <string>

namespace playhead::test {

/// An event whose every attribute follows from its number, so that any reader can check it.
inline Event numberedEvent(std::uint64_t n)
{
    Event event;
    event.id = fmt::format("id-{}", n);
    event.type = fmt::format("type.{}", n % 7);
    event.source = fmt::format("/source/{}", n % 3);
    event.subject = n % 5 == 0 ? "" : fmt::format("subject-{}", n / 3);
    event.time = 1'700'000'000'000'000'000 + static_cast<Timestamp>(n * 1'234'567);
    event.correlation = n % 2 == 0 ? event.subject : fmt::format("flow-{}", n / 10);
    event.causation = n % 4 == 0 ? "" : fmt::format("id-{}", n - 1);
    event.scope = static_cast<EventScope>(n % 3);
    event.encoding = static_cast<DataEncoding>(n % 4);
    event.contentType = n % 6 == 0 ? "text/plain; charset=\"ü\"" : "";
    event.schema = n % 9 == 0 ? fmt::format("urn:schema:{}", n % 200) : "";
    event.data = std::string(n % 4 == 0 ? 0 : n % 50, static_cast<char>(n)) + "ß😀";
    if (n % 4 == 0) event.data.clear();
    if (n % 8 == 1) event.extensions = {{"tenant", "\"ä\""}, {"n", std::to_string(n)}};
    return event;
}

inline bool sameEvent(const Event &a, const Event &b)
{
    return a.id == b.id && a.type == b.type && a.source == b.source && a.subject == b.subject
           && a.time == b.time && a.correlation == b.correlation && a.causation == b.causation
           && a.scope == b.scope && a.encoding == b.encoding && a.contentType == b.contentType
           && a.schema == b.schema && a.data == b.data && a.extensions == b.extensions;
}

/// What the step at a position of the test logs is: event n is published at the first of three
/// steps, delivered at the second and answered at the third, which is a nack with a reason now and
/// then; every eleventh refers to a much older event.
inline std::string reasonAt(std::uint64_t position)
{
    return position % 3 == 0 && position % 2 == 0 ? fmt::format("because {}", position)
                                                  : std::string();
}

inline void writeNumberedSteps(LogWriter &writer, std::uint64_t first, std::uint64_t last)
{
    const auto sender = writer.participant("sender", Role::Producer);
    const auto channel = writer.participant("channel", Role::Channel);
    const auto consumer = writer.participant("consumer", Role::Consumer);
    for (auto position = first; position <= last; ++position) {
        const auto number = (position - 1) / 3 + 1;
        StepRecord step;
        if (position % 3 == 1) {
            const auto event = numberedEvent(number);
            step.event = writer.event(EventAsView(event).view());
            if (step.event.value() != number) qFatal("events are not numbered from 1");
        }
        step.event = EventNumber(static_cast<std::uint32_t>(
            position % 33 == 2 && number > 5000 ? number - 5000 : number));
        if (position % 100 == 3) step.event = {};
        step.time = 1'700'000'000'000'000'000 + static_cast<Timestamp>(position * 1000);
        const auto reason = reasonAt(position);
        step.kind = position % 3 == 1   ? StepKind::Publish
                    : position % 3 == 2 ? StepKind::Deliver
                    : reason.empty()    ? StepKind::Ack
                                        : StepKind::Nack;
        step.reason = reason;
        step.attempt = static_cast<std::uint8_t>(position % 3 == 2 ? position % 256 : 0);
        step.evidence = position % 5 == 0 ? Evidence::Inferred : Evidence::Observed;
        step.sender = position % 3 == 1 ? sender : position % 3 == 2 ? channel : consumer;
        step.receiver = position % 3 == 2 ? consumer : channel;
        writer.step(step);
    }
}

/// Checks a log of writeNumberedSteps, with the payload of every `stride`th step.
inline void checkNumberedSteps(const Log &log, std::uint64_t count, std::uint64_t stride = 1)
{
    QCOMPARE(log.watermark().value(), count);
    for (std::uint64_t position = 1; position <= count; ++position) {
        const auto step = log.at(Position(position));
        const auto number = (position - 1) / 3 + 1;
        auto expected = position % 33 == 2 && number > 5000 ? number - 5000 : number;
        if (position % 100 == 3) expected = 0;
        QCOMPARE(std::uint64_t(step.event.value()), expected);
        QCOMPARE(step.time, 1'700'000'000'000'000'000 + static_cast<Timestamp>(position * 1000));
        QCOMPARE(int(step.attempt), int(position % 3 == 2 ? position % 256 : 0));
        QVERIFY((step.evidence == Evidence::Inferred) == (position % 5 == 0));
        QCOMPARE(step.failed, !reasonAt(position).empty());
        QVERIFY(log.participantName(step.receiver) == (position % 3 == 2 ? "consumer" : "channel"));
        if (expected == 0) {
            QVERIFY(!step.type.isValid());
            continue;
        }
        if (position % stride != 0) continue;
        const auto event = numberedEvent(expected);
        QVERIFY(log.name(step.type) == event.type);
        QVERIFY(log.name(step.subject) == event.subject);
        QVERIFY(log.name(step.correlation) == event.correlation);
        const auto stored = log.event(step.event);
        QVERIFY2(stored.has_value(), stored ? "" : stored.error().message.c_str());
        QVERIFY(sameEvent(*stored, event));
        const auto reason = log.reason(Position(position));
        QVERIFY(reason.has_value());
        QCOMPARE(*reason, reasonAt(position));
    }
}

} // namespace playhead::test
