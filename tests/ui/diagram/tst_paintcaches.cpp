// SPDX-License-Identifier: GPL-3.0-or-later
// What is copied from a cache looks as it does when it is drawn.
#include "diagram/shapecache.h"
#include "diagram/textcache.h"
#include "theme.h"

#include <QImage>
#include <QTest>

#include <functional>

using namespace playhead;

namespace {

QImage drawn(double ratio, const std::function<void(QPainter &)> &draw)
{
    QImage image((QSizeF(160, 40) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::black);
    QPainter painter(&image);
    draw(painter);
    return image;
}

/// The largest difference of a channel.
int difference(const QImage &a, const QImage &b)
{
    int most = a.size() == b.size() ? 0 : 255;
    for (int y = 0; most < 255 && y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            most = std::max({most, std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)),
                             std::abs(qBlue(p) - qBlue(q))});
        }
    }
    return most;
}

const auto blank = drawn(1, [](QPainter &) {});

} // namespace

class TestPaintCaches : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;

private slots:
    void numbersLookLikeOtherText_data()
    {
        QTest::addColumn<QString>("number");
        QTest::newRow("position") << QStringLiteral("1\u00a0204\u00a0331");
        QTest::newRow("time") << QStringLiteral("12:04:31.882");
        QTest::newRow("empty") << QString();
        QTest::newRow("not a number") << QStringLiteral("two µs");
        QTest::newRow("far too long") << QString(60, QLatin1Char('7'));
    }
    void numbersLookLikeOtherText()
    {
        QFETCH(QString, number);
        const auto font = m_theme.dataFont();
        for (const double ratio : {1.0, 1.5, 2.0}) {
            TextCache texts;
            texts.setFont(font);
            const auto draw = [&](bool asNumber, QPainter &painter) {
                painter.setFont(font);
                painter.setPen(Qt::white);
                if (asNumber)
                    texts.drawNumber(painter, QPointF(7, 9), number);
                else
                    painter.drawStaticText(QPointF(7, 9), texts.text(number));
            };
            const auto expected = drawn(ratio, [&](QPainter &p) { draw(false, p); });
            QCOMPARE(number.isEmpty(), difference(expected, drawn(ratio, [](QPainter &) {})) == 0);
            for (int again = 0; again < 2; ++again)
                QCOMPARE(difference(drawn(ratio, [&](QPainter &p) { draw(true, p); }), expected),
                         0);
            QVERIFY(std::abs(texts.numberWidth(number) - texts.text(number).size().width()) <= 1);
        }
    }

    void longTextsAreShortenedToTheirRoom()
    {
        TextCache texts;
        texts.setFont(m_theme.dataFont());
        const auto whole = QStringLiteral("com.example.orders.order.placed");
        const double width = texts.text(whole).size().width();
        QCOMPARE(texts.fitted(whole, width + 1).text(), whole);
        for (const double room : {width / 2, width / 3, width / 2}) {
            const auto shortened = texts.fitted(whole, room);
            QVERIFY(shortened.size().width() <= room);
            QVERIFY(shortened.text().startsWith(QLatin1Char('c')));
            QVERIFY(shortened.text().endsWith(QLatin1Char('d')));
        }
    }

    void anotherFontIsLaidOutAnew()
    {
        TextCache texts;
        auto font = m_theme.dataFont();
        texts.setFont(font);
        const double before = texts.numberWidth(QStringLiteral("12"));
        const double height = texts.lineHeight();
        font.setPointSizeF(font.pointSizeF() * 2);
        texts.setFont(font);
        QVERIFY(texts.numberWidth(QStringLiteral("12")) > before * 1.5);
        QVERIFY(texts.lineHeight() > height * 1.5);
    }

    void shapesLieWhereTheyAreDrawn_data()
    {
        QTest::addColumn<double>("ratio");
        for (const double ratio : {1.0, 1.25, 1.5, 2.0})
            QTest::addRow("%g", ratio) << ratio;
    }
    void shapesLieWhereTheyAreDrawn()
    {
        QFETCH(double, ratio);
        ShapeCache shapes;
        for (const QPointF at : {QPointF(20, 20.5), QPointF(31.5, 18), QPointF(40.3, 19.7)}) {
            const auto circle = [&](QPainter &painter) {
                painter.setRenderHint(QPainter::Antialiasing);
                painter.setPen(QPen(Qt::red, 1.6, Qt::SolidLine, Qt::FlatCap));
                painter.setBrush(Qt::white);
                painter.drawEllipse(at, 4, 4);
            };
            const auto copied = [&](QPainter &painter) {
                shapes.draw(painter,
                            {ShapeCache::Kind::Mark, false, false, QColor(Qt::red).rgb(),
                             QColor(Qt::white).rgb()},
                            at);
            };
            const auto expected = drawn(ratio, circle);
            // At most an eighth of a pixel beside the place, in x and in y: so much of an edge.
            QVERIFY(difference(drawn(ratio, copied), expected) <= 2 * 255 / 8);
            QCOMPARE(drawn(ratio, copied), drawn(ratio, copied));
        }
    }

    void headsPointAtTheirTip()
    {
        ShapeCache shapes;
        const auto head = [&](ShapeCache::Kind kind, bool leftwards) {
            return drawn(1, [&](QPainter &painter) {
                const auto white = QColor(Qt::white).rgb();
                shapes.draw(painter, {kind, leftwards, false, white, white}, QPointF(80, 20.5));
            });
        };
        using Kind = ShapeCache::Kind;
        for (const auto kind : {Kind::Filled, Kind::Open, Kind::Cross, Kind::Square}) {
            const auto right = head(kind, false);
            const auto left = head(kind, true);
            QVERIFY(right != left);
            QVERIFY(difference(right.mirrored(true, false), left) < 8);
            QVERIFY(difference(right.copy(60, 0, 20, 40), blank.copy(60, 0, 20, 40)) > 100);
            QCOMPARE(difference(right.copy(83, 0, 70, 40), blank.copy(83, 0, 70, 40)), 0);
        }
    }
};

QTEST_MAIN(TestPaintCaches)
#include "tst_paintcaches.moc"
