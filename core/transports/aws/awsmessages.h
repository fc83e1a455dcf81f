// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/aws/sqsmessage.h"
#include "transports/messageevents.h"

#include <string>
#include <string_view>

namespace playhead {

/// What a message of SQS says.
struct ReadMessage
{
    Event event;
    std::string id;     ///< of SNS where it came through a topic, else of SQS
    std::string topic;  ///< that it came through, where its envelope says so; empty: none
    Timestamp time = 0; ///< when it was published; 0: not said
};

/// Makes events of messages, by MessageEvents: takes off the envelope of SNS, keeps message
/// attributes, takes `content-type` among them for the content type, and the message group for the
/// subject where nothing else says it. A body that looks like a CloudEvent in structured mode is
/// one. One thread.
///
/// Envelope: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html.
class AwsMessages
{
public:
    explicit AwsMessages(MessageNaming naming) : m_events(std::move(naming)) {}

    /// `channel` is the topic or queue that it was received from; `producer` is who sent it where
    /// it does not say so.
    [[nodiscard]] ReadMessage read(const SqsMessage &message, std::string_view channel,
                                   std::string_view producer);

private:
    MessageEvents m_events;
};

/// An event on its way: CloudEvents in binary mode, attributes as message attributes with `ce_` in
/// front, where they fit (ten, of the characters that SQS allows, a body that is text and there);
/// else in structured mode, with the attribute `content-type` saying so. `group` is the subject,
/// else the type, in the form that FIFO queues take.
[[nodiscard]] OutgoingMessage outgoingMessage(const Event &event);

/// Whether SQS and SNS take the text as it is: XML 1.0's characters.
[[nodiscard]] bool isSqsText(std::string_view text);

} // namespace playhead
