// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpclient.h"
#include "transports/sourcerecording.h"

#include <fmt/format.h>

namespace playhead::test {

/// A receiver on a free port, recorded into a case of its own.
class ReceiverRecording
{
public:
    /// `options` as in a URL: `settle=100ms&token=t`.
    explicit ReceiverRecording(const std::string &options = {}, const std::string &scheme = "http")
        : m_port(freePort()), m_recording(*parseSourceUrl(urlFor(scheme, options)))
    {
        if (!source().waitUntilLive()) qFatal("%s", source().status().reason.c_str());
    }

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] LiveSource &source() { return m_recording.source(); }
    [[nodiscard]] SourceRecording &recording() { return m_recording; }

    HttpReply postEvents(std::string_view contentType, std::string_view body,
                         std::string_view headers = {})
    {
        return post(m_port, "/events", contentType, body, headers);
    }
    HttpReply postTraces(std::string_view contentType, std::string_view body,
                         std::string_view headers = {})
    {
        return post(m_port, "/v1/traces", contentType, body, headers);
    }

private:
    [[nodiscard]] std::string urlFor(const std::string &scheme, const std::string &options) const
    {
        return fmt::format("{}://127.0.0.1:{}/{}{}", scheme, m_port, options.empty() ? "" : "?",
                           options);
    }

    const std::uint16_t m_port;
    SourceRecording m_recording;
};

/// One CloudEvent in JSON format.
inline std::string structuredEvent(int number, std::string_view more = {})
{
    return fmt::format(R"({{"specversion":"1.0","id":"{0}","source":"shop","type":"order.placed",)"
                       R"("subject":"order-{0}","data":{{"n":{0}}}{1}{2}}})",
                       number, more.empty() ? "" : ",", more);
}

constexpr std::string_view structuredType = "application/cloudevents+json";
constexpr std::string_view batchType = "application/cloudevents-batch+json";

} // namespace playhead::test
