// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/sqssource.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostRemembered = 1'000'000;
constexpr std::size_t mostKeptBytes = std::size_t(64) << 20U;
// A round goes once through what stands in the queue; SQS answers from some of its servers, so it
// asks some more. Requests cost money: no more than this.
constexpr std::size_t moreAnswers = 3;
constexpr std::size_t mostAnswers = 1'000;
constexpr auto longestRun = 200ms;

} // namespace

SqsSource::SqsSource(SourceUrl url, SqsSourceOptions options, AwsEnvironment environment)
    : m_session(std::move(url), std::move(environment)),
      m_options(std::move(options)),
      m_messages(m_options.naming),
      m_seen(mostRemembered)
{}

SourceConnection::Outcome SqsSource::failed(const AwsError &error, std::string_view attempt)
{
    return m_session.outcome(error, attempt, m_wasLive);
}

SourceConnection::Outcome SqsSource::connect(SourceFeed &feed, const std::stop_token &stop)
{
    if (const auto open = m_session.open(); !open)
        return ConnectionError{open.error().message, false};
    m_queues.clear();
    feed.setNote({});
    if (auto error = watch(m_session.url().path, false, feed, stop)) return error;
    m_wasLive = true;
    return {};
}

SourceConnection::Outcome SqsSource::watch(std::string_view nameOrArn, bool isDeadLetters,
                                           SourceFeed &feed, const std::stop_token &stop)
{
    Watched queue;
    queue.name = SqsQueueFacts::nameOf(nameOrArn);
    queue.isDeadLetters = isDeadLetters;
    const auto attempt = fmt::format("Reading the queue {}", queue.name);
    auto url = m_session.queueUrl(nameOrArn, stop);
    if (!url) return failed(url.error(), attempt);
    queue.url = std::move(*url);
    const auto facts = m_session.sqs.facts(queue.url, stop);
    if (!facts) return failed(facts.error(), attempt);
    queue.mostReceives = facts->mostReceives;
    if (queue.mostReceives == 1 && m_options.isCareful)
        return ConnectionError{fmt::format("The queue {} dead-letters what was received once: "
                                           "looking at a message would be enough. Attach to the "
                                           "topic in front of it, or allow it by careful=no.",
                                           queue.name),
                               false};
    if (!isDeadLetters) m_expected = facts->visible;
    setRound(queue, facts->visible);
    m_queues.push_back(std::move(queue));
    if (isDeadLetters || m_options.deadLetters == "no") return {};
    const auto &dead = m_options.deadLetters.empty() ? facts->deadLetterArn : m_options.deadLetters;
    if (dead.empty()) return {};
    const auto error = watch(dead, true, feed, stop);
    if (!error || error->mayPass || !m_options.deadLetters.empty()) return error;
    feed.setNote(fmt::format("Without dead letters: {}", error->message));
    return {};
}

SourceConnection::Outcome SqsSource::serve(SourceFeed &feed, const std::stop_token &stop)
{
    for (auto &queue : m_queues) {
        const bool isOneByOne = queue.name.ends_with(".fifo") || isFragile(queue);
        queue.reader = std::make_unique<QueueReader>(m_session.sqs, queue.url, isOneByOne,
                                                     SqsReceive{20s, 0s});
    }
    Outcome outcome;
    while (!stop.stop_requested() && !outcome) {
        if (feed.isPaused()) {
            feed.waitWhilePaused(stop);
            m_session.http.run(0ms);
            continue;
        }
        for (auto &queue : m_queues) {
            if (queue.restUntil <= Clock::now()) {
                if (queue.isSpared)
                    spare(feed, queue);
                else
                    queue.reader->ask();
            }
        }
        m_session.http.run(std::min<std::chrono::milliseconds>(longestRun, m_options.every));
        for (auto &queue : m_queues)
            if (!outcome) outcome = look(feed, queue, stop);
    }
    m_session.http.cancelAll(); // before the readers go
    for (auto &queue : m_queues)
        queue.reader.reset();
    return outcome;
}

bool SqsSource::isFragile(const Watched &queue) const
{
    return m_options.isCareful && queue.mostReceives > 0;
}

SourceConnection::Outcome SqsSource::look(SourceFeed &feed, Watched &queue,
                                          const std::stop_token &stop)
{
    while (!feed.isPaused() && queue.reader->hasNext())
        take(feed, queue, queue.reader->next());
    if (const auto wait = queue.reader->takeThrottle(); wait > 0ms)
        waitWith(m_session.http, wait, stop);
    if (!queue.reader->error()) return {};
    return failed(*queue.reader->error(), fmt::format("Reading the queue {}", queue.name));
}

void SqsSource::take(SourceFeed &feed, Watched &queue, const std::vector<SqsMessage> &batch)
{
    std::vector<TapStep> steps;
    std::uint64_t fresh = 0;
    for (const auto &message : batch)
        fresh += takeMessage(feed, queue, message, steps) ? 1 : 0;
    if (!steps.empty()) feed.hand(steps, fresh);
    if (!queue.isDeadLetters) {
        m_expected -= std::min(m_expected, fresh);
        feed.setBehind(m_expected);
    }
    if (batch.empty() || fresh > 0)
        queue.stale = 0;
    else if (++queue.stale >= queue.mostStale)
        rest(queue);
    const bool isNearTheEnd =
        isFragile(queue) && std::ranges::any_of(batch, [&](const SqsMessage &message) {
            return message.receiveCount + 1 >= queue.mostReceives;
        });
    if (!isNearTheEnd || queue.isSpared) return;
    queue.isSpared = true;
    rest(queue);
    feed.setNote(fmt::format("The queue {} dead-letters what was received {} times, and a message "
                             "is close to it: it is left alone until it has been empty.",
                             queue.name, queue.mostReceives));
}

bool SqsSource::takeMessage(SourceFeed &feed, Watched &queue, const SqsMessage &message,
                            std::vector<TapStep> &steps)
{
    auto *seen = m_seen.find(message.id);
    const bool isNew = seen == nullptr;
    EventPtr event = isNew ? nullptr : seen->event;
    const auto others =
        message.receiveCount - std::min(message.receiveCount, isNew ? 1 : seen->looks + 1);
    const bool isDelivered = !queue.isDeadLetters && others > (isNew ? 0 : seen->others);
    const bool isDying = queue.isDeadLetters && (isNew || !seen->isDead);
    if (isNew || (!event && (isDelivered || isDying))) {
        auto read = m_messages.read(message, m_queues.front().name,
                                    "producers of " + m_queues.front().name);
        event = std::make_shared<const Event>(std::move(read.event));
        if (isNew) tellPublish(feed, queue, read, event, steps);
    }
    if (isNew) seen = &remember(message, event);
    ++seen->looks;
    if (isDelivered) {
        seen->others = others;
        TapStep step;
        step.time = currentTime();
        step.kind = StepKind::Deliver;
        step.evidence = Evidence::Inferred;
        step.attempt = static_cast<std::uint8_t>(std::min<std::uint64_t>(others, 255));
        step.sender = feed.participant(queue.name, Role::Channel);
        step.receiver = feed.participant("consumers of " + queue.name, Role::Consumer);
        step.event = event;
        steps.push_back(std::move(step));
    }
    if (isDying) {
        seen->isDead = true;
        tellDead(feed, queue, message, !isNew, event, steps);
    }
    return isNew;
}

void SqsSource::tellPublish(SourceFeed &feed, const Watched &queue, const ReadMessage &read,
                            const EventPtr &event, std::vector<TapStep> &steps) const
{
    TapStep step;
    step.time = read.time != 0 ? read.time : currentTime();
    // That it was in the queue before it was dead-lettered is what the dead letter tells.
    step.evidence = queue.isDeadLetters ? Evidence::Inferred : Evidence::Observed;
    step.receiver = feed.participant(m_queues.front().name, Role::Channel);
    step.event = event;
    if (!read.topic.empty()) {
        // Through a topic: who published to it, and then the topic to the queue.
        const auto topic = feed.participant(read.topic, Role::Channel);
        auto first = step;
        first.sender = feed.participant(event->source, Role::Producer);
        first.receiver = topic;
        steps.push_back(std::move(first));
        step.sender = topic;
    } else {
        step.sender = feed.participant(event->source, Role::Producer);
    }
    steps.push_back(std::move(step));
}

void SqsSource::tellDead(SourceFeed &feed, const Watched &queue, const SqsMessage &message,
                         bool wasSeen, const EventPtr &event, std::vector<TapStep> &steps) const
{
    const auto &said = message.deadLetterSource;
    TapStep step;
    step.time = currentTime();
    step.kind = StepKind::DeadLetter;
    step.failed = true;
    step.evidence = wasSeen || !said.empty() ? Evidence::Observed : Evidence::Inferred;
    step.sender = feed.participant(
        said.empty() ? m_queues.front().name : SqsQueueFacts::nameOf(said), Role::Channel);
    step.receiver = feed.participant(queue.name, Role::Channel);
    step.event = event;
    const auto most = m_queues.front().mostReceives;
    step.reason = std::make_shared<const std::string>(
        most > 0 ? fmt::format("received more than {} times", most) : "found among dead letters");
    steps.push_back(std::move(step));
}

SqsSource::Seen &SqsSource::remember(const SqsMessage &message, const EventPtr &event)
{
    auto &seen = m_seen.add(message.id, [this](const Seen &oldest) {
        if (oldest.event) m_keptBytes -= oldest.event->data.size();
    });
    if (m_keptBytes + event->data.size() <= mostKeptBytes) {
        m_keptBytes += event->data.size();
        seen.event = event;
    }
    return seen;
}

void SqsSource::setRound(Watched &queue, std::uint64_t visible) const
{
    queue.mostStale = isFragile(queue)
                          ? 1
                          : std::min<std::size_t>(visible / mostInBatch + moreAnswers, mostAnswers);
}

void SqsSource::rest(Watched &queue)
{
    queue.stale = 0;
    queue.restUntil = Clock::now() + m_options.every;
    if (isFragile(queue)) return;
    m_session.sqs.startFacts(queue.url, [this, &queue](const AwsResult<SqsQueueFacts> &facts) {
        if (facts) setRound(queue, facts->visible);
    });
}

void SqsSource::spare(SourceFeed &feed, Watched &queue)
{
    rest(queue);
    // Asking how many there are receives none.
    m_session.sqs.startFacts(queue.url, [&feed, &queue](const AwsResult<SqsQueueFacts> &facts) {
        if (!facts || facts->visible + facts->hidden > 0) return;
        queue.isSpared = false;
        queue.restUntil = {};
        feed.setNote({});
    });
}

void SqsSource::disconnect(SourceFeed &feed)
{
    feed.setBehind(0);
    m_session.http.cancelAll();
}

void SqsSource::wake()
{
    m_session.http.wake();
}

} // namespace playhead
