// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagramheader.h"

#include "diagram/layoutrows.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

constexpr int headerHeight = 50;
constexpr double pillHeight = 32;
constexpr double widestName = 170;
constexpr double padding = 24;
constexpr double narrowPadding = 10; ///< what is left of it before a name is shortened

/// The name as it is, or on two lines, broken where its words meet, if it has no room on one.
QStringList brokenName(const QString &name, const QFontMetricsF &metrics, double room)
{
    if (metrics.horizontalAdvance(name) <= room) return {name};
    qsizetype best = -1; // the last character of the first line
    const auto middle = name.size() / 2;
    for (qsizetype i = 0; i + 1 < name.size(); ++i) {
        if (!QStringLiteral(".-_/: ").contains(name.at(i))) continue;
        if (best < 0 || std::abs(i - middle) < std::abs(best - middle)) best = i;
    }
    if (best < 0) return {name};
    return {name.left(best + 1), name.mid(best + 1)};
}

} // namespace

DiagramHeader::DiagramHeader(ViewState &state, Lanes &lanes, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_state(state), m_lanes(lanes), m_theme(theme)
{
    setAccessibleName(tr("Participants of the diagram"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, [this] {
        m_widths.clear();
        layoutNames();
        update();
    });
    connect(&state, &ViewState::logChanged, this, [this] {
        layoutNames();
        update();
    });
    connect(&lanes, &Lanes::changed, this, qOverload<>(&QWidget::update)); // roles
    connect(&state, &ViewState::playheadChanged, this, &DiagramHeader::updateInvolved);
}

QSize DiagramHeader::sizeHint() const
{
    return {400, headerHeight};
}

void DiagramHeader::setPlan(const LanePlan &plan, double scrollX)
{
    if (plan == m_plan && scrollX == m_scrollX) return; // on most frames
    m_plan = plan;
    m_scrollX = scrollX;
    layoutNames();
    update();
}

void DiagramHeader::updateInvolved()
{
    std::pair<ParticipantId, ParticipantId> involved;
    const auto log = m_state.log();
    if (log && m_state.playhead().isValid()) {
        const auto step = log->at(m_state.playhead());
        involved = {step.sender, step.receiver};
    }
    if (std::exchange(m_involved, involved) != involved) update();
}

/// One font for all names: bold where all of them fit, else smaller, since a smaller name is better
/// than half a name.
QFont DiagramHeader::nameFont() const
{
    auto font = m_theme.textFont();
    font.setBold(true);
    const QFontMetricsF metrics(font);
    const bool allFit = std::ranges::all_of(m_plan.lanes, [&](const Lane &lane) {
        return lane.collapsed
               || metrics.horizontalAdvance(nameOf(lane.participant))
                      <= pill(lane).width() - narrowPadding;
    });
    if (allFit) return font;
    font.setPointSizeF(font.pointSizeF() * 0.85);
    font.setBold(false);
    return font;
}

QString DiagramHeader::nameOf(ParticipantId participant) const
{
    const auto log = m_state.log();
    if (!log) return {};
    const auto name = log->participantName(participant);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

void DiagramHeader::layoutNames()
{
    m_font = nameFont();
    const QFontMetricsF metrics(m_font);
    m_names.clear();
    for (const auto &lane : m_plan.lanes) {
        const double room = pill(lane).width() - narrowPadding;
        QStringList lines;
        for (const auto &line : brokenName(nameOf(lane.participant), metrics, room))
            lines.append(metrics.elidedText(line, Qt::ElideMiddle, room + 1));
        m_names.append(lines.join(QLatin1Char('\n')));
    }
}

double DiagramHeader::widthOf(ParticipantId participant) const
{
    const auto log = m_state.log();
    if (const auto tag = log ? log->tag() : 0; std::exchange(m_widthsOf, tag) != tag)
        m_widths.clear();
    const auto known = m_widths.constFind(participant.value());
    if (known != m_widths.constEnd()) return *known;
    auto font = m_theme.textFont();
    font.setBold(true);
    const double name = QFontMetricsF(font).horizontalAdvance(nameOf(participant));
    return *m_widths.insert(participant.value(), std::min(name, widestName) + padding);
}

QRectF DiagramHeader::pill(const Lane &lane) const
{
    double x = gutterWidth + lane.x - m_scrollX;
    if (m_dragX && lane.participant == m_pressed) x = *m_dragX;
    const double width =
        lane.collapsed ? 22 : std::min(widthOf(lane.participant), std::max(22.0, lane.width - 6));
    return {std::round(x - width / 2) + 0.5, (headerHeight - pillHeight) / 2 + 0.5, width,
            pillHeight};
}

const Lane *DiagramHeader::laneAt(const QPointF &point) const
{
    for (const auto &lane : m_plan.lanes)
        if (pill(lane).adjusted(-3, -6, 3, 6).contains(point)) return &lane;
    return nullptr;
}

void DiagramHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Window));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(ColorRole::Border));
    painter.setClipRect(QRectF(gutterWidth - 20, 0, width(), height()));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &lane : m_plan.lanes)
        if (lane.participant != m_pressed || !m_dragX) paintLane(painter, lane);
    for (const auto &lane : m_plan.lanes)
        if (lane.participant == m_pressed && m_dragX) paintLane(painter, lane);
}

void DiagramHeader::paintLane(QPainter &painter, const Lane &lane) const
{
    const auto log = m_state.log();
    if (!log) return;
    const bool channel = log->participants().role(lane.participant) == Role::Channel;
    const auto box = pill(lane);
    const bool involved =
        lane.participant == m_involved.first || lane.participant == m_involved.second;
    const auto frame = channel    ? m_theme.color(ColorRole::Accent)
                       : involved ? m_theme.color(ColorRole::MutedText)
                                  : m_theme.color(ColorRole::Border);
    painter.setPen(QPen(frame, 1));
    painter.setBrush(m_theme.color(ColorRole::Canvas));
    const double radius = channel ? box.height() / 2 : 5;
    painter.drawRoundedRect(box, std::min(radius, box.width() / 2),
                            std::min(radius, box.width() / 2));
    if (lane.collapsed) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.participantColor(lane.participant));
        painter.drawEllipse(box.center(), 3.5, 3.5);
        return;
    }
    painter.setFont(m_font);
    painter.setPen(m_theme.color(ColorRole::Text));
    painter.drawText(box, Qt::AlignCenter, m_names.value(&lane - m_plan.lanes.data()));
}

bool DiagramHeader::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (const auto *lane = laneAt(help->pos())) {
            QToolTip::showText(help->globalPos(),
                               tr("%1\nDrag to reorder, double-click to collapse, right-click "
                                  "for more")
                                   .arg(nameOf(lane->participant)),
                               this, pill(*lane).toRect());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

void DiagramHeader::mousePressEvent(QMouseEvent *event)
{
    const auto *lane = laneAt(event->position());
    m_pressed = lane && event->button() == Qt::LeftButton ? lane->participant : ParticipantId();
    m_pressedAt = event->position();
}

void DiagramHeader::mouseMoveEvent(QMouseEvent *event)
{
    const bool left = event->buttons().testFlag(Qt::LeftButton);
    if (left && m_pressed.isValid()) {
        if (m_dragX
            || std::abs(event->position().x() - m_pressedAt.x())
                   >= QApplication::startDragDistance()) {
            m_dragX = event->position().x();
            setCursor(Qt::ClosedHandCursor);
            update();
        }
        return;
    }
    setCursor(laneAt(event->position()) ? Qt::OpenHandCursor : Qt::ArrowCursor);
}

void DiagramHeader::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_dragX) {
        const double x = event->position().x() - gutterWidth + m_scrollX;
        const auto before = std::ranges::count_if(m_plan.lanes, [&](const Lane &lane) {
            return lane.participant != m_pressed && lane.x < x;
        });
        const auto dragged = m_pressed;
        m_dragX.reset();
        m_pressed = {};
        unsetCursor();
        m_lanes.move(dragged, static_cast<int>(before));
        update();
        return;
    }
    m_pressed = {};
}

void DiagramHeader::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const auto *lane = laneAt(event->position())) m_lanes.toggleCollapsed(lane->participant);
}

void DiagramHeader::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_state.log()) return;
    QMenu menu(this);
    if (const auto *lane = laneAt(event->pos())) {
        const auto id = lane->participant;
        menu.addAction(lane->collapsed ? tr("Expand %1").arg(nameOf(id))
                                       : tr("Collapse %1").arg(nameOf(id)),
                       this, [this, id] { m_lanes.toggleCollapsed(id); });
        menu.addAction(tr("Hide %1").arg(nameOf(id)), this, [this, id] { m_lanes.hide(id); });
        menu.addSeparator();
    }
    auto *all = menu.addAction(tr("Show all participants"), this, [this] { m_lanes.showAll(); });
    all->setEnabled(!m_state.visibility().hiddenParticipants.isEmpty());
    menu.addSection(tr("Arrange"));
    const std::pair<LaneGrouping, QString> groupings[] = {
        {LaneGrouping::Role, tr("By role: producers, channels, consumers")},
        {LaneGrouping::Prefix, tr("By name")},
        {LaneGrouping::Arrival, tr("In order of arrival")}};
    for (const auto &[grouping, text] : groupings) {
        auto *action =
            menu.addAction(text, this, [this, wanted = grouping] { m_lanes.setGrouping(wanted); });
        action->setCheckable(true);
        action->setChecked(m_lanes.grouping() == grouping);
    }
    menu.exec(event->globalPos());
}

} // namespace playhead
