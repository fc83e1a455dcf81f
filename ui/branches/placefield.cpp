// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/placefield.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"
#include "query/place.h"

#include <QGridLayout>

namespace playhead {

PlaceField::PlaceField(LogPtr log, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_log(std::move(log)),
      m_side(makeComboBox(tr("Before or after"), {}, this)),
      m_text(new QLineEdit(this)),
      m_note(new ToneLabel(theme, ColorRole::MutedText, this))
{
    m_side->setObjectName(QStringLiteral("placeSide"));
    m_side->addItem(tr("after"), static_cast<int>(BranchEdit::Side::After));
    m_side->addItem(tr("before"), static_cast<int>(BranchEdit::Side::Before));
    m_side->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_text->setObjectName(QStringLiteral("placeText"));
    m_text->setAccessibleName(tr("Step"));
    m_text->setToolTip(tr("A position such as 8412, a time such as 12:04:31.9, -30s from where it "
                          "was, or 50%"));
    m_text->setFont(theme.dataFont());
    m_note->setObjectName(QStringLiteral("placeNote"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setVerticalSpacing(3);
    grid->addWidget(m_side, 0, 0);
    grid->addWidget(m_text, 0, 1);
    grid->addWidget(m_note, 1, 1);
    grid->setColumnStretch(1, 1);
    setFocusProxy(m_text);
    connect(m_side, &QComboBox::currentIndexChanged, this, &PlaceField::changed);
    connect(m_text, &QLineEdit::textChanged, this, &PlaceField::read);
}

void PlaceField::setPlace(BranchEdit::Side side, Position target)
{
    m_start = target;
    m_side->setCurrentIndex(m_side->findData(static_cast<int>(side)));
    m_text->setText(QLatin1Char('#') + exactNumber(target.value()));
    m_text->selectAll();
    read();
}

BranchEdit::Side PlaceField::side() const
{
    return static_cast<BranchEdit::Side>(m_side->currentData().toInt());
}

void PlaceField::read()
{
    // The numbers of the interface have no-break blanks between their digits.
    const auto typed = m_text->text().replace(QChar(0x00A0), QLatin1Char(' '));
    const auto place = parsePlace(*m_log, typed.toStdString(), m_start);
    m_target = place ? *place : Position();
    m_note->setRole(place ? ColorRole::MutedText : ColorRole::Failure);
    m_note->setText(place ? stepTitle(*m_log, *place) : toText(place.error().message));
    emit changed();
}

} // namespace playhead
