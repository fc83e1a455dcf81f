// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/fieldmapping.h"
#include "formats/jsontext.h"
#include "model/event.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace playhead {

/// One path of a mapping, cut into names.
class MappedPath
{
public:
    explicit MappedPath(const std::string &path);

    [[nodiscard]] bool isSet() const { return !m_names.empty(); }
    /// False where the record has no such member, or null there.
    bool find(simdjson::dom::element record, simdjson::dom::element &value) const;

private:
    std::vector<std::string> m_names;
};

/// Reads JSON records as events, by a mapping. One thread.
class MappedRecords
{
public:
    /// `input` is what the records lie in, `source` that of records without one.
    MappedRecords(std::string_view input, const FieldMapping &mapping, std::string source);

    /// Why the record cannot be read; empty: event() and the like tell what it says, until the next
    /// call.
    std::string read(std::string_view text);

    /// Without a time, where hasTime() says so.
    [[nodiscard]] const EventView &event() const { return m_event; }
    [[nodiscard]] bool hasTime() const { return m_hasTime; }
    [[nodiscard]] std::string_view channel() const { return m_channelName; } ///< empty: not said

private:
    std::string_view textAt(const MappedPath &path, simdjson::dom::element record,
                            std::string &buffer) const;

    std::string_view m_input;
    std::string m_sourceName;
    MappedPath m_type, m_time, m_source, m_subject, m_id, m_correlation, m_causation, m_channel,
        m_data;
    simdjson::dom::parser m_parser;
    PaddedJson m_padded;
    EventView m_event;
    std::string_view m_channelName;
    bool m_hasTime = false;
    std::array<std::string, 8> m_buffers;
    std::string m_dataText;
};

} // namespace playhead
