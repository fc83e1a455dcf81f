// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/kafka/kafkagrouppoll.h"

#include <array>
#include <span>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t mostAsked = 16; // at once
constexpr int requestMilliseconds = 5000;

using AdminOptionsPtr =
    std::unique_ptr<rd_kafka_AdminOptions_t, KafkaEnd<rd_kafka_AdminOptions_destroy>>;

AdminOptionsPtr adminOptions(rd_kafka_t *handle, rd_kafka_admin_op_t operation)
{
    AdminOptionsPtr options(rd_kafka_AdminOptions_new(handle, operation));
    std::array<char, 256> why{};
    rd_kafka_AdminOptions_set_request_timeout(options.get(), requestMilliseconds, why.data(),
                                              why.size());
    return options;
}

Result<std::unique_ptr<KafkaClient>> adminClient(const KafkaSettings &settings)
{
    return KafkaClient::create(RD_KAFKA_PRODUCER,
                               settings.with({{"reconnect.backoff.max.ms", "1000"}}));
}

} // namespace

Result<void> KafkaGroupPoll::open()
{
    if (m_settings.groups.isEmpty()) return {};
    auto client = adminClient(m_settings);
    if (!client) return tl::unexpected(client.error());
    m_client = std::move(*client);
    m_answers.reset(rd_kafka_queue_new(m_client->handle()));
    for (const auto &name : m_settings.groups.names())
        m_groups[name].isNamed = true;
    if (m_settings.groups.patterns().empty()) return {};
    auto listClient = adminClient(m_settings);
    if (!listClient) return tl::unexpected(listClient.error());
    m_listClient = std::move(*listClient);
    m_lists.reset(rd_kafka_queue_new(m_listClient->handle()));
    return {};
}

void KafkaGroupPoll::close()
{
    m_answers.reset();
    m_lists.reset();
    m_client.reset();
    m_listClient.reset();
    m_asked = 0;
    m_isListAsked = false;
    m_listDue = {};
    for (auto &[name, group] : m_groups) {
        group.isAsked = false;
        group.due = {};
    }
}

void KafkaGroupPoll::run()
{
    if (!m_client || m_partitions.all().empty()) return;
    m_client->look();
    while (const KafkaEventPtr event{rd_kafka_queue_poll(m_answers.get(), 0)})
        takeOffsets(*event);
    const auto now = Clock::now();
    if (m_listClient) {
        m_listClient->look();
        while (const KafkaEventPtr event{rd_kafka_queue_poll(m_lists.get(), 0)})
            takeList(*event);
        if (!m_isListAsked && now >= m_listDue) askForList();
    }
    for (auto &entry : m_groups) {
        if (m_asked >= mostAsked) break;
        if (!entry.second.isAsked && now >= entry.second.due) askFor(entry);
    }
}

void KafkaGroupPoll::askForList()
{
    const auto options = adminOptions(m_listClient->handle(), RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS);
    rd_kafka_ListConsumerGroups(m_listClient->handle(), options.get(), m_lists.get());
    m_isListAsked = true;
}

void KafkaGroupPoll::askFor(Groups::value_type &entry)
{
    const auto &partitions = m_partitions.all();
    const KafkaPartitionListPtr list(
        rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const auto &partition : partitions)
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition);
    const std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t,
                          KafkaEnd<rd_kafka_ListConsumerGroupOffsets_destroy>>
        request(rd_kafka_ListConsumerGroupOffsets_new(entry.first.c_str(), list.get()));
    const auto options =
        adminOptions(m_client->handle(), RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS);
    rd_kafka_AdminOptions_set_opaque(options.get(), &entry);
    auto *asked = request.get();
    rd_kafka_ListConsumerGroupOffsets(m_client->handle(), &asked, 1, options.get(),
                                      m_answers.get());
    entry.second.isAsked = true;
    ++m_asked;
}

void KafkaGroupPoll::takeList(rd_kafka_event_t &event)
{
    m_isListAsked = false;
    m_listDue = Clock::now() + std::chrono::nanoseconds(m_settings.refresh);
    m_listError.clear();
    if (rd_kafka_event_error(&event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        m_listError = rd_kafka_event_error_string(&event);
        return;
    }
    const auto *result = rd_kafka_event_ListConsumerGroups_result(&event);
    std::size_t count = 0;
    const auto *const *listings = rd_kafka_ListConsumerGroups_result_valid(result, &count);
    for (const auto *listing : std::span(listings, count)) {
        const std::string name = rd_kafka_ConsumerGroupListing_group_id(listing);
        if (name.empty() || !m_settings.groups.matches(name)) continue;
        const auto [group, isNew] = m_groups.try_emplace(name);
        if (isNew) group->second.wasThere = !m_wasListed;
    }
    std::size_t errorCount = 0;
    const auto *const *errors = rd_kafka_ListConsumerGroups_result_errors(result, &errorCount);
    if (errorCount > 0) m_listError = rd_kafka_error_string(errors[0]);
    m_wasListed = m_wasListed || errorCount == 0;
}

void KafkaGroupPoll::takeOffsets(rd_kafka_event_t &event)
{
    --m_asked;
    auto &entry = *static_cast<Groups::value_type *>(rd_kafka_event_opaque(&event));
    entry.second.isAsked = false;
    const auto *result = rd_kafka_event_ListConsumerGroupOffsets_result(&event);
    std::size_t count = 0;
    const auto *const *groups =
        result ? rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count) : nullptr;
    if (count > 0)
        takeGroup(*groups[0], entry);
    else
        entry.second.error = rd_kafka_event_error_string(&event);
    const auto &group = entry.second;
    const bool isOften = (group.isNamed || group.hasCommitted) && group.error.empty();
    entry.second.due =
        Clock::now() + std::chrono::nanoseconds(isOften ? m_settings.poll : m_settings.refresh);
}

void KafkaGroupPoll::takeGroup(const rd_kafka_group_result_t &result, Groups::value_type &entry)
{
    auto &[name, group] = entry;
    group.error.clear();
    const auto *partitions = rd_kafka_group_result_partitions(&result);
    if (const auto *error = rd_kafka_group_result_error(&result)) {
        group.error = rd_kafka_error_string(error);
    } else if (partitions) {
        for (const auto &answer :
             std::span(partitions->elems, static_cast<std::size_t>(partitions->cnt))) {
            if (answer.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
                group.error = rd_kafka_err2str(answer.err);
                continue;
            }
            const auto number = m_partitions.find(answer.topic, answer.partition);
            if (!number) continue;
            const auto committed = answer.offset >= 0 ? std::optional(answer.offset) : std::nullopt;
            group.hasCommitted = group.hasCommitted || committed;
            m_progress.commit(name, *number, committed, group.wasThere && !group.wasLookedAt);
        }
        group.wasLookedAt = true;
    }
}

std::string KafkaGroupPoll::problem() const
{
    std::string text;
    if (!m_listError.empty())
        text = fmt::format("The server does not list its groups ({}): name them with "
                           "groups=NAME.",
                           m_listError);
    for (const auto &[name, group] : m_groups) {
        if (group.error.empty()) continue;
        text += fmt::format("{}The committed offsets of group {} cannot be read: {}.",
                            text.empty() ? "" : " ", name, group.error);
        break; // one says enough
    }
    return text;
}

} // namespace playhead
