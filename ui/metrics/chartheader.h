// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QColor>
#include <QVector>
#include <QWidget>

namespace playhead {

/// The line above a chart: caption, unit, legend and the value at the playhead, on one baseline.
/// Where it gets narrow, the unit makes way for the legend, whose entries are then left out one by
/// one and counted.
/// Painted. Interface thread.
class ChartHeader : public QWidget
{
    Q_OBJECT

public:
    struct Entry
    {
        QString name;
        QColor color;

        bool operator==(const Entry &) const = default;
    };

    ChartHeader(const Theme &theme, const QString &caption, QWidget *parent);

    [[nodiscard]] QString value() const { return m_value; }
    [[nodiscard]] QString unit() const { return m_unit; }
    void setUnit(const QString &unit);
    void setValue(const QString &value);
    void setLegend(const QVector<Entry> &legend);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QFont smallFont() const;
    void paintLegend(QPainter &painter, double left, double right, double baseline) const;

    const Theme &m_theme;
    QString m_caption;
    QString m_unit;
    QString m_value;
    QVector<Entry> m_legend;
};

} // namespace playhead
