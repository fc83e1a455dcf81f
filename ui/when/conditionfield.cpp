// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/conditionfield.h"

#include "inspector/inspectortext.h"
#include "mistakeunderline.h"

#include <QVBoxLayout>

namespace playhead {

ConditionField::ConditionField(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_field(new QLineEdit(this)),
      m_mistake(new ToneLabel(theme, ColorRole::Failure, this))
{
    m_field->setObjectName(QStringLiteral("condition"));
    m_field->setAccessibleName(tr("Condition"));
    m_field->setPlaceholderText(QStringLiteral("state.status == \"paid\" && event.amount > 100"));
    m_field->setToolTip(
        tr("Fields: state.<path>, event.<attribute>, event.data.<path>, changed(state.<path>); "
           "operators == != < <= > >= contains matches in, && || !, parentheses.\n"
           "Enter: next position, Shift+Enter: previous one"));
    m_field->setClearButtonEnabled(true);
    m_mistake->setObjectName(QStringLiteral("conditionMistake"));
    m_mistake->setWordWrap(true);
    m_mistake->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(4);
    column->addWidget(m_field);
    column->addWidget(m_mistake);
    setFocusProxy(m_field);
    connect(m_field, &QLineEdit::textChanged, this, [this] {
        check();
        emit changed();
    });
    connect(&theme, &Theme::changed, this, &ConditionField::applyTheme);
    applyTheme();
}

void ConditionField::applyTheme()
{
    m_field->setFont(m_theme.dataFont());
    check();
}

void ConditionField::check()
{
    const auto parsed = Condition::parse(m_field->text().toStdString());
    const bool isEmpty = text().isEmpty();
    m_valid = parsed.has_value() && !isEmpty;
    const bool wrong = !parsed && !isEmpty;
    m_mistake->setVisible(wrong);
    if (wrong) m_mistake->setText(toText(parsed.error().message));
    underlineMistake(*m_field, wrong ? parsed.error().offset : 0,
                     wrong ? std::max<std::size_t>(parsed.error().length, 1) : 0,
                     m_theme.color(ColorRole::Failure));
}

} // namespace playhead
