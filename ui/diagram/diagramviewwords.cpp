// SPDX-License-Identifier: GPL-3.0-or-later
// DiagramView: what it says in words.
#include "diagram/diagramcanvas.h"
#include "diagram/diagramtips.h"
#include "diagram/diagramview.h"
#include "numbertext.h"

#include <QLineF>
#include <QPushButton>

#include <algorithm>
#include <cmath>

namespace playhead {
namespace {

constexpr double standingReach = 9; ///< of the pointer at the mark of a consumer, pixels
constexpr double additionReach = 6; ///< of the pointer at the line of an added event

} // namespace

void DiagramView::updatePill()
{
    const auto arrived =
        m_state.watermark().value() - std::min(m_leftAt.value(), m_state.watermark().value());
    const bool show = m_wasFollowing && !m_state.isFollowing() && arrived > 0;
    m_pill->setVisible(show);
    if (!show) return;
    m_pill->setText(
        QChar(0x2193) + QStringLiteral(" ")
        + (arrived == 1 ? tr("1 new step") : tr("%1 new steps").arg(exactNumber(arrived))));
    placePill();
}

void DiagramView::placePill()
{
    const auto size = m_pill->sizeHint();
    m_pill->setGeometry((m_canvas->width() - size.width()) / 2,
                        m_canvas->height() - size.height() - 14, size.width(), size.height());
}

void DiagramView::updateEmptyText()
{
    if (!m_state.log())
        m_canvas->setEmptyText(tr("Nothing is open"), tr("Open a log (Ctrl+O) or run a scenario."));
    else if (!m_state.watermark().isValid())
        m_canvas->setEmptyText(tr("No steps yet"), tr("The first one appears here at once."));
    else
        m_canvas->setEmptyText(
            tr("No step is shown"),
            tr("The filter or the explorer leaves nothing. Press Esc to show everything again."));
}

QString DiagramView::tipFor(std::uint64_t row, const QPointF &at) const
{
    const auto log = m_state.log();
    if (!log || !m_rows || row >= m_rows->rows().count()) return {};
    const auto &marks = m_canvas->scene().standings;
    const auto mark = std::ranges::find_if(marks, [&at](const auto &one) {
        return QLineF(at, QPointF(one.x, one.y)).length() < standingReach;
    });
    if (mark != marks.end())
        if (const auto *standing = m_standings.of(mark->consumer))
            return standingTip(*log, *standing);
    if (const auto tip = additionTip(at.y()); !tip.isEmpty()) return tip;
    if (m_scale.isDensity()) return densityTip(row);
    return stepTip(*log, m_rows->rows().positionAt(row));
}

/// Of the line that is near; empty: none is.
QString DiagramView::additionTip(double y) const
{
    for (const auto &addition : m_canvas->scene().additions)
        if (std::abs(addition.y - y) < additionReach)
            return addition.tip + QLatin1Char('\n')
                   + tr("In the branch only: the log stays as it is");
    return {};
}

QString DiagramView::densityTip(std::uint64_t row) const
{
    // The rows under two pixels, as the density draws them.
    const auto &rows = m_rows->rows();
    const auto count = static_cast<std::uint64_t>(std::max(1.0, 2 / m_scale.rowHeight));
    const auto last = std::min(row + count, rows.count()) - 1;
    return rangeTip(*m_state.log(), rows.positionAt(row), rows.positionAt(last), last - row + 1);
}

} // namespace playhead
