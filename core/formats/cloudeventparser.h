// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsontext.h"
#include "model/event.h"
#include "model/step.h"

#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace playhead {

/// A CloudEvent as it was written, and what our own export says about the step it stands for.
/// Texts are valid until the parser's next call.
struct ParsedCloudEvent
{
    EventView event;
    bool hasTime = false;
    std::string_view channel; ///< from `channel`, `topic`, `queue` or `exchange`; empty: not said

    // Our own extension attributes (see cloudeventattributes.h). Without `kind` it is a plain
    // CloudEvent.
    std::optional<StepKind> kind;
    std::uint64_t number = 0; ///< names the event within the file
    std::string_view sender;
    std::string_view receiver;
    std::string_view reason;
    Timestamp stepTime = 0;
    std::uint8_t attempt = 0;
    bool inferred = false;
    bool failed = false;
    bool repeated = false;    ///< the event was written before, with all its attributes
    std::string_view missing; ///< names of required attributes that were made up
};

/// Reads CloudEvents 1.0 in JSON format, structured mode
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md), and 0.3,
/// which differs in names only; also CDEvents (https://cdevents.dev), whose `context` holds the
/// attributes and whose `subject` becomes the data. Unknown attributes are extensions and kept as
/// they are. One thread.
class CloudEventParser
{
public:
    enum class Outcome {
        Event,     ///< `event` is set
        Wrapper,   ///< no CloudEvent, but an object that holds some: `inner` is set
        Malformed, ///< `problem` is set
    };

    /// `text` is the input that the records lie in.
    explicit CloudEventParser(std::string_view text) : m_text(text) {}

    Outcome parse(std::string_view record);

    [[nodiscard]] const ParsedCloudEvent &event() const { return m_event; }
    [[nodiscard]] const std::string &problem() const { return m_problem; }
    /// The JSON of one CloudEvent or of a list of them.
    [[nodiscard]] std::string_view inner() const { return m_inner; }

private:
    bool readMember(std::string_view name, simdjson::ondemand::value value);
    bool readText(simdjson::ondemand::value value, std::string_view &text);
    bool readData(simdjson::ondemand::value value);
    bool readBinary(simdjson::ondemand::value value);
    bool readStepMember(std::string_view name, simdjson::ondemand::value value);
    void keepExtension(std::string_view name, simdjson::ondemand::value value);
    Outcome conclude();
    Outcome concludeCdEvent();
    bool readCdContext();
    Outcome malformed(std::string problem);
    void applyContentType();

    std::string_view m_text;
    simdjson::ondemand::parser m_parser;
    PaddedJson m_padded;
    ParsedCloudEvent m_event;
    std::string_view m_inner;
    std::string_view m_version;
    std::string_view m_timeText;
    std::string_view m_encodingName; ///< ours, where the content type does not tell
    std::string m_problem;
    std::string m_extensions;
    std::string m_binary;
    std::string m_onOneLine; ///< data that was written over several lines
    std::string m_plainData; ///< data that is text and not JSON
    bool m_base64Of03 = false;
    bool m_nullData = false;

    std::string_view m_context; // of a CDEvent, as is the object that is its subject
    std::string_view m_subjectObject;
    simdjson::dom::parser m_contextParser;
    simdjson::dom::parser m_subjectParser;
};

} // namespace playhead
