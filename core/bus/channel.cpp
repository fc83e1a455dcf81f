// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/channel.h"

#include "bus/publisher.h"

#include <utility>

namespace playhead {

Channel::Channel(std::unique_ptr<Publisher> publisher) : m_publisher(std::move(publisher)) {}

Channel::Channel() = default;
Channel::~Channel() = default;
Channel::Channel(Channel &&other) noexcept = default;
Channel &Channel::operator=(Channel &&other) noexcept = default;

Channel::Channel(const Channel &other)
{
    if (const auto *from = other.m_publisher.get())
        m_publisher = std::make_unique<Publisher>(from->core(), from->channel(), from->owner());
}

Channel &Channel::operator=(const Channel &other)
{
    if (this != &other) *this = Channel(other);
    return *this;
}

PublishResult Channel::publish(ParticipantId producer, const EventPtr &event)
{
    return m_publisher ? m_publisher->publish(producer, event) : PublishResult();
}

PublishResult Channel::publish(ParticipantId producer, Event &&event)
{
    return publish(producer, std::make_shared<const Event>(std::move(event)));
}

const std::string &Channel::name() const
{
    static const std::string none;
    return m_publisher ? m_publisher->channel().text : none;
}

ParticipantId Channel::id() const
{
    return m_publisher ? m_publisher->channel().id : ParticipantId();
}

} // namespace playhead
