// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/branch.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

namespace playhead {
namespace {

constexpr std::size_t maxUndo = 100;

/// `#8 399`: as parsePlace() reads it.
std::string placeText(Position position)
{
    auto digits = fmt::format("{}", position.value());
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), " ");
    return "#" + digits;
}

std::string eventText(const Log &log, Position position)
{
    const auto place = placeText(position);
    if (!position.isValid() || position > log.watermark()) return place;
    const auto type = log.name(log.at(position).type);
    return type.empty() ? place : fmt::format("{} {}", place, type);
}

std::string targetText(const BranchEdit &edit)
{
    const auto *side = edit.side == BranchEdit::Side::Before ? "before" : "after";
    return fmt::format("{} {}", side, placeText(edit.target));
}

std::string changedNames(const EventChange &change)
{
    std::string names;
    const auto add = [&names](bool is, std::string_view name) {
        if (is) names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
    };
    add(change.id.has_value(), "id");
    add(change.type.has_value(), "type");
    add(change.source.has_value(), "source");
    add(change.subject.has_value(), "subject");
    add(change.correlation.has_value(), "correlation");
    add(change.causation.has_value(), "causation");
    add(change.time.has_value(), "time");
    add(change.data.has_value(), "data");
    for (const auto &[name, value] : change.extensions)
        add(true, name);
    return names;
}

} // namespace

void EventChange::setJson(const Json &value)
{
    data = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    encoding = DataEncoding::Json;
}

void EventChange::setText(std::string text)
{
    data = std::move(text);
    encoding = DataEncoding::Text;
}

void EventChange::setNoData()
{
    data.emplace();
    encoding = DataEncoding::None;
}

bool EventChange::isEmpty() const
{
    return changedNames(*this).empty();
}

void EventChange::applyTo(Event &event) const
{
    const auto set = [](std::string &attribute, const std::optional<std::string> &value) {
        if (value) attribute = *value;
    };
    set(event.id, id);
    set(event.type, type);
    set(event.source, source);
    set(event.subject, subject);
    set(event.correlation, correlation);
    set(event.causation, causation);
    if (time) event.time = *time;
    if (data) {
        event.data = *data;
        event.encoding = encoding;
        event.contentType = encoding == DataEncoding::Text ? "text/plain" : "";
    }
    for (const auto &[name, value] : extensions) {
        const auto same = std::ranges::find(event.extensions, name, &Extension::first);
        if (same == event.extensions.end())
            event.extensions.emplace_back(name, value);
        else
            same->second = value;
    }
}

BranchEdit BranchEdit::skip(Position event)
{
    BranchEdit edit;
    edit.position = event;
    return edit;
}

BranchEdit BranchEdit::edit(Position event, EventChange change)
{
    BranchEdit edit;
    edit.kind = Kind::Edit;
    edit.position = event;
    edit.event = std::move(change);
    return edit;
}

BranchEdit BranchEdit::insert(EventChange event, Side side, Position target)
{
    BranchEdit edit;
    edit.kind = Kind::Insert;
    edit.side = side;
    edit.target = target;
    edit.event = std::move(event);
    return edit;
}

BranchEdit BranchEdit::duplicate(Position event, Side side, Position target)
{
    BranchEdit edit;
    edit.kind = Kind::Duplicate;
    edit.position = event;
    edit.side = side;
    edit.target = target;
    return edit;
}

BranchEdit BranchEdit::move(Position event, Side side, Position target)
{
    auto edit = duplicate(event, side, target);
    edit.kind = Kind::Move;
    return edit;
}

Branch::Branch() : Branch(std::string()) {}

Branch::Branch(std::string name, std::string note)
    : m_name(std::move(name)), m_note(std::move(note)), m_history{std::make_shared<const Edits>()}
{}

void Branch::put(Edits edits)
{
    m_history.resize(m_now + 1);
    m_history.push_back(std::make_shared<const Edits>(std::move(edits)));
    if (m_history.size() > maxUndo + 1) m_history.erase(m_history.begin());
    m_now = m_history.size() - 1;
}

void Branch::add(BranchEdit edit)
{
    auto edits = this->edits();
    edits.push_back(std::move(edit));
    put(std::move(edits));
}

void Branch::replace(std::size_t index, BranchEdit edit)
{
    assert(index < edits().size());
    auto edits = this->edits();
    edits[index] = std::move(edit);
    put(std::move(edits));
}

void Branch::remove(std::size_t index)
{
    assert(index < edits().size());
    auto edits = this->edits();
    edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(index));
    put(std::move(edits));
}

void Branch::undo()
{
    if (canUndo()) --m_now;
}

void Branch::redo()
{
    if (canRedo()) ++m_now;
}

bool Branch::operator==(const Branch &other) const
{
    return m_name == other.m_name && m_note == other.m_note && edits() == other.edits();
}

Result<void> checkBranch(const Log &log, const Branch &branch)
{
    const auto last = log.watermark();
    const auto complain = [&](const BranchEdit &edit, Position position, const char *why) {
        return failure(fmt::format("The branch '{}' does not fit this log: {}, but position {} {}.",
                                   branch.name(), describe(log, edit), position.value(), why));
    };
    for (const auto &edit : branch.edits()) {
        if (edit.kind != BranchEdit::Kind::Insert) {
            if (!edit.position.isValid() || edit.position > last)
                return complain(edit, edit.position, "is not in it");
            const auto step = log.at(edit.position);
            if (!carriesEvent(step.kind) || !step.event.isValid())
                return complain(edit, edit.position, "carries no event");
        }
        const bool hasTarget =
            edit.kind != BranchEdit::Kind::Skip && edit.kind != BranchEdit::Kind::Edit;
        if (hasTarget && (!edit.target.isValid() || edit.target > last))
            return complain(edit, edit.target, "is not in it");
    }
    return {};
}

std::string describe(const Log &log, const BranchEdit &edit)
{
    switch (edit.kind) {
    case BranchEdit::Kind::Skip: return "skip " + eventText(log, edit.position);
    case BranchEdit::Kind::Edit:
        return fmt::format("edit {}: {}", eventText(log, edit.position),
                           edit.event.isEmpty() ? "nothing" : changedNames(edit.event));
    case BranchEdit::Kind::Insert:
        return fmt::format("insert {} {}", edit.event.type.value_or("an event"), targetText(edit));
    case BranchEdit::Kind::Duplicate:
        return fmt::format("duplicate {} {}", eventText(log, edit.position), targetText(edit));
    case BranchEdit::Kind::Move:
        return fmt::format("move {} {}", eventText(log, edit.position), targetText(edit));
    }
    return {};
}

} // namespace playhead
