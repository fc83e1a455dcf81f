// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/otlpwindow.h"
#include "transports/receivers/arrivalqueue.h"
#include "transports/receivers/httplistener.h"
#include "transports/receivers/ratelimit.h"
#include "transports/receivers/receiveroptions.h"
#include "transports/receivers/requestbody.h"
#include "transports/sourceconnection.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace playhead {

/// Listens for what programs send by themselves: CloudEvents at `/events`, OTLP traces at
/// `/v1/traces`. Metrics and logs are answered as if they were taken, because exporters complain
/// otherwise, and ignored.
///
/// A CloudEvent is an observed publish from its source to its channel; its sender is answered when
/// the recorder has it. Spans are answered when they are held, and recorded when their trace has
/// settled (see OtlpWindow); on detach all that are held are. While the source is paused, senders
/// are asked to come again later.
class Receiver : public SourceConnection, private HttpService
{
public:
    explicit Receiver(ReceiverOptions options);

    Outcome connect(SourceFeed &feed, const std::stop_token &stop) override;
    Outcome serve(SourceFeed &feed, const std::stop_token &stop) override;
    void disconnect(SourceFeed &feed) override;
    void wake() override { m_arrivals.wake(); }

private:
    std::optional<RequestAnswer> refusal(const ReceivedRequest &head) override;
    RequestAnswer answer(const ReceivedRequest &request) override;

    [[nodiscard]] std::optional<RequestProblem> problemOf(const ReceivedRequest &head) const;
    [[nodiscard]] bool isAllowed(const ReceivedRequest &head) const;
    RequestAnswer takeEvents(const ReceivedRequest &request, std::string_view body);
    RequestAnswer takeSpans(const ReceivedRequest &request, std::string_view body);
    std::optional<RequestProblem> record(Arrival arrival, std::size_t count);

    void takeArrivals(SourceFeed &feed, std::chrono::milliseconds longest);
    void tell(SourceFeed &feed);

    const ReceiverOptions m_options;
    ArrivalQueue m_arrivals;
    RateLimit m_rate;
    SourceFeed *m_feed = nullptr;            ///< while there is a listener
    std::atomic<std::uint64_t> m_refused{0}; ///< by the rate limit, not counted yet
    std::atomic<bool> m_otherSignals{false};
    std::unique_ptr<OtlpWindow> m_window; ///< the source's thread
    std::unique_ptr<HttpListener> m_listener;
};

} // namespace playhead
