// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/commandbus.h"

namespace playhead {

/// Answers a query from a read model, as JSON text, or says why it cannot. An exception is a
/// failure with its text.
using QueryHandler = std::function<Result<std::string>(const Event &query)>;

/// Takes queries to the one handler that answers each. Steps: the query from sender to handler, the
/// reply back. As CommandBus otherwise.
class QueryBus
{
public:
    explicit QueryBus(Bus &bus, std::string_view name = "queries");
    ~QueryBus();
    QueryBus(const QueryBus &) = delete;
    QueryBus &operator=(const QueryBus &) = delete;

    /// Fails if `name` has a handler already.
    Result<Registration> registerHandler(std::string_view name, ParticipantId handler,
                                         QueryHandler handle);

    /// Who answers `query`; invalid: nobody.
    [[nodiscard]] ParticipantId handlerOf(const std::string &query) const;

    /// Sends a query; its type is the query's name. The answer's JSON text, or why there is none.
    Result<std::string> ask(ParticipantId sender, Event query);

private:
    std::shared_ptr<RequestTable> m_table;
};

} // namespace playhead
