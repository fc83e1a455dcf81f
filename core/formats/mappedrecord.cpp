// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/mappedrecord.h"

#include <algorithm>
#include <utility>

namespace playhead {

using simdjson::dom::element;

MappedPath::MappedPath(const std::string &path)
{
    for (std::size_t at = 0; !path.empty() && at <= path.size();) {
        const auto dot = std::min(path.find('.', at), path.size());
        m_names.push_back(path.substr(at, dot - at));
        at = dot + 1;
    }
}

bool MappedPath::find(element record, element &value) const
{
    value = record;
    for (const auto &name : m_names) {
        simdjson::dom::array list;
        if (value.get_array().get(list) == simdjson::SUCCESS) {
            std::size_t index = 0;
            for (const char c : name) {
                if (c < '0' || c > '9' || index > 1'000'000) return false;
                index = index * 10 + static_cast<std::size_t>(c - '0');
            }
            if (list.at(index).get(value) != simdjson::SUCCESS) return false;
        } else if (value.at_key(name).get(value) != simdjson::SUCCESS) {
            return false;
        }
    }
    return isSet() && !value.is_null();
}

MappedRecords::MappedRecords(std::string_view input, const FieldMapping &mapping,
                             std::string source)
    : m_input(input),
      m_sourceName(std::move(source)),
      m_type(mapping.type),
      m_time(mapping.time),
      m_source(mapping.source),
      m_subject(mapping.subject),
      m_id(mapping.id),
      m_correlation(mapping.correlation),
      m_causation(mapping.causation),
      m_channel(mapping.channel),
      m_data(mapping.data)
{}

std::string MappedRecords::read(std::string_view text)
{
    element record;
    const auto padded = m_padded.view(m_input, text);
    // The padded view promises the bytes behind the record: no copy is needed.
    const auto error = m_parser.parse(padded.data(), padded.size(), false).get(record);
    if (error != simdjson::SUCCESS)
        return std::string("Not valid JSON: ") + simdjson::error_message(error);
    if (!record.is_object()) return "Expected a JSON object.";

    m_event = {};
    m_event.type = textAt(m_type, record, m_buffers[0]);
    if (m_event.type.empty()) m_event.type = "record";
    m_event.source = textAt(m_source, record, m_buffers[1]);
    if (m_event.source.empty()) m_event.source = m_sourceName;
    m_event.subject = textAt(m_subject, record, m_buffers[2]);
    m_event.id = textAt(m_id, record, m_buffers[3]);
    m_event.correlation = textAt(m_correlation, record, m_buffers[4]);
    m_event.causation = textAt(m_causation, record, m_buffers[5]);
    m_channelName = textAt(m_channel, record, m_buffers[6]);
    const auto time = parseLogTime(textAt(m_time, record, m_buffers[7]));
    m_hasTime = time.has_value();
    m_event.time = time.value_or(0);
    element data;
    if (m_data.find(record, data)) {
        m_dataText = simdjson::minify(data);
        m_event.data = m_dataText;
    } else {
        m_event.data = text;
    }
    m_event.encoding = DataEncoding::Json;
    return {};
}

std::string_view MappedRecords::textAt(const MappedPath &path, element record,
                                       std::string &buffer) const
{
    element value;
    if (!path.find(record, value)) return {};
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) return text;
    buffer = simdjson::minify(value);
    return buffer;
}

} // namespace playhead
