// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/aws/snssource.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostRemembered = 200'000;
constexpr std::size_t mostDeleting = 16;
constexpr auto longestRun = 200ms;
constexpr auto betweenLooks = 2s;

} // namespace

SnsSource::SnsSource(SourceUrl url, MessageNaming naming, bool isRaw, AwsEnvironment environment)
    : m_session(std::move(url), std::move(environment)),
      m_tap(m_session.sns, m_session.sqs),
      m_messages(std::move(naming)),
      m_isRaw(isRaw),
      m_seen(mostRemembered)
{}

SnsSource::~SnsSource()
{
    m_tap.remove();
}

SourceConnection::Outcome SnsSource::failed(const AwsError &error, std::string_view attempt)
{
    auto outcome = m_session.outcome(error, attempt, m_wasLive);
    m_isLost = m_wasLive && outcome.mayPass;
    return outcome;
}

SourceConnection::Outcome SnsSource::connect(SourceFeed &feed, const std::stop_token &stop)
{
    if (const auto open = m_session.open(); !open)
        return ConnectionError{open.error().message, false};
    const auto &name = m_session.name();
    const auto attempt = fmt::format("Attaching to the topic {}", name.name);
    const auto topic = m_session.sns.topicArn(name, stop);
    if (!topic) return failed(topic.error(), attempt);
    std::string note;
    if (const auto removed = m_tap.removeLeftovers(stop); !removed) {
        if (mayPass(removed.error())) return failed(removed.error(), attempt);
        note = explained(removed.error(), "Looking for what a crash may have left");
    }
    const auto isThere = m_tap.isThere(stop);
    if (!isThere) return failed(isThere.error(), attempt);
    if (!*isThere) {
        m_tap.remove();
        if (const auto made = m_tap.make(*topic, m_isRaw, stop); !made)
            return failed(made.error(), fmt::format("Subscribing to the topic {}", name.name));
    }
    feed.setNote(std::move(note));
    m_wasLive = true;
    m_isLost = false;
    return {};
}

SourceConnection::Outcome SnsSource::serve(SourceFeed &feed, const std::stop_token &stop)
{
    auto outcome = read(feed, stop);
    m_session.http.cancelAll();
    m_toDelete.clear();
    m_deleting = 0;
    return outcome;
}

SourceConnection::Outcome SnsSource::read(SourceFeed &feed, const std::stop_token &stop)
{
    const bool isFifo = m_session.name().isFifo();
    QueueReader reader(m_session.sqs, m_tap.url(), isFifo, {20s, {}});
    Outcome outcome;
    while (!stop.stop_requested() && !outcome) {
        if (feed.isPaused()) {
            feed.waitWhilePaused(stop);
            m_session.http.run(0ms);
            continue;
        }
        // Of a FIFO queue a group gives nothing more until what it gave is deleted.
        const bool mayAsk =
            isFifo ? m_deleting == 0 && m_toDelete.empty() : m_deleting < mostDeleting;
        if (mayAsk) reader.ask();
        m_session.http.run(longestRun);
        while (!feed.isPaused() && reader.hasNext())
            take(feed, reader.next());
        deleteTaken();
        if (const auto wait = reader.takeThrottle(); wait > 0ms)
            waitWith(m_session.http, wait, stop);
        if (reader.error())
            outcome = failed(*reader.error(),
                             fmt::format("Reading from the topic {}", m_session.name().name));
        lookBehind(feed, reader.isBusy());
    }
    m_session.http.cancelAll(); // before the reader goes
    return outcome;
}

void SnsSource::take(SourceFeed &feed, std::vector<SqsMessage> batch)
{
    const auto &topic = m_session.name().name;
    const auto producer = "producers of " + topic;
    const auto channel = feed.participant(topic, Role::Channel);
    std::vector<TapStep> steps;
    for (auto &message : batch) {
        auto read = m_messages.read(message, topic, producer);
        m_toDelete.push_back(std::move(message.receipt));
        if (m_seen.find(read.id) != nullptr) continue;
        m_seen.add(read.id);
        TapStep step;
        step.time = read.time != 0 ? read.time : currentTime();
        step.sender = feed.participant(read.event.source, Role::Producer);
        step.receiver = channel;
        step.event = std::make_shared<const Event>(std::move(read.event));
        steps.push_back(std::move(step));
    }
    // Those that came again are no messages of their own.
    const auto messages = steps.size();
    if (messages > 0) feed.hand(steps, messages);
}

void SnsSource::deleteTaken()
{
    while (!m_toDelete.empty()) {
        const auto count = std::min(m_toDelete.size(), mostInBatch);
        std::vector<std::string> receipts(std::make_move_iterator(m_toDelete.end() - count),
                                          std::make_move_iterator(m_toDelete.end()));
        m_toDelete.resize(m_toDelete.size() - count);
        ++m_deleting;
        // What could not be deleted comes again, is known, and is deleted then.
        m_session.sqs.startDelete(m_tap.url(), receipts,
                                  [this](const AwsResult<BatchOutcome> &) { --m_deleting; });
    }
}

void SnsSource::lookBehind(SourceFeed &feed, bool isBusy)
{
    const auto now = std::chrono::steady_clock::now();
    if (!isBusy) {
        feed.setBehind(0);
        return;
    }
    if (now - m_lookedBehind < betweenLooks) return;
    m_lookedBehind = now;
    m_session.sqs.startFacts(m_tap.url(), [&feed](const AwsResult<SqsQueueFacts> &facts) {
        if (facts) feed.setBehind(facts->visible);
    });
}

void SnsSource::disconnect(SourceFeed &feed)
{
    feed.setBehind(0);
    m_session.http.cancelAll();
    if (!m_isLost) m_tap.remove();
}

void SnsSource::wake()
{
    m_session.http.wake();
}

} // namespace playhead
