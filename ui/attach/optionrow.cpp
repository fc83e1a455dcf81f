// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/optionrow.h"

#include "totext.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>

#include <algorithm>

namespace playhead {
namespace {

constexpr int fieldWidth = 210;

} // namespace

OptionRow::OptionRow(const SourceOption &option, bool secret, const Theme &theme, QWidget *page)
    : QObject(page),
      m_name(toText(option.name)),
      m_secret(secret),
      m_label(new ToneLabel(theme, ColorRole::Text, page)),
      m_meaning(new ToneLabel(theme, ColorRole::MutedText, page))
{
    m_label->setText(m_name);
    m_label->setFont(theme.dataFont());
    m_meaning->setText(toText(option.description));
    m_meaning->setWordWrap(true);
    if (option.choices.empty())
        makeField(option);
    else
        makeChoices(option);
    m_field->setParent(page);
    m_field->setObjectName(QStringLiteral("option-") + m_name);
    m_field->setFixedWidth(fieldWidth);
    m_field->setAccessibleName(m_name);
    m_field->setAccessibleDescription(m_meaning->text());
    m_label->setBuddy(m_field);
}

void OptionRow::makeChoices(const SourceOption &option)
{
    m_field = m_choices = new QComboBox;
    const auto usual = toText(option.usual);
    m_choices->addItem(usual.isEmpty() ? tr("(not said)") : tr("%1 (usual)").arg(usual), QString());
    for (const auto &choice : toText(option.choices).split(QLatin1Char('|')))
        if (choice != usual) m_choices->addItem(choice, choice);
    connect(m_choices, &QComboBox::activated, this, &OptionRow::edited);
}

void OptionRow::makeField(const SourceOption &option)
{
    m_field = m_line = new QLineEdit;
    m_line->setPlaceholderText(toText(option.usual));
    if (m_secret) m_line->setEchoMode(QLineEdit::Password);
    connect(m_line, &QLineEdit::textEdited, this, &OptionRow::edited);
}

void OptionRow::addTo(QGridLayout &grid, int row)
{
    grid.addWidget(m_label, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    grid.addWidget(m_field, row, 1, Qt::AlignVCenter);
    grid.addWidget(m_meaning, row, 2, Qt::AlignVCenter);
}

QString OptionRow::value() const
{
    return m_choices ? m_choices->currentData().toString() : m_line->text();
}

void OptionRow::setValue(const QString &value)
{
    if (m_choices)
        m_choices->setCurrentIndex(std::max(0, m_choices->findData(value)));
    else if (m_line->text() != value) // else the cursor would jump
        m_line->setText(value);
}

void OptionRow::setVisible(bool visible)
{
    m_visible = visible;
    for (auto *part : {static_cast<QWidget *>(m_label), m_field, static_cast<QWidget *>(m_meaning)})
        part->setVisible(visible);
}

void OptionRow::setEditable(bool editable, const QString &why)
{
    m_field->setEnabled(editable);
    m_field->setToolTip(editable ? QString() : why);
}

} // namespace playhead
