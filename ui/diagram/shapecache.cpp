// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/shapecache.h"

#include <QPolygonF>

#include <cmath>

namespace playhead {
namespace {

constexpr double headLength = 9;
constexpr double headHalf = 4.5;
constexpr double originRadius = 3;
constexpr double markRadius = 4;
constexpr double standingRadius = 5;
constexpr double smallSize = 0.6;
constexpr int reach = 12; ///< from the point to the edge of a picture, logical pixels
constexpr int phases = 4;

void paintShape(QPainter &painter, const ShapeCache::Shape &shape)
{
    using Kind = ShapeCache::Kind;
    const QColor line = QColor::fromRgb(shape.line);
    const double direction = shape.leftwards ? -1 : 1;
    const double size = shape.small ? smallSize : 1;
    const double back = -direction * headLength * size;
    const double half = headHalf * size;
    const double middle = -direction * half;
    const auto pen = [&](double width) { return QPen(line, width, Qt::SolidLine, Qt::FlatCap); };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(QColor::fromRgb(shape.fill));
    switch (shape.kind) {
    case Kind::Filled:
        painter.setPen(pen(1.2));
        painter.drawPolygon(QPolygonF({QPointF(0, 0), QPointF(back, -half), QPointF(back, half)}));
        break;
    case Kind::Open:
        painter.setPen(pen(1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(QPolygonF({QPointF(back, -half), QPointF(0, 0), QPointF(back, half)}));
        break;
    case Kind::Cross:
        painter.setPen(pen(2));
        painter.drawLine(QPointF(middle - half, -half), QPointF(middle + half, half));
        painter.drawLine(QPointF(middle - half, half), QPointF(middle + half, -half));
        break;
    case Kind::Square:
        painter.setPen(Qt::NoPen);
        painter.drawRect(QRectF(middle - half, -half, 2 * half, 2 * half));
        break;
    case Kind::Origin:
        painter.setPen(pen(1.2));
        painter.drawEllipse(QPointF(0, 0), originRadius * size, originRadius * size);
        break;
    case Kind::Mark:
        painter.setPen(pen(1.6));
        painter.drawEllipse(QPointF(0, 0), markRadius, markRadius);
        break;
    case Kind::MarkCross:
        painter.setPen(pen(1.6));
        painter.drawLine(QPointF(-markRadius, -markRadius), QPointF(markRadius, markRadius));
        painter.drawLine(QPointF(-markRadius, markRadius), QPointF(markRadius, -markRadius));
        break;
    case Kind::Standing:
        painter.setPen(pen(1.8));
        painter.drawPolygon(QPolygonF({QPointF(0, -standingRadius), QPointF(standingRadius, 0),
                                       QPointF(0, standingRadius), QPointF(-standingRadius, 0)}));
        break;
    case Kind::Upwards:
    case Kind::Downwards: {
        const double tip = shape.kind == Kind::Upwards ? -standingRadius : standingRadius;
        painter.setPen(pen(1.8));
        painter.drawPolygon(QPolygonF({QPointF(0, tip), QPointF(standingRadius, -tip * 0.6),
                                       QPointF(-standingRadius, -tip * 0.6)}));
        break;
    }
    }
}

} // namespace

size_t qHash(const ShapeCache::Key &key, size_t seed) noexcept
{
    const auto &shape = key.shape;
    const auto form = static_cast<unsigned>(shape.kind) << 6U | unsigned(shape.leftwards) << 5U
                      | unsigned(shape.small) << 4U | unsigned(key.phaseX) << 2U | key.phaseY;
    return qHashMulti(seed, form, shape.line, shape.fill, key.ratio);
}

void ShapeCache::draw(QPainter &painter, const Shape &shape, const QPointF &at)
{
    const auto device = painter.deviceTransform();
    Key key{shape, 0, 0, static_cast<float>(device.m11())};
    const double ratio = double(key.ratio);
    // The whole device pixel, and the quarters between it and the next.
    const auto split = [](double place, std::uint8_t &phase) {
        const auto quarters = std::llround(place * phases);
        const auto pixel = std::floor(double(quarters) / phases);
        phase = static_cast<std::uint8_t>(double(quarters) - pixel * phases);
        return pixel;
    };
    const double x = split(at.x() * ratio + device.dx(), key.phaseX) - device.dx();
    const double y = split(at.y() * ratio + device.dy(), key.phaseY) - device.dy();
    auto found = m_pictures.find(key);
    if (found == m_pictures.end()) {
        if (m_pictures.size() >= mostPictures) m_pictures.clear();
        found = m_pictures.insert(key, makePicture(key));
    }
    const double corner = std::ceil(reach * ratio);
    painter.drawPixmap(QPointF((x - corner) / ratio, (y - corner) / ratio), *found);
}

QPixmap ShapeCache::makePicture(const Key &key)
{
    const double ratio = double(key.ratio);
    const int corner = static_cast<int>(std::ceil(reach * ratio));
    QPixmap picture(2 * corner + 1, 2 * corner + 1);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.translate((corner + double(key.phaseX) / phases) / ratio,
                      (corner + double(key.phaseY) / phases) / ratio);
    paintShape(painter, key.shape);
    return picture;
}

} // namespace playhead
