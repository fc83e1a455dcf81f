// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPainter>
#include <QPixmap>

#include <cstdint>

namespace playhead {

/// The small smooth shapes of the diagram (heads and origins of arrows, marks of folded rows), each
/// drawn once as a picture: stroking and filling a smooth path costs twenty times the copy.
///
/// A picture is kept by shape, size, colours, pixel ratio and place between two pixels (in
/// quarters), so that it is as sharp as the path. Interface thread.
class ShapeCache
{
public:
    enum class Kind : std::uint8_t {
        Filled, ///< heads of arrows; their tip is the point
        Open,
        Cross,
        Square,
        Origin,    ///< where a publish, command or query comes from
        Mark,      ///< a round mark of a folded row
        MarkCross, ///< what failed there
        Standing,  ///< where a consumer stands
        Upwards,   ///< that it is above the picture
        Downwards
    };

    struct Shape
    {
        Kind kind = Kind::Filled;
        bool leftwards = false; ///< of heads
        bool small = false;     ///< 0.6 of the usual size
        QRgb line = 0;
        QRgb fill = 0;

        bool operator==(const Shape &) const = default;
    };

    void draw(QPainter &painter, const Shape &shape, const QPointF &at);
    void clear() { m_pictures.clear(); }

private:
    struct Key
    {
        Shape shape;
        std::uint8_t phaseX = 0; ///< quarters of a device pixel
        std::uint8_t phaseY = 0;
        float ratio = 1;

        bool operator==(const Key &) const = default;
    };
    friend size_t qHash(const Key &key, size_t seed) noexcept;

    static QPixmap makePicture(const Key &key);

    static constexpr int mostPictures = 1000;

    QHash<Key, QPixmap> m_pictures;
};

} // namespace playhead
