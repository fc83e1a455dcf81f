// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldchart.h"

#include "numbertext.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace playhead {
namespace {

constexpr double sideMargin = 14;
constexpr double textGap = 4;

} // namespace

FieldChart::FieldChart(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_view(view), m_theme(theme)
{
    setObjectName(QStringLiteral("fieldChart"));
    setAccessibleName(tr("Values over positions"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&view, &ViewState::playheadChanged, this, qOverload<>(&QWidget::update));
    hide();
}

void FieldChart::showValues(const FieldAnswer &answer)
{
    m_points.clear();
    m_hovered = -1;
    m_last = answer.question.state.at;
    for (auto row = answer.rows.rbegin(); row != answer.rows.rend(); ++row)
        m_points.push_back({row->position, row->number});
    std::vector<double> numbers;
    for (const auto &point : m_points)
        if (point.value) numbers.push_back(*point.value);
    setVisible(answer.isNumeric && numbers.size() > 1);
    if (isHidden()) return;
    const auto [low, high] = std::ranges::minmax(numbers);
    m_low = low;
    m_high = high;
    setAccessibleDescription(tr("%1 values from %2 to %3")
                                 .arg(numbers.size())
                                 .arg(QString::number(low), QString::number(high)));
    update();
}

QRectF FieldChart::plot() const
{
    const auto line = QFontMetricsF(m_theme.dataFont()).height();
    return {sideMargin, line + textGap, width() - 2 * sideMargin,
            height() - line - 2 * textGap - 4};
}

double FieldChart::xOf(Position position) const
{
    const auto area = plot();
    if (m_points.empty()) return area.left();
    const auto first = m_points.front().position.value();
    const auto span = static_cast<double>(std::max<std::uint64_t>(1, m_last.value() - first));
    const auto distance = static_cast<double>(position.value()) - static_cast<double>(first);
    return area.left() + area.width() * std::clamp(distance / span, 0.0, 1.0);
}

double FieldChart::yOf(double value) const
{
    const auto area = plot();
    if (m_high == m_low) return area.center().y();
    return area.bottom() - area.height() * (value - m_low) / (m_high - m_low);
}

/// The value that lasts there.
int FieldChart::pointAt(double x) const
{
    const auto behind = std::ranges::find_if(
        m_points, [&](const Point &point) { return xOf(point.position) > x + 0.5; });
    return std::max(0, static_cast<int>(behind - m_points.begin()) - 1);
}

QString FieldChart::hoverText() const
{
    if (m_hovered < 0) return {};
    const auto &point = m_points[static_cast<std::size_t>(m_hovered)];
    return tr("#%1: %2").arg(exactNumber(point.position.value()),
                             point.value ? QString::number(*point.value, 'g', 12) : tr("nothing"));
}

void FieldChart::paintSteps(QPainter &painter) const
{
    QPainterPath line;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const auto &point = m_points[i];
        if (!point.value) continue;
        const auto y = yOf(*point.value);
        const bool continues = i > 0 && m_points[i - 1].value;
        if (continues)
            line.lineTo(xOf(point.position), y);
        else
            line.moveTo(xOf(point.position), y);
        line.lineTo(xOf(i + 1 < m_points.size() ? m_points[i + 1].position : m_last), y);
    }
    painter.setPen(QPen(m_theme.color(ColorRole::Accent), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
}

void FieldChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto area = plot();
    painter.fillRect(QRectF(area.left(), area.bottom() + 2, area.width(), 1),
                     m_theme.color(ColorRole::Border));
    if (const auto at = m_view.playhead(); at.isValid() && at <= m_last) {
        painter.fillRect(QRectF(xOf(at) - 0.5, area.top(), 1, area.height() + 2),
                         m_theme.color(ColorRole::MutedText));
    }
    paintSteps(painter);
    painter.setFont(m_theme.dataFont());
    const QRectF text(area.left(), 0, area.width(), area.top() - textGap);
    painter.setPen(m_theme.color(ColorRole::MutedText));
    painter.drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        tr("%1 to %2").arg(QString::number(m_low, 'g', 6), QString::number(m_high, 'g', 6)));
    if (m_hovered < 0) return;
    painter.setPen(m_theme.color(ColorRole::Text));
    painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, hoverText());
    const auto &point = m_points[static_cast<std::size_t>(m_hovered)];
    if (!point.value) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(ColorRole::Accent));
    painter.drawEllipse(QPointF(xOf(point.position), yOf(*point.value)), 3.5, 3.5);
}

void FieldChart::mouseMoveEvent(QMouseEvent *event)
{
    m_hovered = pointAt(event->position().x());
    update();
}

void FieldChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_points.empty()) return;
    const auto point = static_cast<std::size_t>(pointAt(event->position().x()));
    m_view.setPlayhead(m_points[point].position);
}

void FieldChart::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

} // namespace playhead
