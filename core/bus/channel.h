// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event.h"
#include "model/ids.h"

#include <cstdint>
#include <memory>
#include <string>

namespace playhead {

class Publisher;

/// What a channel is called, by text and as a participant.
struct ChannelName
{
    std::string text;
    ParticipantId id;
};

/// What publishing did.
struct PublishResult
{
    std::uint32_t subscriptions = 0; ///< that took the event
    std::uint32_t rejected = 0;      ///< whose queue was full

    bool operator==(const PublishResult &) const = default;
};

/// A way to publish on one channel, fast: it remembers which subscriptions match until one comes or
/// goes. Use one handle on one thread at a time; a copy is another handle, so give each thread its
/// own. Handlers may publish on the handle that is calling them. Keeps working after the bus is
/// gone, without effect.
///
/// Cost in Direct mode with the tap closed: about 6 ns plus 3 ns a handler, no allocation, no
/// lock.
class Channel
{
public:
    Channel(); ///< publishes nowhere
    ~Channel();
    Channel(const Channel &other);
    Channel &operator=(const Channel &other);
    Channel(Channel &&other) noexcept;
    Channel &operator=(Channel &&other) noexcept;

    /// Hands the event to every matching subscription as its policy says, in the order in which
    /// they subscribed. A subscription made meanwhile does not get it. Never throws.
    PublishResult publish(ParticipantId producer, const EventPtr &event);
    PublishResult publish(ParticipantId producer, Event &&event);

    /// Empty for a handle that was made by the default constructor.
    [[nodiscard]] const std::string &name() const;
    [[nodiscard]] ParticipantId id() const;

private:
    friend class Bus;
    explicit Channel(std::unique_ptr<Publisher> publisher);

    std::unique_ptr<Publisher> m_publisher;
};

} // namespace playhead
