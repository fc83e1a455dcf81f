// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/conditionfield.h"

#include <algorithm>
#include <array>
#include <utility>

namespace playhead {
namespace {

constexpr std::array<std::pair<std::string_view, std::string Event::*>, 8> attributes = {{
    {"type", &Event::type},
    {"id", &Event::id},
    {"source", &Event::source},
    {"subject", &Event::subject},
    {"correlation", &Event::correlation},
    {"causation", &Event::causation},
    {"datacontenttype", &Event::contentType},
    {"dataschema", &Event::schema},
}};

/// Discarded for what is no JSON. What nests deeper than a document does is left out: looking at it
/// would take stack for each level.
Json parsedData(std::string_view text)
{
    constexpr int deepest = 1000;
    const auto opens = std::ranges::count_if(text, [](char c) { return c == '{' || c == '['; });
    if (opens <= deepest) return Json::parse(text, nullptr, false);
    const auto keep = [](int depth, Json::parse_event_t, Json &) { return depth <= deepest; };
    return Json::parse(text, keep, false);
}

bool accepts(const FilterCondition &condition, const Json &value)
{
    switch (value.type()) {
    case Json::value_t::string: return condition.acceptsText(value.get_ref<const std::string &>());
    case Json::value_t::boolean: return condition.acceptsText(value.get<bool>() ? "true" : "false");
    case Json::value_t::null: return condition.acceptsText("null");
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return condition.acceptsNumber(value.get<double>());
    default:
        return condition.acceptsText(value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
}

bool holdsFor(const Json *value, const FilterCondition *condition)
{
    if (!value) return condition && condition->acceptsNothing();
    return !condition || accepts(*condition, *value);
}

/// What follows `state` or `event.data`: nothing, `.a.b` or `/a/b`.
tl::expected<StatePath, std::string> pathAfter(std::string_view rest)
{
    if (rest.empty()) return StatePath();
    auto path = StatePath::parse(rest.front() == '.' ? rest.substr(1) : rest);
    if (path && !path->names().empty()) return std::move(*path);
    return tl::unexpected(std::string("expected a path, such as state.lines.0.qty or "
                                      "state/lines/0/qty"));
}

bool continues(std::string_view text, std::string_view begin)
{
    if (!text.starts_with(begin)) return false;
    return text.size() == begin.size() || text[begin.size()] == '.' || text[begin.size()] == '/';
}

} // namespace

std::string_view expectedConditionFields()
{
    return "expected state.<path>, event.<attribute>, event.data.<path> or changed(state.<path>)";
}

const Json &Moment::data()
{
    if (!m_data) {
        m_data.emplace();
        if (m_event.encoding == DataEncoding::Text) *m_data = m_event.data;
        if (m_event.encoding == DataEncoding::Json) {
            auto parsed = parsedData(m_event.data);
            if (!parsed.is_discarded()) *m_data = std::move(parsed);
        }
    }
    return *m_data;
}

tl::expected<ConditionField, std::string> ConditionField::parse(std::string_view text)
{
    ConditionField field;
    const auto withPath = [&](Kind kind,
                              std::string_view rest) -> tl::expected<ConditionField, std::string> {
        auto path = pathAfter(rest);
        if (!path) return tl::unexpected(std::move(path.error()));
        field.m_kind = kind;
        field.m_path = std::move(*path);
        return field;
    };
    constexpr std::string_view state = "state";
    constexpr std::string_view event = "event.";
    constexpr std::string_view data = "event.data";
    if (continues(text, state)) return withPath(Kind::State, text.substr(state.size()));
    if (continues(text, data)) return withPath(Kind::Data, text.substr(data.size()));
    if (!text.starts_with(event)) return tl::unexpected(std::string(expectedConditionFields()));
    const auto name = text.substr(event.size());
    const auto *found =
        std::ranges::find(attributes, name, [](const auto &entry) { return entry.first; });
    if (found != attributes.end()) {
        field.m_kind = Kind::Attribute;
        field.m_attribute = found->second;
        return field;
    }
    if (name == "time") {
        field.m_kind = Kind::Time;
        return field;
    }
    return withPath(Kind::ExtensionOrData, text.substr(event.size() - 1));
}

bool ConditionField::holds(Moment &moment, const FilterCondition *condition) const
{
    const auto &event = moment.event();
    switch (m_kind) {
    case Kind::State: return holdsFor(m_path.find(moment.state()), condition);
    case Kind::Data: return holdsFor(m_path.find(moment.data()), condition);
    case Kind::Time: return timeHolds(event.time, condition);
    case Kind::Attribute: {
        const auto &text = event.*m_attribute;
        if (text.empty()) return condition && condition->acceptsNothing();
        return !condition || condition->acceptsText(text);
    }
    case Kind::ExtensionOrData: break;
    }
    const auto &name = m_path.names().front();
    const auto found = std::ranges::find(event.extensions, name, &Extension::first);
    if (m_path.names().size() > 1 || found == event.extensions.end())
        return holdsFor(m_path.find(moment.data()), condition);
    const auto value = parsedData(found->second);
    return holdsFor(value.is_discarded() ? nullptr : &value, condition);
}

bool ConditionField::timeHolds(Timestamp time, const FilterCondition *condition) const
{
    if (time == 0) return condition && condition->acceptsNothing();
    if (!condition) return true;
    constexpr Duration day = 24 * 3600 * nanosecondsPerSecond;
    return condition->acceptsNumber(m_areTimesOfDay ? static_cast<double>((time % day + day) % day)
                                                    : filterTimeSince(time, m_base));
}

} // namespace playhead
