// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkaconnection.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr int waitForRecordMilliseconds = 100;
constexpr int surveyMilliseconds = 3000;
constexpr std::size_t mostAcknowledgedAtOnce = 5000;
constexpr auto tellEvery = std::chrono::milliseconds(250);
constexpr int mostFailedSurveys = 2;

} // namespace

KafkaConnection::KafkaConnection(KafkaSettings settings)
    : m_settings(std::move(settings)),
      m_partitions(m_settings),
      m_progress(m_partitions, m_kept),
      m_groups(m_settings, m_partitions, m_progress),
      m_discovery(m_settings, m_partitions),
      m_records(m_settings.naming)
{}

KafkaConnection::~KafkaConnection() = default;

ConnectionError KafkaConnection::lost(std::string reason) const
{
    const auto &client = m_consumer->client();
    const bool isTold = client.isDown() || !m_wasAttached; // else it may be of long ago
    if (isTold && !client.reason().empty()) reason = client.reason();
    // A server that starts may refuse for a while what it took before: that may pass as well.
    if (isTold && client.isRefused())
        return {fmt::format("The Kafka server {} refuses the connection: {}. Check the user, the "
                            "password, and the options security, sasl and ca.",
                            m_settings.servers, reason),
                m_wasAttached};
    return {fmt::format("No Kafka server answers at {}: {}. Is it running, and is the address "
                        "right?",
                        m_settings.servers, reason),
            true};
}

SourceConnection::Outcome KafkaConnection::connect(SourceFeed &feed, const std::stop_token &stop)
{
    auto consumer = KafkaConsumer::create(m_settings);
    if (!consumer) return ConnectionError{consumer.error().message, false};
    m_consumer = std::move(*consumer);
    const auto topics = waitForTopics(stop);
    if (stop.stop_requested()) return std::nullopt;
    if (!topics) return lost(topics.error().message);
    if (auto missing = checkTopics(*topics)) return missing;
    if (auto unsettled = settleAll(*topics, feed, stop)) return unsettled;
    if (auto opened = m_groups.open(); !opened)
        return ConnectionError{opened.error().message, false};
    m_discovery.open(m_consumer->client().handle());
    m_consumer->client().forgetFaults();
    m_wasAttached = true;
    return std::nullopt;
}

/// The first waits are short, so that a person who detaches meanwhile does not wait.
Result<KafkaTopicSizes> KafkaConnection::waitForTopics(const std::stop_token &stop)
{
    constexpr std::array<int, 6> waits = {500, 500, 1000, 2000, 3000, 3000};
    // A name may have several addresses, of which the first does not answer: once more, then.
    constexpr int triesWhenDown = 2;
    Result<KafkaTopicSizes> topics = failure("there is no answer");
    int triedDown = 0;
    auto &client = m_consumer->client();
    for (const int wait : waits) {
        topics = surveyTopics(client.handle(), wait);
        client.look();
        if (topics || stop.stop_requested()) break;
        if (client.isDown() && ++triedDown > triesWhenDown) break;
    }
    return topics;
}

SourceConnection::Outcome KafkaConnection::checkTopics(const KafkaTopicSizes &topics) const
{
    for (const auto &name : m_settings.topics.names()) {
        if (topics.contains(name)) continue;
        constexpr std::size_t mostShown = 20;
        std::string others;
        std::size_t shown = 0;
        for (const auto &[other, count] : topics) {
            if (other.starts_with("__") || ++shown > mostShown) continue;
            others += fmt::format("{}{}", others.empty() ? "" : ", ", other);
        }
        if (shown > mostShown) others += fmt::format(" and {} more", shown - mostShown);
        return ConnectionError{
            fmt::format("There is no topic '{}' at {}, or it may not be seen; there {}.", name,
                        m_settings.servers,
                        others.empty() ? std::string("is none") : "are: " + others),
            true};
    }
    return std::nullopt;
}

SourceConnection::Outcome KafkaConnection::settleAll(const KafkaTopicSizes &topics,
                                                     SourceFeed &feed, const std::stop_token &stop)
{
    auto questions = m_partitions.questions(topics, currentTime());
    const auto handle = m_consumer->client().handle();
    constexpr int tries = 3;
    auto asked = surveyPartitions(handle, questions, surveyMilliseconds);
    for (int i = 1; !asked && i < tries && !stop.stop_requested(); ++i)
        asked = surveyPartitions(handle, questions, surveyMilliseconds);
    if (!asked) return lost(asked.error().message);
    const auto failed =
        std::ranges::find_if(questions, [](const auto &answer) { return !answer.error.empty(); });
    // Later, such a partition is read as soon as it can be; at first it is not known where from.
    if (!m_wasAttached && failed != questions.end())
        return ConnectionError{fmt::format("{}/{} at {} cannot be read: {}.", failed->topic,
                                           failed->partition, m_settings.servers, failed->error),
                               true};
    settle(questions, feed);
    return std::nullopt;
}

void KafkaConnection::settle(const std::vector<KafkaPartitionSurvey> &answers, SourceFeed &feed)
{
    for (const auto &answer : answers) {
        const auto known = m_partitions.find(answer.topic, answer.partition);
        if (!answer.error.empty()) {
            if (known) m_faults[*known] = answer.error;
            continue;
        }
        if (const auto missed = m_partitions.settle(answer, !m_wasAttached))
            feed.countDropped(missed);
        const auto number = *m_partitions.find(answer.topic, answer.partition);
        auto &partition = m_partitions.at(number);
        m_faults.erase(number);
        if (partition.isDone)
            m_consumer->stop(partition);
        else if (!partition.isReading)
            m_consumer->start(partition);
    }
}

SourceConnection::Outcome KafkaConnection::serve(SourceFeed &feed, const std::stop_token &stop)
{
    auto &client = m_consumer->client();
    while (!stop.stop_requested()) {
        client.look();
        if (client.isDown()) return lost("all brokers are down");
        if (feed.isPaused()) {
            feed.waitWhilePaused(stop);
            continue;
        }
        settle(m_discovery.run(currentTime()), feed);
        if (m_discovery.failures() >= mostFailedSurveys) return lost(m_discovery.error());
        const bool isBusy = read(feed);
        m_groups.run();
        followGroups(feed);
        if (!isBusy || Clock::now() - m_told >= tellEvery) tell(feed);
        if (m_partitions.isComplete(currentTime())) return std::nullopt;
    }
    return std::nullopt;
}

bool KafkaConnection::read(SourceFeed &feed)
{
    m_steps.clear();
    const auto messages = m_consumer->take(m_isGroupRest ? 0 : waitForRecordMilliseconds);
    for (const auto &message : messages) {
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            takeRecord(*message, feed);
        else
            takeFault(*message);
    }
    const auto records = m_steps.size(); // a record, a step
    if (records > 0) feed.hand(m_steps, records);
    return records > 0;
}

std::optional<std::size_t> KafkaConnection::partitionOf(const rd_kafka_message_t &message)
{
    if (!message.rkt) return std::nullopt;
    if (message.rkt != m_lastTopic || message.partition != m_lastPartition || !m_lastNumber) {
        m_lastTopic = message.rkt;
        m_lastPartition = message.partition;
        m_lastNumber = m_partitions.find(rd_kafka_topic_name(message.rkt), message.partition);
    }
    return m_lastNumber;
}

void KafkaConnection::finishPartition(KafkaPartition &partition)
{
    partition.isDone = true;
    m_consumer->stop(partition);
}

void KafkaConnection::takeRecord(const rd_kafka_message_t &record, SourceFeed &feed)
{
    const auto number = partitionOf(record);
    if (!number) return;
    auto &partition = m_partitions.at(*number);
    // What was fetched before the partition was stopped or started anew.
    if (partition.isDone || record.offset < partition.next) return;
    const auto time = KafkaRecords::timeOf(record);
    if (record.offset >= partition.stop || (time && m_partitions.isTooLate(*time))) {
        finishPartition(partition);
        return;
    }
    m_steps.push_back(m_records.step(record, feed));
    if (!m_settings.groups.isEmpty()) m_kept.add(*number, record.offset, m_steps.back().event);
    partition.next = record.offset + 1;
    partition.lastTime = std::max(partition.lastTime, m_steps.back().time);
    if (partition.next >= partition.stop) finishPartition(partition);
}

void KafkaConnection::takeFault(const rd_kafka_message_t &fault)
{
    const auto number = partitionOf(fault);
    if (!number) return;
    auto &partition = m_partitions.at(*number);
    if (fault.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        // The end may lie behind marks of transactions, which are no records.
        if (!partition.isDone) partition.next = std::max(partition.next, fault.offset);
        if (partition.next >= partition.stop) finishPartition(partition);
        return;
    }
    // Also where the server has no more, or not yet, what we ask for: it is asked again where the
    // partition begins and ends.
    m_faults[*number] = rd_kafka_message_errstr(&fault);
    m_consumer->stop(partition);
    m_discovery.hurry();
}

void KafkaConnection::followGroups(SourceFeed &feed)
{
    m_steps.clear();
    m_isGroupRest = m_progress.collect(m_steps, feed, currentTime(), mostAcknowledgedAtOnce);
    if (!m_steps.empty()) feed.hand(m_steps, 0);
}

void KafkaConnection::tell(SourceFeed &feed)
{
    m_told = Clock::now();
    for (auto &partition : m_partitions.all())
        if (partition.isReading) m_consumer->updateEnd(partition);
    feed.setBehind(m_partitions.behind());
    feed.setNote(note());
}

std::string KafkaConnection::note() const
{
    std::vector<std::string> sentences;
    if (m_partitions.all().empty())
        sentences.push_back(fmt::format("No topic is there yet that matches; new ones are looked "
                                        "for every {}.",
                                        formatDuration(m_settings.refresh)));
    if (!m_faults.empty()) {
        const auto &[number, reason] = *m_faults.begin();
        const auto &partition = m_partitions.at(number);
        sentences.push_back(fmt::format("{}/{} cannot be read for now: {}.", partition.topic,
                                        partition.partition, reason));
    }
    sentences.push_back(m_groups.problem());
    if (const auto unseen = m_progress.unseen())
        sentences.push_back(fmt::format("Groups acknowledged {} records that Playhead did not "
                                        "read, or keeps no more: these are not drawn.",
                                        unseen));
    sentences.push_back(m_progress.lagText());
    std::string text;
    for (const auto &sentence : sentences)
        if (!sentence.empty()) text += fmt::format("{}{}", text.empty() ? "" : " ", sentence);
    return text;
}

void KafkaConnection::disconnect(SourceFeed & /*feed*/)
{
    m_discovery.close();
    m_groups.close();
    if (m_consumer)
        for (auto &partition : m_partitions.all())
            m_consumer->stop(partition);
    m_consumer.reset();
    m_lastTopic = nullptr;
    m_lastNumber.reset();
}

} // namespace playhead
