// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/querybus.h"

#include "bus/requesttable.h"

#include <utility>

namespace playhead {

QueryBus::QueryBus(Bus &bus, std::string_view name)
    : m_table(std::make_shared<RequestTable>(bus, name, StepKind::Query))
{}

QueryBus::~QueryBus() = default;

Result<Registration> QueryBus::registerHandler(std::string_view name, ParticipantId handler,
                                               QueryHandler handle)
{
    return m_table->add(name, handler, std::make_shared<const QueryHandler>(std::move(handle)));
}

ParticipantId QueryBus::handlerOf(const std::string &query) const
{
    return m_table->handlerOf(query);
}

Result<std::string> QueryBus::ask(ParticipantId sender, Event query)
{
    const auto request = m_table->complete(std::move(query));
    return m_table->run(sender, request, [&](const RequestTable::Entry &entry) {
        return (*static_cast<const QueryHandler *>(entry.work.get()))(*request);
    });
}

} // namespace playhead
