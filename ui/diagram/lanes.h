// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/log.h"
#include "viewstate.h"

#include <QObject>
#include <QStringList>
#include <QVector>

#include <vector>

namespace playhead {

/// In which order lanes stand while nobody has dragged them.
enum class LaneGrouping {
    Role,   ///< producers, channels, consumers
    Prefix, ///< by name, so that those with the same prefix stand together
    Arrival ///< as the log met them
};

/// One lifeline as it is drawn.
struct Lane
{
    ParticipantId participant;
    double x = 0;     ///< of the lifeline, from the left edge of the lanes, before scrolling
    double width = 0; ///< that the lane takes
    bool collapsed = false;

    bool operator==(const Lane &) const = default;
};

/// Where the lifelines stand: a pure function of its input. Spread evenly over `width`, closer
/// than their headers need only as far as their names can still be told apart; beyond that,
/// `totalWidth` is larger and the diagram scrolls sideways.
struct LanePlan
{
    std::vector<Lane> lanes; ///< from left to right
    double totalWidth = 0;
    /// Index into `lanes` by ParticipantId value; -1: not shown.
    std::vector<int> byParticipant;

    [[nodiscard]] int laneOf(ParticipantId participant) const
    {
        return participant.value() < byParticipant.size() ? byParticipant[participant.value()] : -1;
    }
    bool operator==(const LanePlan &) const = default;
};

struct LaneWish
{
    ParticipantId participant;
    double headerWidth = 0; ///< what the header's text needs
    bool collapsed = false;
};

[[nodiscard]] LanePlan planLanes(const std::vector<LaneWish> &wishes, double width);

/// Which participants have a lane, in which order, and which are collapsed: what a person has
/// arranged, by name, so that it is kept in the case. Interface thread.
class Lanes : public QObject
{
    Q_OBJECT

public:
    explicit Lanes(ViewState &state, QObject *parent = nullptr);

    /// From left to right, without hidden ones and those that no step has touched yet.
    [[nodiscard]] const std::vector<ParticipantId> &order() const { return m_order; }
    [[nodiscard]] bool isCollapsed(ParticipantId participant) const;
    [[nodiscard]] LaneGrouping grouping() const { return m_grouping; }

    /// Looks for new participants and changed roles. Cheap when there are none.
    void refresh();

    void toggleCollapsed(ParticipantId participant);
    /// Moves a lane so that it becomes the `index`-th from the left.
    void move(ParticipantId participant, int index);
    void hide(ParticipantId participant);
    void showAll();
    /// Forgets what was dragged.
    void setGrouping(LaneGrouping grouping);

    /// For the case: order and collapsed lanes, as JSON text.
    [[nodiscard]] QByteArray save() const;
    void restore(const QByteArray &json);

signals:
    void changed();

private:
    [[nodiscard]] QString nameOf(ParticipantId participant) const;
    void sort(std::vector<ParticipantId> &participants) const;
    /// By ParticipantId value: who has sent or received a step. Cost: O(log n).
    [[nodiscard]] std::vector<bool> usedParticipants() const;
    [[nodiscard]] std::size_t countUnused() const;
    void rebuild();

    ViewState &m_state;
    std::vector<ParticipantId> m_order;
    LaneGrouping m_grouping = LaneGrouping::Role;
    QStringList m_dragged; ///< names from left to right, once somebody has moved a lane
    QStringList m_collapsed;
    std::vector<Role> m_roles; ///< as of the last rebuild
    std::size_t m_unused = 0;  ///< known, but without a step yet: they have no lane
};

} // namespace playhead
