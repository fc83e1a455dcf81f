// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/result.h"
#include "transports/sourceurl.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

/// A header (property, message attribute) of a message: name, and value as text.
using MessageHeader = std::pair<std::string, std::string>;

/// A message as a broker gave it. Texts must live until read() has returned.
struct BrokerMessage
{
    std::string_view body;
    std::string_view contentType; ///< empty: not said
    std::span<const MessageHeader> headers;
    // What the message is where it does not say so itself:
    std::string_view id;      ///< such as `orders/3/8412`
    std::string_view key;     ///< what it is partitioned by: the subject
    std::string_view channel; ///< topic, exchange or queue: the type
    std::string_view source;  ///< who sent it
    std::string_view correlation;
    Timestamp time = 0;
};

/// Where an attribute of an event is found in messages that are no CloudEvents: a header or a path
/// in the JSON body. Without any, names that are common are tried: see MessageEvents.
struct MessageNaming
{
    std::string type; ///< `header:NAME` or `data.PATH`; empty: by the usual names
    std::string subject;
    std::string correlation;
    std::string causation;

    /// From the options `type`, `subject`, `correlation` and `causation` of a URL. Fails for a
    /// value that is neither of the two forms.
    static Result<MessageNaming> fromUrl(const SourceUrl &url);
};

/// Makes events of messages. One thread.
///
/// - CloudEvents 1.0 in binary mode, with the prefixes of Kafka (`ce_`), HTTP and NATS (`ce-`), and
///   AMQP (`cloudEvents:` and `cloudEvents_`); in structured mode by the content type
///   `application/cloudevents+json`.
/// - Others: the type is the header `type`, `event-type`, `eventType` and the like, else the member
///   `type`, `eventType`, `event` of a JSON object, else the channel; likewise id, subject,
///   correlation (last: the trace id of `traceparent`) and causation. The body is the data.
///
/// Headers that are no attributes become extensions. Nothing is refused: a body that is not what it
/// says becomes text or bytes. Sources:
/// https://github.com/cloudevents/spec/tree/v1.0.2/cloudevents/ bindings.
class MessageEvents
{
public:
    explicit MessageEvents(MessageNaming naming = {});
    ~MessageEvents();
    MessageEvents(MessageEvents &&) noexcept;
    MessageEvents &operator=(MessageEvents &&) noexcept;

    [[nodiscard]] Event read(const BrokerMessage &message);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace playhead
