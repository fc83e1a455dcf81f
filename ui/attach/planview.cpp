// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/planview.h"

#include "tonelabel.h"
#include "totext.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace playhead {
namespace {

using Kind = AttachEffect::Kind;

ColorRole roleOf(Kind kind)
{
    switch (kind) {
    case Kind::None: return ColorRole::Success;
    case Kind::Makes:
    case Kind::Listens: return ColorRole::Accent;
    case Kind::Changes:
    case Kind::Consumes: return ColorRole::Warning;
    }
    return ColorRole::MutedText;
}

/// In a square of 18 by 18.
QPainterPath signOf(Kind kind)
{
    QPainterPath path;
    const auto line = [&path](std::initializer_list<QPointF> points) {
        path.addPolygon(QPolygonF(QList<QPointF>(points)));
    };
    switch (kind) {
    case Kind::None: line({{4, 9.5}, {7.5, 13}, {14, 5.5}}); break;
    case Kind::Makes:
        line({{9, 4}, {9, 14}});
        line({{4, 9}, {14, 9}});
        break;
    case Kind::Changes:
        line({{9, 3}, {16, 15}, {2, 15}, {9, 3}});
        line({{9, 7.5}, {9, 11}});
        line({{9, 13}, {9, 13.2}});
        break;
    case Kind::Consumes:
        line({{9, 3}, {9, 11}});
        line({{5.5, 7.5}, {9, 11}, {12.5, 7.5}});
        line({{3, 11}, {3, 15}, {15, 15}, {15, 11}});
        break;
    case Kind::Listens:
        path.addEllipse(QPointF(9, 9), 2, 2);
        path.addEllipse(QPointF(9, 9), 6, 6);
        break;
    }
    return path;
}

QString nameOf(Kind kind)
{
    switch (kind) {
    case Kind::None: return PlanView::tr("Disturbs nobody");
    case Kind::Makes: return PlanView::tr("Made, and removed on detaching");
    case Kind::Changes: return PlanView::tr("A change that others may notice");
    case Kind::Consumes: return PlanView::tr("Takes messages from their consumers");
    case Kind::Listens: return PlanView::tr("Opens a port of this machine");
    }
    return {};
}

bool isSame(const AttachEffect &a, const AttachEffect &b)
{
    return a.kind == b.kind && a.text == b.text;
}

} // namespace

EffectSign::EffectSign(Kind kind, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_kind(kind), m_theme(theme)
{
    setFixedSize(sizeHint());
    setAccessibleName(nameOf(kind));
    setToolTip(nameOf(kind));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void EffectSign::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(m_theme.color(roleOf(m_kind)), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(signOf(m_kind));
}

PlanView::PlanView(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_rows(new QVBoxLayout),
      m_agree(new QCheckBox(tr("I agree that others may notice"), this))
{
    setAccessibleName(tr("What attaching does"));
    m_agree->setObjectName(QStringLiteral("agree"));
    m_rows->setSpacing(6);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(10);
    column->addLayout(m_rows);
    column->addWidget(m_agree);
    connect(m_agree, &QCheckBox::toggled, this, &PlanView::agreedChanged);
    showEffects();
}

void PlanView::setPlan(const AttachPlan &plan)
{
    if (std::ranges::equal(plan.effects, m_effects, isSame)) return;
    m_effects = plan.effects;
    showEffects();
}

void PlanView::clear()
{
    setPlan({});
}

bool PlanView::isAgreed() const
{
    return m_agree->isChecked() || !AttachPlan{m_effects}.disturbs();
}

void PlanView::showEffects()
{
    while (auto *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto &effect : m_effects) {
        auto *row = new QWidget(this);
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins({});
        line->setSpacing(10);
        line->addWidget(new EffectSign(effect.kind, m_theme, row), 0, Qt::AlignTop);
        auto *text = new ToneLabel(m_theme, ColorRole::Text, row);
        text->setText(toText(effect.text));
        text->setWordWrap(true);
        line->addWidget(text, 1);
        m_rows->addWidget(row);
    }
    if (m_effects.empty()) {
        auto *none = new ToneLabel(m_theme, ColorRole::MutedText, this);
        none->setText(tr("Said here as soon as the address is complete."));
        m_rows->addWidget(none);
    }
    m_agree->setChecked(false);
    m_agree->setVisible(AttachPlan{m_effects}.disturbs());
    emit agreedChanged();
}

} // namespace playhead
