// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/commandbus.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace playhead {

/// What command and query bus share: who handles what, and the steps of a request. Thread-safe.
class RequestTable : public std::enable_shared_from_this<RequestTable>
{
public:
    RequestTable(Bus &bus, std::string_view name, StepKind kind);

    /// Fails if `name` has a handler already.
    Result<Registration> add(std::string_view name, ParticipantId handler,
                             std::shared_ptr<const void> work);
    void remove(const std::string &name);

    struct Entry
    {
        ParticipantId handler;
        std::shared_ptr<const void> work; ///< a CommandHandler or QueryHandler, and what it needs
    };

    /// One request from its step to its reply. `handle` gets the entry's work.
    Result<std::string> run(ParticipantId sender, const EventPtr &request,
                            const std::function<Result<std::string>(const Entry &)> &handle);

    /// Who handles `name`; invalid: nobody.
    [[nodiscard]] ParticipantId handlerOf(const std::string &name);

    /// Fills in what a request lacks.
    EventPtr complete(Event request);

private:
    std::optional<Entry> find(const std::string &name);
    void step(StepKind kind, const EventPtr &event, ParticipantId from, ParticipantId to,
              std::shared_ptr<const std::string> rejection);

    Bus &m_bus;
    const StepKind m_kind;
    const std::string m_name;
    const ParticipantId m_id; ///< stands in for a handler that is not there
    std::atomic<std::uint64_t> m_lastId{0};
    std::mutex m_mutex; // guards what follows
    std::map<std::string, Entry, std::less<>> m_entries;
};

} // namespace playhead
