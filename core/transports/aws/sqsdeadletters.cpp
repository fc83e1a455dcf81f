// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/sqsdeadletters.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t mostLooked = 10'000; ///< messages that one redrive holds

std::string nounOf(std::uint64_t count)
{
    return count == 1 ? std::string("once") : fmt::format("{} times", count);
}

/// The message as it goes back, with the mark.
OutgoingMessage outgoing(const SqsMessage &message, bool isFifo)
{
    OutgoingMessage out;
    out.body = message.body;
    out.attributes = message.attributes;
    std::erase_if(out.attributes, [](const SqsAttribute &attribute) {
        return attribute.name == redrivenAttribute;
    });
    out.attributes.push_back({std::string(redrivenAttribute), "String", message.id});
    out.group = message.group;
    if (!isFifo) return out;
    if (out.group.empty()) out.group = message.id;
    out.deduplication = "redriven-" + message.id;
    return out;
}

std::string markOf(const SqsMessage &message)
{
    const auto found =
        std::ranges::find(message.attributes, redrivenAttribute, &SqsAttribute::name);
    return found == message.attributes.end() ? std::string() : found->value;
}

} // namespace

SqsDeadLetters::SqsDeadLetters(SourceUrl url, AwsEnvironment environment,
                               std::chrono::seconds hidden)
    : m_session(std::move(url), std::move(environment)), m_hidden(hidden)
{}

std::string SqsDeadLetters::attempt() const
{
    return fmt::format("Looking into the dead letters of {}", m_session.name().name);
}

AwsResult<void> SqsDeadLetters::open(const std::stop_token &stop)
{
    if (const auto opened = m_session.open(); !opened)
        return tl::unexpected(AwsError{AwsFault::Refused, {}, opened.error().message});
    auto url = m_session.queueUrl(m_session.url().path, stop);
    if (!url) return tl::unexpected(url.error());
    m_url = std::move(*url);
    m_origin = m_session.url().option("to").value_or("");
    m_noOrigin.clear();
    return m_origin.empty() ? findOrigins(stop) : AwsResult<void>();
}

AwsResult<void> SqsDeadLetters::findOrigins(const std::stop_token &stop)
{
    const auto urls = sourceQueues(stop);
    if (!urls) {
        if (mayPass(urls.error())) return tl::unexpected(urls.error());
        m_noOrigin = explained(urls.error(), "Finding out where it came from");
        return {};
    }
    std::string names;
    for (const auto &url : *urls)
        names += (names.empty() ? "" : ", ") + SqsQueueFacts::nameOf(url);
    if (urls->size() == 1) {
        m_origin = names;
        m_urls[m_origin] = urls->front();
    } else if (urls->empty()) {
        m_noOrigin = "No queue's redrive policy names this one: say where messages go by to=QUEUE.";
    } else {
        m_noOrigin = fmt::format("Several queues dead-letter to this one ({}), and the message "
                                 "does not say which: say it by to=QUEUE.",
                                 names);
    }
    return {};
}

AwsResult<std::vector<std::string>> SqsDeadLetters::sourceQueues(const std::stop_token &stop)
{
    auto urls = m_session.sqs.deadLetterSources(m_url, stop);
    if (urls || urls.error().fault != AwsFault::Unknown) return urls;
    // Emulators do not know the question: look at the queues' policies.
    const auto own = m_session.sqs.facts(m_url, stop);
    if (!own) return tl::unexpected(own.error());
    const auto all = m_session.sqs.queues({}, stop);
    if (!all) return all;
    std::vector<std::string> sources;
    for (const auto &url : *all) {
        const auto facts = m_session.sqs.facts(url, stop);
        if (facts && facts->deadLetterArn == own->arn) sources.push_back(url);
    }
    return sources;
}

std::string SqsDeadLetters::originOf(const SqsMessage &message) const
{
    const bool isSaid = m_session.url().option("to").has_value();
    return isSaid || message.deadLetterSource.empty() ? m_origin : message.deadLetterSource;
}

AwsResult<std::string> SqsDeadLetters::originUrl(const std::string &origin,
                                                 const std::stop_token &stop)
{
    if (const auto known = m_urls.find(origin); known != m_urls.end()) return known->second;
    auto url = m_session.queueUrl(origin, stop);
    if (url) m_urls[origin] = *url;
    return url;
}

Result<std::vector<DeadLetter>> SqsDeadLetters::list(std::size_t most, const std::stop_token &stop)
{
    if (const auto opened = open(stop); !opened)
        return failure(explained(opened.error(), attempt()));
    HeldMessages held(m_session.sqs, m_url, m_hidden);
    std::vector<DeadLetter> letters;
    while (letters.size() < most && !stop.stop_requested()) {
        const auto messages = held.take(stop);
        if (!messages) return failure(explained(messages.error(), attempt()));
        if (messages->empty()) break;
        for (const auto &message : *messages) {
            if (letters.size() == most) break;
            const auto origin = SqsQueueFacts::nameOf(originOf(message));
            auto read = m_messages.read(message, origin, "producers of " + origin);
            letters.push_back({message.id, std::move(read.event),
                               "received " + nounOf(message.receiveCount), message.receiveCount,
                               origin, markOf(message)});
        }
        if (const auto done = held.extendInTime(stop); !done)
            return failure(explained(done.error(), attempt()));
    }
    return letters;
}

Result<RedriveReport> SqsDeadLetters::redrive(const std::vector<std::string> &handles,
                                              const RedriveObserver &observer,
                                              const std::stop_token &stop)
{
    m_report = {};
    if (const auto opened = open(stop); !opened)
        return failure(explained(opened.error(), attempt()));
    std::unordered_set<std::string> wanted(handles.begin(), handles.end());
    HeldMessages held(m_session.sqs, m_url, m_hidden);
    AwsResult<void> done;
    std::size_t looked = 0;
    while (done && !wanted.empty() && looked < mostLooked && !stop.stop_requested()) {
        observer("take", *wanted.begin());
        const auto messages = held.take(stop);
        if (!messages) {
            done = tl::unexpected(messages.error());
            break;
        }
        if (messages->empty()) break;
        looked += messages->size();
        for (const auto &message : *messages) {
            if (!done || stop.stop_requested()) break;
            done = held.extendInTime(stop);
            if (!done || wanted.erase(message.id) == 0) continue;
            done = redriveOne(message, held, observer, stop);
        }
    }
    if (!held.isEmpty()) observer("give back", {});
    held.giveBack();
    if (!done && !stop.stop_requested())
        return failure(
            explained(done.error(), fmt::format("Redriving from {}", m_session.name().name)));
    if (!wanted.empty())
        keep(stop.stop_requested() ? "It was cancelled."
                                   : "It is not in the queue any more, or hidden for now, or "
                                     "behind others of its group.",
             wanted.size());
    return std::move(m_report);
}

AwsResult<void> SqsDeadLetters::redriveOne(const SqsMessage &message, HeldMessages &held,
                                           const RedriveObserver &observer,
                                           const std::stop_token &stop)
{
    const auto origin = originOf(message);
    if (origin.empty()) {
        keep(m_noOrigin);
        return {};
    }
    const auto url = originUrl(origin, stop);
    if (!url) {
        if (mayPass(url.error())) return tl::unexpected(url.error());
        keep(explained(url.error(), fmt::format("Finding the queue {}", origin)));
        return {};
    }
    const auto out = outgoing(message, origin.ends_with(".fifo"));
    if (out.attributes.size() > mostSqsAttributes) {
        keep("It has ten attributes already: there is no room for the mark of redriving.");
        return {};
    }
    observer("publish", message.id);
    if (stop.stop_requested()) {
        keep("It was cancelled.");
        return {};
    }
    // Not interrupted: whether it was sent would not be known.
    const auto sent = m_session.sqs.send(*url, out, {});
    if (!sent) {
        if (mayPass(sent.error())) return tl::unexpected(sent.error());
        keep(explained(sent.error(), fmt::format("Publishing to {}", origin)));
        return {};
    }
    observer("confirm", message.id);
    return takeOut(message, held, observer);
}

AwsResult<void> SqsDeadLetters::takeOut(const SqsMessage &message, HeldMessages &held,
                                        const RedriveObserver &observer)
{
    // It is in both queues now: taken out here, also where it was cancelled meanwhile.
    observer("acknowledge", message.id);
    const auto removed = m_session.sqs.remove(m_url, message.receipt, {});
    if (!removed) {
        keep("It is in both queues, marked: it could not be taken out here.");
        return mayPass(removed.error()) ? removed : AwsResult<void>();
    }
    held.forget(message.receipt);
    ++m_report.redriven;
    return {};
}

void SqsDeadLetters::keep(std::string reason, std::uint64_t messages)
{
    m_report.kept += messages;
    if (std::ranges::find(m_report.reasons, reason) == m_report.reasons.end())
        m_report.reasons.push_back(std::move(reason));
}

} // namespace playhead
