// SPDX-License-Identifier: GPL-3.0-or-later
#include "transports/receivers/receivertransport.h"

#include "transports/receivers/receiver.h"

#include <fmt/format.h>

namespace playhead {
namespace {

/// What differs between the two.
struct Looks
{
    std::string_view scheme;
    std::string_view title;
    std::string_view description;
    std::string_view example;
    std::uint16_t port;
    std::string_view forSenders; ///< with the address in {}
};

class ReceiverTransport final : public Transport
{
public:
    explicit ReceiverTransport(const Looks &looks) : m_looks(looks) {}

    std::string_view scheme() const override { return m_looks.scheme; }
    std::string_view title() const override { return m_looks.title; }
    std::string_view description() const override { return m_looks.description; }
    std::string_view example() const override { return m_looks.example; }
    std::string_view pathMeaning() const override
    {
        return "Nothing: events are sent to /events, traces to /v1/traces";
    }
    std::span<const SourceOption> options() const override { return receiverOptionList(); }

    std::string sourceName(const SourceUrl &url) const override
    {
        return fmt::format("{} {}", scheme(), url.address(m_looks.port));
    }

    Result<AttachPlan> plan(const SourceUrl &url) const override
    {
        const auto options = ReceiverOptions::fromUrl(*this, url, m_looks.port);
        if (!options) return tl::unexpected(options.error());
        using Kind = AttachEffect::Kind;
        AttachPlan plan;
        const auto token = options->token.empty() ? std::string_view("without a token")
                                                  : std::string_view("with the token");
        if (options->loopback)
            plan.effects.push_back({Kind::Listens, fmt::format("Opens port {} for programs on this "
                                                               "machine, {}, until detached.",
                                                               options->port, token)});
        else
            plan.effects.push_back(
                {Kind::Listens,
                 fmt::format(
                     "Opens port {} of {} for everybody who reaches this machine, {}, until "
                     "detached. What they send is not encrypted.",
                     options->port, options->host, token)});
        plan.effects.push_back(
            {Kind::None, fmt::format(fmt::runtime(m_looks.forSenders), url.address(m_looks.port))});
        plan.effects.push_back(
            {Kind::None, "Nothing is read or changed elsewhere: programs send by themselves."});
        return plan;
    }

    Result<std::unique_ptr<SourceConnection>> connection(const SourceUrl &url) const override
    {
        auto options = ReceiverOptions::fromUrl(*this, url, m_looks.port);
        if (!options) return tl::unexpected(options.error());
        return std::make_unique<Receiver>(std::move(*options));
    }

private:
    const Looks m_looks;
};

} // namespace

const Transport &cloudEventsReceiver()
{
    static const ReceiverTransport transport(
        {"http", "CloudEvents receiver", "Events that programs post over HTTP as CloudEvents",
         "http://127.0.0.1:8080/", 8080, "Programs post CloudEvents to http://{}/events."});
    return transport;
}

const Transport &otlpReceiver()
{
    static const ReceiverTransport transport(
        {"otlp", "OpenTelemetry receiver",
         "Traces that programs export by OTLP/HTTP, in protobuf or JSON", "otlp://127.0.0.1:4318",
         4318, "Programs export traces with OTEL_EXPORTER_OTLP_ENDPOINT=http://{}."});
    return transport;
}

} // namespace playhead
