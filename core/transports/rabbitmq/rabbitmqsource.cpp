// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/rabbitmq/rabbitmqsource.h"

#include "transports/rabbitmq/firehoseswitch.h"

#include <random>
#include <span>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr amqp_channel_t readingChannel = 1;
constexpr amqp_channel_t askingChannel = 2; // the server closes it where it refuses something
constexpr std::uint16_t readAhead = 8192;
constexpr std::uint64_t batch = 1024;
constexpr std::chrono::milliseconds longestWait(100);
constexpr std::chrono::milliseconds betweenLooks(500);
constexpr std::chrono::seconds betweenBinds(3);

std::string freshQueueName()
{
    std::random_device random;
    return fmt::format("{}{}-{:08x}{:08x}", ownQueuePrefix, getpid(), random(), random());
}

SourceConnection::Outcome toOutcome(const AmqpOutcome &fault)
{
    if (!fault) return {};
    return fault->connectionError();
}

} // namespace

RabbitMqSource::RabbitMqSource(RabbitMqSettings settings, std::string name)
    : m_settings(std::move(settings)),
      m_name(std::move(name)),
      m_book(m_settings.naming),
      m_bindings(m_settings)
{}

SourceConnection::Outcome RabbitMqSource::connect(SourceFeed &feed, const std::stop_token &)
{
    auto opened = AmqpConnection::open(m_settings, m_name);
    if (!opened) return opened.error().connectionError();
    m_connection = std::move(*opened);
    m_queue = freshQueueName();
    m_book.setIdPrefix(m_queue + '/');
    m_book.acks.forgetAll();
    m_sawReport = false;
    m_lastTag = 0;
    m_nextLook = m_nextBind = Clock::now();
    askManagement(feed);
    m_acks.emplace(m_book.acks, *m_connection, askingChannel,
                   m_topology ? m_management.get() : nullptr);
    if (const auto fault = prepare()) return fault->connectionError();
    tellTopology(feed);
    tellNotes(feed);
    m_wasLive = true;
    return {};
}

AmqpOutcome RabbitMqSource::prepare()
{
    if (auto fault = m_connection->openChannel(readingChannel)) return fault;
    if (auto fault = m_connection->openChannel(askingChannel)) return fault;
    if (auto fault = m_connection->makeQueue(readingChannel, m_queue)) return fault;
    if (auto fault =
            m_bindings.bind(*m_connection, askingChannel, m_queue, m_topology, m_wasLive))
        return fault;
    if (auto fault = m_connection->consume(readingChannel, m_queue, readAhead)) return fault;
    if (!m_management) return {};
    // Last: whoever looks for queues at the firehose finds ours before it is turned on.
    FirehoseSwitch tracing(*m_management);
    const auto set = m_settings.firehose ? tracing.turnOn() : tracing.removeLeftover();
    if (!set) m_managementNote = set.error().message;
    return {};
}

void RabbitMqSource::askManagement(SourceFeed &feed)
{
    m_topology.reset();
    m_management.reset();
    m_managementNote.clear();
    if (!m_settings.management.empty()) {
        m_management = std::make_unique<ManagementClient>(m_settings);
        auto topology = BrokerView(*m_management).topology();
        if (topology)
            m_topology = std::move(*topology);
        else
            m_managementNote = topology.error().message;
    }
    m_book.names.begin(feed);
    learnNames();
}

void RabbitMqSource::learnNames()
{
    if (!m_topology) return;
    if (const auto names = BrokerView(*m_management).connectionNames()) m_book.names.learn(*names);
}

void RabbitMqSource::tellTopology(SourceFeed &feed)
{
    if (!m_topology || m_topology->json == m_toldTopology) return;
    m_toldTopology = m_topology->json;
    auto event = std::make_shared<Event>();
    event->id = m_queue + "/topology";
    event->type = sourceTopologyType;
    event->source = event->subject = m_name;
    event->time = currentTime();
    event->encoding = DataEncoding::Json;
    event->data = m_topology->json;
    TapStep step;
    step.time = event->time;
    step.event = std::move(event);
    step.sender = step.receiver = feed.participant(m_name, Role::Producer);
    step.kind = StepKind::Publish;
    feed.hand(std::span(&step, 1), 0);
}

SourceConnection::Outcome RabbitMqSource::serve(SourceFeed &feed, const std::stop_token &stop)
{
    AmqpOutcome fault;
    while (!fault && !stop.stop_requested()) {
        if (feed.isPaused()) {
            fault = handOn(feed);
            feed.waitWhilePaused(stop);
        } else {
            fault = readSome(feed);
        }
        if (!fault && Clock::now() >= m_nextLook) fault = lookAround(feed);
    }
    // What was read is recorded, also where it cannot be acknowledged any more.
    if (const auto last = handOn(feed); last && !fault) return toOutcome(last);
    return toOutcome(fault);
}

AmqpOutcome RabbitMqSource::readSome(SourceFeed &feed)
{
    AmqpEnvelope envelope;
    while (m_messages < batch) {
        const auto got = m_connection->take(envelope, m_messages == 0
                                                          ? longestWait
                                                          : std::chrono::milliseconds(0));
        if (!got) return got.error();
        if (!*got) break;
        readMessage(*envelope);
    }
    return handOn(feed);
}

void RabbitMqSource::readMessage(const amqp_envelope_t &envelope)
{
    ++m_messages;
    m_lastTag = envelope.delivery_tag;
    const bool isReport = m_settings.firehose && isFirehose(envelope);
    m_sawReport |= isReport;
    if (isReport)
        addReported(m_steps, m_book, envelope);
    else
        addTapped(m_steps, m_book, envelope, m_settings.firehose);
}

AmqpOutcome RabbitMqSource::handOn(SourceFeed &feed)
{
    const auto messages = std::exchange(m_messages, 0);
    if (messages > 0 || !m_steps.empty()) feed.hand(m_steps, messages);
    m_steps.clear();
    m_connection->releaseMemory();
    if (messages == 0) return {};
    return m_connection->acknowledge(readingChannel, m_lastTag, true);
}

AmqpOutcome RabbitMqSource::lookAround(SourceFeed &feed)
{
    const auto now = Clock::now();
    m_nextLook = now + betweenLooks;
    // Keeps the connection alive, too, while nothing is read.
    const auto counts = m_connection->queueCounts(askingChannel, m_queue);
    if (!counts) return counts.error();
    feed.setBehind(counts->ready);
    if (now >= m_nextBind) {
        m_nextBind = now + betweenBinds;
        if (auto fault = m_bindings.again(*m_connection, askingChannel, m_queue)) return fault;
        if (m_book.names.isAnyUnknown()) learnNames();
    }
    if (m_settings.firehose && !feed.isPaused())
        if (auto fault = m_acks->look(m_steps)) return fault;
    tellNotes(feed);
    return handOn(feed);
}

void RabbitMqSource::tellNotes(SourceFeed &feed)
{
    std::string note;
    const auto add = [&](const std::string &text) {
        if (!text.empty()) note += fmt::format("{}{}", note.empty() ? "" : " ", text);
    };
    if (const auto missing = m_bindings.missing(); !missing.empty())
        add(fmt::format("Not there, and read as soon as it is: the exchange {}.", missing));
    if (m_settings.firehose && !m_sawReport && (!m_management || !m_managementNote.empty()))
        add(fmt::format("Nothing has come from the firehose yet. Run {} on the server to turn it "
                        "on (it costs about a tenth of the throughput), and {} when you are done.",
                        m_settings.command("trace_on"), m_settings.command("trace_off")));
    if (!m_management)
        add(m_settings.firehose
                ? "Without the management interface acknowledgements are guessed from what is "
                  "delivered next, and there is no topology: management=yes uses it."
                : "No topology: management=yes reads it from the management interface.");
    add(m_managementNote);
    add(m_acks->managementFailed());
    feed.setNote(std::move(note));
}

void RabbitMqSource::disconnect(SourceFeed &feed)
{
    if (m_management && m_settings.firehose) {
        const auto restored = FirehoseSwitch(*m_management).restore(m_queue);
        if (!restored)
            feed.setNote(fmt::format("Tracing of {} may still be on: it is turned off the next "
                                     "time this source is attached, or by {} on the server. {}",
                                     m_settings.vhost, m_settings.command("trace_off"),
                                     restored.error().message));
    }
    m_acks.reset();
    m_management.reset();
    m_connection.reset();
}

} // namespace playhead
