// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON form of branches, and the branches of a case.
#include "log/casereader.h"
#include "replay/branch.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::array<std::pair<BranchEdit::Kind, const char *>, 5> kinds = {
    {{BranchEdit::Kind::Skip, "skip"},
     {BranchEdit::Kind::Edit, "edit"},
     {BranchEdit::Kind::Insert, "insert"},
     {BranchEdit::Kind::Duplicate, "duplicate"},
     {BranchEdit::Kind::Move, "move"}}};

struct TextMember
{
    const char *name;
    std::optional<std::string> EventChange::*member;
};
constexpr std::array<TextMember, 6> textMembers = {{{"id", &EventChange::id},
                                                    {"type", &EventChange::type},
                                                    {"source", &EventChange::source},
                                                    {"subject", &EventChange::subject},
                                                    {"correlation", &EventChange::correlation},
                                                    {"causation", &EventChange::causation}}};

Json eventToJson(const EventChange &change)
{
    auto json = Json::object();
    for (const auto &[name, member] : textMembers)
        if (const auto &value = change.*member) json[name] = *value;
    if (change.time) json["time"] = formatTimestamp(*change.time);
    if (change.data && change.encoding == DataEncoding::None) {
        json["noData"] = true;
    } else if (change.data) {
        auto value = change.encoding == DataEncoding::Json
                         ? Json::parse(*change.data, nullptr, false)
                         : Json(Json::value_t::discarded);
        if (value.is_discarded())
            json["text"] = *change.data;
        else
            json["data"] = std::move(value);
    }
    for (const auto &[name, text] : change.extensions) {
        auto value = Json::parse(text, nullptr, false);
        json["extensions"][name] = value.is_discarded() ? Json(text) : std::move(value);
    }
    return json;
}

Result<EventChange> eventFromJson(const Json &json)
{
    if (!json.is_object()) return failure("its 'event' is not an object");
    EventChange change;
    for (const auto &[name, value] : json.items()) {
        const auto *const found = std::ranges::find_if(
            textMembers, [&name = name](const auto &member) { return name == member.name; });
        const bool isText = found != textMembers.end() || name == "text" || name == "time";
        if (isText && !value.is_string())
            return failure(fmt::format("'{}' of its event is not a text", name));
        if (found != textMembers.end()) {
            change.*(found->member) = value.get<std::string>();
        } else if (name == "time") {
            change.time = parseTimestamp(value.get<std::string>());
            if (!change.time) return failure("the time of its event is not ISO 8601");
        } else if (name == "data") {
            change.setJson(value);
        } else if (name == "text") {
            change.setText(value.get<std::string>());
        } else if (name == "noData" && value == Json(true)) {
            change.setNoData();
        } else if (name == "extensions" && value.is_object()) {
            for (const auto &[extension, content] : value.items())
                change.extensions.emplace(extension, content.dump());
        } else {
            return failure(fmt::format("'{}' is no attribute of an event that can be set", name));
        }
    }
    if (json.contains("data") + json.contains("text") + json.contains("noData") > 1)
        return failure("its event has more than one of 'data', 'text' and 'noData'");
    return change;
}

Result<Position> positionFromJson(const Json &edit, const char *name)
{
    const auto found = edit.find(name);
    if (found == edit.end()) return failure(fmt::format("its '{}' is missing", name));
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() == 0)
        return failure(fmt::format("its '{}' is not a position: a whole number from 1", name));
    return Position(found->get<std::uint64_t>());
}

Json editToJson(const BranchEdit &edit)
{
    const auto *const kind =
        std::ranges::find(kinds, edit.kind, &std::pair<BranchEdit::Kind, const char *>::first);
    Json json = {{"kind", kind->second}};
    if (edit.kind != BranchEdit::Kind::Insert) json["position"] = edit.position.value();
    if (edit.kind != BranchEdit::Kind::Skip && edit.kind != BranchEdit::Kind::Edit)
        json[edit.side == BranchEdit::Side::Before ? "before" : "after"] = edit.target.value();
    if (edit.kind == BranchEdit::Kind::Edit || edit.kind == BranchEdit::Kind::Insert)
        json["event"] = eventToJson(edit.event);
    return json;
}

Result<BranchEdit> editFromJson(const Json &json)
{
    if (!json.is_object()) return failure("it is not an object");
    const auto name = json.value("kind", Json());
    const auto *const kind =
        std::ranges::find_if(kinds, [&](const auto &known) { return name == Json(known.second); });
    if (kind == kinds.end())
        return failure("its 'kind' is none of skip, edit, insert, duplicate, move");
    BranchEdit edit;
    edit.kind = kind->first;
    const bool hasTarget =
        edit.kind != BranchEdit::Kind::Skip && edit.kind != BranchEdit::Kind::Edit;
    const bool hasEvent =
        edit.kind == BranchEdit::Kind::Edit || edit.kind == BranchEdit::Kind::Insert;
    const bool hasPosition = edit.kind != BranchEdit::Kind::Insert;
    for (const auto &[member, value] : json.items()) {
        if (member == "kind" || (member == "position" && hasPosition)
            || (member == "event" && hasEvent)
            || ((member == "before" || member == "after") && hasTarget))
            continue;
        return failure(fmt::format("'{}' has no meaning in it", member));
    }
    if (hasPosition) {
        const auto position = positionFromJson(json, "position");
        if (!position) return tl::unexpected(position.error());
        edit.position = *position;
    }
    if (hasTarget) {
        if (json.contains("before") == json.contains("after"))
            return failure("it needs either 'before' or 'after', a position");
        edit.side = json.contains("before") ? BranchEdit::Side::Before : BranchEdit::Side::After;
        const auto target =
            positionFromJson(json, edit.side == BranchEdit::Side::Before ? "before" : "after");
        if (!target) return tl::unexpected(target.error());
        edit.target = *target;
    }
    if (hasEvent) {
        if (!json.contains("event")) return failure("its 'event' is missing");
        auto event = eventFromJson(json["event"]);
        if (!event) return tl::unexpected(event.error());
        edit.event = std::move(*event);
    }
    return edit;
}

Result<std::string> textMember(const Json &json, const char *name)
{
    const auto found = json.find(name);
    if (found == json.end()) return std::string();
    if (!found->is_string()) return failure(fmt::format("The {} of a branch is not a text.", name));
    return found->get<std::string>();
}

} // namespace

Json Branch::toJson() const
{
    auto list = Json::array();
    for (const auto &edit : edits())
        list.push_back(editToJson(edit));
    return {{"name", m_name}, {"note", m_note}, {"edits", std::move(list)}};
}

Result<Branch> Branch::fromJson(const Json &json)
{
    if (!json.is_object()) return failure("A branch is an object with 'name' and 'edits'.");
    for (const auto &[member, value] : json.items()) {
        if (member != "name" && member != "note" && member != "edits")
            return failure(fmt::format("'{}' has no meaning in a branch.", member));
    }
    auto name = textMember(json, "name");
    if (!name) return tl::unexpected(name.error());
    auto note = textMember(json, "note");
    if (!note) return tl::unexpected(note.error());
    Branch branch(std::move(*name), std::move(*note));
    const auto list = json.find("edits");
    if (list == json.end() || !list->is_array())
        return failure(fmt::format("The branch '{}' has no list 'edits'.", branch.name()));
    Edits edits;
    for (const auto &item : *list) {
        auto edit = editFromJson(item);
        if (!edit)
            return failure(fmt::format("Edit {} of the branch '{}' cannot be used: {}.",
                                       edits.size() + 1, branch.name(), edit.error().message));
        edits.push_back(std::move(*edit));
    }
    branch.m_history.front() = std::make_shared<const Edits>(std::move(edits));
    return branch;
}

Result<Branch> Branch::fromText(std::string_view text)
{
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return failure("A branch is JSON, and this text is not.");
    return fromJson(json);
}

Result<std::vector<Branch>> CaseBranches::load() const
{
    const auto text = CaseSettings(m_path).value("branches");
    if (!text) return tl::unexpected(text.error());
    std::vector<Branch> branches;
    if (text->empty()) return branches;
    const auto json = Json::parse(*text, nullptr, false);
    if (!json.is_array())
        return failure(fmt::format("The branches of {} cannot be read: no list of JSON.", m_path));
    for (const auto &item : json) {
        auto branch = Branch::fromJson(item);
        if (!branch) return tl::unexpected(branch.error());
        branches.push_back(std::move(*branch));
    }
    return branches;
}

Result<void> CaseBranches::save(const std::vector<Branch> &branches)
{
    auto list = Json::array();
    for (const auto &branch : branches)
        list.push_back(branch.toJson());
    return CaseSettings(m_path).setValue("branches",
                                         list.dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace playhead
