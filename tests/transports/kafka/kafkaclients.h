// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/kafka/kafkahandles.h"
#include "transports/kafka/kafkaserver.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace playhead::test {

/// A record as a producer writes it. Plain librdkafka stands behind all clients here: nothing of
/// what is tested, but for the handles.
struct TestRecord
{
    std::optional<std::string> key;
    std::optional<std::string> value;
    std::vector<std::pair<std::string, std::string>> headers;
    std::int32_t partition = 0;
    std::int64_t milliseconds = 0; ///< its time; 0: now
};

/// A producer that stays connected.
class TestProducer
{
public:
    explicit TestProducer(const KafkaServer &server);
    /// Sends them in order; false: not all were taken.
    bool produce(const std::string &topic, const std::vector<TestRecord> &records);

private:
    std::unique_ptr<KafkaClient> m_client;
};

/// Records with the values `1`, `2`, ... `count`, spread over `partitions` in turn.
std::vector<TestRecord> numberedRecords(int count, int partitions);

/// A member of a consumer group, as a service has it: subscribes, reads, commits when told to.
class TestGroupMember
{
public:
    TestGroupMember(const KafkaServer &server, const std::string &group, const std::string &topic);
    ~TestGroupMember();
    TestGroupMember(const TestGroupMember &) = delete;
    TestGroupMember &operator=(const TestGroupMember &) = delete;
    /// Takes part in the group for a moment; answers how many records it got (0 or 1).
    int read();
    /// Commits what it has read; false: it has nothing to commit, or may not.
    bool commit();
    /// Reads on until it has `count` records, and commits; false where they do not come.
    bool readAndCommit(int count);

private:
    std::unique_ptr<KafkaClient> m_client;
};

/// Commits for a group without being a member, as tools that move groups do.
bool commitFor(const KafkaServer &server, const std::string &group, const std::string &topic,
               std::int32_t partition, std::int64_t offset);

/// What a group has committed; -1001 (librdkafka's "invalid"): nothing.
std::int64_t committedBy(const KafkaServer &server, const std::string &group,
                         const std::string &topic, std::int32_t partition);

/// All records of a partition, read by a client of its own; `headers` in their order.
std::vector<TestRecord> recordsOf(const KafkaServer &server, const std::string &topic,
                                  std::int32_t partition, int count);

} // namespace playhead::test
