// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/placedialog.h"

#include "inspector/inspectortext.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace playhead {

PlaceDialog::PlaceDialog(const LogPtr &log, const BranchEdit &edit, const Theme &theme,
                         QWidget *parent)
    : QDialog(parent), m_place(new PlaceField(log, theme, this))
{
    setObjectName(QStringLiteral("placeDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    const bool moves = edit.kind == BranchEdit::Kind::Move;
    setWindowTitle(moves ? tr("Move an event") : tr("Duplicate an event"));
    const auto event = stepTitle(*log, edit.position);
    auto *what = new QLabel(moves ? tr("In the branch, %1 happens").arg(event)
                                  : tr("In the branch, %1 happens once more").arg(event),
                            this);
    what->setTextFormat(Qt::PlainText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    auto *accept = buttons->button(QDialogButtonBox::Ok);
    accept->setText(moves ? tr("Move") : tr("Duplicate"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_place, &PlaceField::changed, this, [this, accept, moves, from = edit.position] {
        const auto target = m_place->target();
        accept->setEnabled(target.isValid() && !(moves && target == from));
    });
    connect(this, &QDialog::accepted, this, [this, edit] {
        auto result = edit;
        result.side = m_place->side();
        result.target = m_place->target();
        emit chosen(result);
    });
    m_place->setPlace(edit.side, edit.target);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(10);
    column->addWidget(what);
    column->addWidget(m_place);
    column->addStretch(1);
    column->addWidget(buttons);
    resize(420, sizeHint().height());
    m_place->setFocus();
}

} // namespace playhead
