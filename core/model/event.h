// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recordmark.h"
#include "model/timestamp.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace playhead {

/// Where an event is meant to be understood.
enum class EventScope : std::uint8_t {
    Domain,      ///< inside the system that published it
    Integration, ///< across systems
    Request      ///< not an event: the message of a command, a query or a reply
};

/// How the bytes of `data` are to be read.
enum class DataEncoding : std::uint8_t {
    None,  ///< there is no data
    Json,  ///< UTF-8 JSON text
    Text,  ///< UTF-8 text that is not JSON
    Binary ///< bytes; written as `data_base64`
};

/// An extension attribute: name and value. The value is JSON text (`"text"`, `12`, `true`), so that
/// its type survives.
using Extension = std::pair<std::string, std::string>;

/// An immutable fact. Attribute names and meaning follow CloudEvents 1.0
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md); correlation and causation
/// are attributes too. Also carries the message of a command, query or reply (scope Request).
///
/// A value: copy freely, or share as EventPtr. Once shared it must not change.
struct Event
{
    std::string id;      ///< unique within its source, by CloudEvents; never relied upon
    std::string type;    ///< such as `order.placed`
    std::string source;  ///< who it happened at
    std::string subject; ///< the entity it is about; empty: none
    Timestamp time = 0;
    std::string correlation; ///< names the conversation; empty: none
    std::string causation;   ///< id of the event that caused this one; empty: none
    EventScope scope = EventScope::Domain;
    DataEncoding encoding = DataEncoding::None;
    std::string contentType; ///< `datacontenttype`; empty: application/json
    std::string schema;      ///< `dataschema`
    std::string data;        ///< as `encoding` says
    std::vector<Extension> extensions;

    RecordMark mark; ///< not part of the value: where a log has stored this object
};

using EventPtr = std::shared_ptr<const Event>;

/// An event whose text lives elsewhere (a mapped file, a block, an Event); for the paths that
/// handle millions. Valid as long as what it points into.
struct EventView
{
    std::string_view id;
    std::string_view type;
    std::string_view source;
    std::string_view subject;
    Timestamp time = 0;
    std::string_view correlation;
    std::string_view causation;
    EventScope scope = EventScope::Domain;
    DataEncoding encoding = DataEncoding::None;
    std::string_view contentType;
    std::string_view schema;
    std::string_view data;
    /// JSON object text with the extension attributes, such as `{"tenant":"a"}`; empty: none.
    std::string_view extensions;
};

} // namespace playhead
