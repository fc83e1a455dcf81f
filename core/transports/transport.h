// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/result.h"
#include "transports/deadletters.h"
#include "transports/sourceconnection.h"
#include "transports/sourceurl.h"
#include "transports/target.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace playhead {

/// One option of a source's URL, for forms and help.
struct SourceOption
{
    std::string_view name;
    std::string_view description;
    std::string_view usual;   ///< what goes without saying; empty: nothing
    std::string_view choices; ///< `a|b|c`; empty: any text
};

/// One thing that attaching does to the server or to others.
struct AttachEffect
{
    enum class Kind {
        None,     ///< a reassurance: nothing is committed, nobody is disturbed
        Makes,    ///< made on the server and removed on detach
        Changes,  ///< a setting of the server that others may notice
        Consumes, ///< messages are taken, for a while or for good, from their consumers
        Listens   ///< a port is opened on this machine
    };
    Kind kind = Kind::None;
    std::string text; ///< one sentence for a person
};

/// What attaching to a source does, said before it is done.
struct AttachPlan
{
    std::vector<AttachEffect> effects;
    /// Others may notice: something is changed or consumed. The person has to agree.
    [[nodiscard]] bool disturbs() const;
};

/// One kind of system that Playhead attaches to. Stateless; all functions are thread-safe.
class Transport
{
public:
    virtual ~Transport() = default;

    [[nodiscard]] virtual std::string_view scheme() const = 0;      ///< of its URLs: `kafka`
    [[nodiscard]] virtual std::string_view title() const = 0;       ///< `Apache Kafka`
    [[nodiscard]] virtual std::string_view description() const = 0; ///< one line for a person
    [[nodiscard]] virtual std::string_view example() const = 0;     ///< a URL
    /// What the path of the URL says, such as "Topics: names or patterns, separated by commas".
    [[nodiscard]] virtual std::string_view pathMeaning() const = 0;
    [[nodiscard]] virtual std::span<const SourceOption> options() const = 0;
    /// Why this build cannot: a client library that was not there. Empty: it can.
    [[nodiscard]] virtual std::string_view unavailable() const { return {}; }

    /// What the log and the interface call a source at this URL: `kafka localhost:9092`.
    [[nodiscard]] virtual std::string sourceName(const SourceUrl &url) const;

    /// What attaching will do. Contacts nobody. Fails for options that are not known or make no
    /// sense, as connection() does.
    [[nodiscard]] virtual Result<AttachPlan> plan(const SourceUrl &url) const = 0;

    /// A connection, not connected yet.
    [[nodiscard]] virtual Result<std::unique_ptr<SourceConnection>>
    connection(const SourceUrl &url) const = 0;

    /// Whether events can be published to it.
    [[nodiscard]] virtual bool canPublish() const { return false; }
    [[nodiscard]] virtual Result<std::unique_ptr<Target>> target(const SourceUrl &url) const;

    /// Whether its queues of dead letters can be looked into and redriven.
    [[nodiscard]] virtual bool hasDeadLetters() const { return false; }
    /// The queue that the path of the URL names, not connected yet.
    [[nodiscard]] virtual Result<std::unique_ptr<DeadLetterQueue>>
    deadLetters(const SourceUrl &url) const;
};

/// Fails for an option that the transport does not have, or a value that is none of its choices.
[[nodiscard]] Result<void> checkOptions(const Transport &transport, const SourceUrl &url);

} // namespace playhead
