// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/lanes.h"

#include "diagram/sourcegaps.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <numeric>

namespace playhead {
namespace {

constexpr double collapsedWidth = 34;
constexpr double usualLane = 96;
constexpr double narrowestLane = 72; ///< where lanes are many: long names are shortened
constexpr double headerGap = 18;     ///< between two headers

int rank(Role role)
{
    switch (role) {
    case Role::Producer: return 0;
    case Role::Channel: return 1;
    case Role::Consumer: return 2;
    }
    return 3;
}

} // namespace

LanePlan planLanes(const std::vector<LaneWish> &wishes, double width)
{
    LanePlan plan;
    double needed = 0;
    double stretchable = 0;
    double shrinkable = 0;
    for (const auto &wish : wishes) {
        Lane lane;
        lane.participant = wish.participant;
        lane.collapsed = wish.collapsed;
        lane.width =
            wish.collapsed ? collapsedWidth : std::max(usualLane, wish.headerWidth + headerGap);
        needed += lane.width;
        if (!wish.collapsed) {
            ++stretchable;
            shrinkable += lane.width - narrowestLane;
        }
        plan.lanes.push_back(lane);
    }
    const double extra = stretchable > 0 ? std::max(0.0, width - needed) / stretchable : 0;
    const double lacking = std::min(std::max(0.0, needed - width), shrinkable);
    if (lacking > 0) {
        for (auto &lane : plan.lanes)
            if (!lane.collapsed) lane.width -= lacking * (lane.width - narrowestLane) / shrinkable;
    }
    double left = 0;
    for (std::size_t i = 0; i < plan.lanes.size(); ++i) {
        auto &lane = plan.lanes[i];
        if (!lane.collapsed) lane.width += extra;
        lane.x = std::round(left + lane.width / 2);
        left += lane.width;
        const auto id = lane.participant.value();
        if (id >= plan.byParticipant.size()) plan.byParticipant.resize(id + 1U, -1);
        plan.byParticipant[id] = static_cast<int>(i);
    }
    plan.totalWidth = std::max(left, width);
    return plan;
}

Lanes::Lanes(ViewState &state, QObject *parent) : QObject(parent), m_state(state)
{
    connect(&state, &ViewState::logChanged, this, [this] {
        m_dragged.clear();
        m_collapsed.clear();
        rebuild();
    });
    connect(&state, &ViewState::visibilityChanged, this, &Lanes::rebuild);
    connect(&state, &ViewState::watermarkChanged, this, &Lanes::refresh);
    rebuild();
}

QString Lanes::nameOf(ParticipantId participant) const
{
    const auto name = m_state.log()->participantName(participant);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

bool Lanes::isCollapsed(ParticipantId participant) const
{
    return !m_collapsed.isEmpty() && m_state.log() && m_collapsed.contains(nameOf(participant));
}

void Lanes::refresh()
{
    const auto log = m_state.log();
    if (!log) return;
    const auto &table = log->participants();
    bool changed = table.size() != m_roles.size() || (m_unused > 0 && countUnused() != m_unused);
    for (std::size_t i = 0; i < m_roles.size() && !changed; ++i)
        changed = table.role(ParticipantId(static_cast<std::uint16_t>(i + 1))) != m_roles[i];
    if (changed) rebuild();
}

void Lanes::sort(std::vector<ParticipantId> &participants) const
{
    const auto &table = m_state.log()->participants();
    if (m_grouping == LaneGrouping::Role) {
        std::ranges::stable_sort(participants, {},
                                 [&](ParticipantId id) { return rank(table.role(id)); });
    } else if (m_grouping == LaneGrouping::Prefix) {
        std::ranges::stable_sort(participants, {},
                                 [&](ParticipantId id) { return table.name(id); });
    }
    if (m_dragged.isEmpty()) return;
    // Those that were dragged keep their order among each other; new ones go to the end.
    std::ranges::stable_sort(participants, {}, [&](ParticipantId id) {
        const auto index = m_dragged.indexOf(nameOf(id));
        return index < 0 ? m_dragged.size() : index;
    });
}

void Lanes::rebuild()
{
    std::vector<ParticipantId> order;
    m_roles.clear();
    if (const auto log = m_state.log()) {
        const auto &hidden = m_state.visibility().hiddenParticipants;
        const auto used = usedParticipants();
        m_unused = static_cast<std::size_t>(std::ranges::count(used, false)) - 1;
        for (std::size_t i = 1; i <= log->participants().size(); ++i) {
            const ParticipantId id(static_cast<std::uint16_t>(i));
            m_roles.push_back(log->participants().role(id));
            if (used[id.value()] && !hidden.contains(id.value())) order.push_back(id);
        }
        sort(order);
    }
    m_order = std::move(order);
    emit changed();
}

std::vector<bool> Lanes::usedParticipants() const
{
    const auto log = m_state.log();
    std::vector<bool> used(log->participants().size() + 1);
    if (!m_state.watermark().isValid()) return used;
    const auto summary = log->density().summarize(log->index(), Position(1), m_state.watermark());
    const auto mark = [&used](ParticipantId id) {
        if (id.value() < used.size()) used[id.value()] = true;
    };
    for (const auto &pair : summary.pairs) {
        if (pair.sender == pair.receiver) continue;
        mark(pair.sender);
        mark(pair.receiver);
    }
    // Sources that do nothing but tell of their gaps need no lane. Who else only talks to itself
    // makes more steps than the gaps are.
    std::vector<ParticipantId> alone;
    std::uint64_t steps = 0;
    for (const auto &pair : summary.pairs) {
        const auto id = pair.sender;
        if (id != pair.receiver || id.value() >= used.size() || used[id.value()]) continue;
        alone.push_back(id);
        steps += pair.count;
    }
    if (steps == SourceGaps(*log).toldIn(summary)) return used;
    std::ranges::for_each(alone, mark);
    return used;
}

std::size_t Lanes::countUnused() const
{
    const auto used = usedParticipants();
    return static_cast<std::size_t>(std::ranges::count(used, false)) - 1; // there is no id 0
}

void Lanes::toggleCollapsed(ParticipantId participant)
{
    const auto name = nameOf(participant);
    if (m_collapsed.removeAll(name) == 0) m_collapsed.append(name);
    emit changed();
}

void Lanes::move(ParticipantId participant, int index)
{
    auto order = m_order;
    const auto from = std::ranges::find(order, participant);
    if (from == order.end()) return;
    order.erase(from);
    index = std::clamp(index, 0, static_cast<int>(order.size()));
    order.insert(order.begin() + index, participant);
    if (order == m_order) return;
    m_dragged.clear();
    for (const auto id : order)
        m_dragged.append(nameOf(id));
    m_order = std::move(order);
    emit changed();
}

void Lanes::hide(ParticipantId participant)
{
    auto visibility = m_state.visibility();
    visibility.hiddenParticipants.insert(participant.value());
    m_state.setVisibility(visibility);
}

void Lanes::showAll()
{
    auto visibility = m_state.visibility();
    visibility.hiddenParticipants.clear();
    m_state.setVisibility(visibility);
}

void Lanes::setGrouping(LaneGrouping grouping)
{
    m_grouping = grouping;
    m_dragged.clear();
    rebuild();
}

QByteArray Lanes::save() const
{
    QJsonObject json;
    json[QStringLiteral("order")] = QJsonArray::fromStringList(m_dragged);
    json[QStringLiteral("collapsed")] = QJsonArray::fromStringList(m_collapsed);
    json[QStringLiteral("grouping")] = static_cast<int>(m_grouping);
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void Lanes::restore(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    const auto texts = [&](const QString &key) {
        QStringList list;
        for (const auto &value : object[key].toArray())
            list.append(value.toString());
        return list;
    };
    m_dragged = texts(QStringLiteral("order"));
    m_collapsed = texts(QStringLiteral("collapsed"));
    m_grouping =
        static_cast<LaneGrouping>(std::clamp(object[QStringLiteral("grouping")].toInt(), 0, 2));
    rebuild();
}

} // namespace playhead
