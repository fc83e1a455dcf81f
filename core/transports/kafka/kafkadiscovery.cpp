// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkadiscovery.h"

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr int waitMilliseconds = 3000;

bool isReady(const auto &future)
{
    return future.valid() && future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

} // namespace

void KafkaDiscovery::open(rd_kafka_t *handle)
{
    m_handle = handle;
    m_failures = 0;
    scheduleNext();
}

void KafkaDiscovery::close()
{
    if (m_topics.valid()) m_topics.wait();
    if (m_answers.valid()) m_answers.wait();
    m_topics = {};
    m_answers = {};
    m_handle = nullptr;
}

void KafkaDiscovery::hurry()
{
    if (!std::exchange(m_isUrgent, true))
        m_due = std::min(m_due, Clock::now() + std::chrono::seconds(1));
}

void KafkaDiscovery::scheduleNext()
{
    m_isUrgent = false;
    m_due = Clock::now() + std::chrono::nanoseconds(m_settings.refresh);
}

void KafkaDiscovery::fail(const Error &error)
{
    ++m_failures;
    m_error = error.message;
    scheduleNext();
}

std::vector<KafkaPartitionSurvey> KafkaDiscovery::run(Timestamp now)
{
    if (isReady(m_answers)) {
        auto answers = m_answers.get();
        scheduleNext();
        if (answers) return std::move(*answers);
        m_error = answers.error().message; // the partitions stay to be asked about
    } else if (isReady(m_topics)) {
        const auto topics = m_topics.get();
        if (!topics) {
            fail(topics.error());
            return {};
        }
        m_failures = 0;
        auto questions = m_partitions.questions(*topics, now);
        if (questions.empty()) {
            scheduleNext();
            return {};
        }
        m_answers = std::async(
            std::launch::async, [handle = m_handle, asked = std::move(questions)]() mutable {
                return surveyPartitions(handle, asked, waitMilliseconds).map([&] {
                    return std::move(asked);
                });
            });
    } else if (!m_topics.valid() && !m_answers.valid() && Clock::now() >= m_due) {
        m_topics = std::async(std::launch::async, [handle = m_handle] {
            return surveyTopics(handle, waitMilliseconds);
        });
    }
    return {};
}

} // namespace playhead
