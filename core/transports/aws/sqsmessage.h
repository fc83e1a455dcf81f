// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timestamp.h"
#include "transports/aws/awserror.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// A message attribute of SQS or SNS.
struct SqsAttribute
{
    std::string name;
    std::string type;  ///< `String`, `Number`, `Binary`, with a suffix of the sender's
    std::string value; ///< as text; base64 for Binary
};

/// A message may have ten attributes.
inline constexpr std::size_t mostSqsAttributes = 10;

/// A message as ReceiveMessage gives it.
struct SqsMessage
{
    std::string id;
    std::string receipt; ///< for deleting it and for changing how long it is hidden
    std::string body;
    std::vector<SqsAttribute> attributes;
    std::uint64_t receiveCount = 0; ///< this time included; 0: not said
    Timestamp sent = 0;
    std::string group;            ///< MessageGroupId; empty: not of a FIFO queue
    std::string deadLetterSource; ///< ARN of the queue it was dead-lettered from; empty: not said
};

/// A message on its way to SQS or SNS.
struct OutgoingMessage
{
    std::string body;
    std::vector<SqsAttribute> attributes;
    std::string group;         ///< for FIFO
    std::string deduplication; ///< for FIFO

    /// What counts against the limit of a message and of a batch.
    [[nodiscard]] std::size_t size() const;
};

/// The most that a message, or all of a batch together, may have, for SNS and old queues: 256 KiB.
inline constexpr std::size_t mostMessageBytes = 262'144;
/// The most messages in one request.
inline constexpr std::size_t mostInBatch = 10;

/// The messages in the answer of ReceiveMessage. Fails for what is no such answer.
[[nodiscard]] AwsResult<std::vector<SqsMessage>> readSqsMessages(std::string_view answer);

/// `"MessageBody":...,"MessageAttributes":{...},"MessageGroupId":...`: the members of SendMessage,
/// and of an entry of SendMessageBatch, that are the message.
void appendSqsMessage(std::string &json, const OutgoingMessage &message);

/// Appends `"name":"value"`, both quoted and escaped.
void appendMember(std::string &json, std::string_view name, std::string_view value);

/// The outcome of a request that was about several things: for each of `count` entries, called
/// `0`, `1`, ..., empty where it went well.
struct BatchOutcome
{
    struct Entry
    {
        bool isDone = false;
        bool mayPass = false; ///< not the sender's fault
        std::string reason;   ///< why it is not done
    };
    std::vector<Entry> entries;
};

/// From the `Successful` and `Failed` of an answer of SQS.
[[nodiscard]] AwsResult<BatchOutcome> readSqsBatch(std::string_view answer, std::size_t count);

} // namespace playhead
