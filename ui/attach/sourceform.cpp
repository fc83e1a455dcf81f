// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/sourceform.h"

#include "attach/sourcemistake.h"
#include "mistakeunderline.h"
#include "totext.h"
#include "transports/transporttable.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace playhead {
namespace {

/// The name of the row, and of the secret, that is no option but a part of the address.
QString passwordName()
{
    return QStringLiteral("password");
}

} // namespace

SourceForm::SourceForm(std::span<const Transport *const> table, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_table(table),
      m_theme(theme),
      m_field(new QLineEdit(this)),
      m_hint(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_scroll(new QScrollArea(this))
{
    m_field->setObjectName(QStringLiteral("sourceUrl"));
    m_field->setAccessibleName(tr("URL of the source"));
    m_field->setClearButtonEnabled(true);
    m_hint->setObjectName(QStringLiteral("sourceHint"));
    m_hint->setWordWrap(true);
    m_hint->setMinimumHeight(2 * m_hint->fontMetrics().height());
    m_hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(6);
    column->addWidget(m_field);
    column->addWidget(m_hint);
    column->addWidget(m_scroll, 1);
    connect(m_field, &QLineEdit::textChanged, this, &SourceForm::check);
    connect(m_field, &QLineEdit::editingFinished, this, &SourceForm::moveSecrets);
    connect(&theme, &Theme::changed, this, &SourceForm::applyTheme);
    setFocusProxy(m_field);
    makeRows();
    applyTheme();
}

void SourceForm::applyTheme()
{
    m_field->setFont(m_theme.dataFont());
    check();
}

void SourceForm::setTransport(const Transport &transport)
{
    if (m_transport) m_typed[m_transport] = m_field->text();
    useTransport(transport);
    m_field->setText(m_typed.value(&transport, toText(transport.example())));
    m_field->selectAll();
}

void SourceForm::setText(const QString &url)
{
    m_field->setText(url);
    moveSecrets();
}

void SourceForm::useTransport(const Transport &transport)
{
    if (m_transport == &transport) return;
    m_transport = &transport;
    makeRows();
    emit transportChanged();
}

OptionRow *SourceForm::row(const QString &name) const
{
    const auto found =
        std::ranges::find_if(m_rows, [&](const OptionRow *row) { return row->name() == name; });
    return found == m_rows.end() ? nullptr : *found;
}

Result<void> SourceForm::read()
{
    const auto text = m_field->text().trimmed().toStdString();
    auto parsed = parseSourceUrl(text);
    if (!parsed) return tl::unexpected(parsed.error());
    const auto transport = transportFor(*parsed, m_table);
    if (!transport) return tl::unexpected(transport.error());
    m_canRead = true;
    m_parsed = *parsed;
    useTransport(**transport);
    showRows();
    addSecrets(*parsed);
    auto plan = (*transport)->plan(*parsed);
    if (!plan) return tl::unexpected(plan.error());
    m_plan = std::move(*plan);
    m_url = std::move(*parsed);
    return {};
}

void SourceForm::addSecrets(SourceUrl &url) const
{
    const auto said = secrets();
    for (auto it = said.begin(); it != said.end(); ++it) {
        if (it.key() == passwordName())
            url.password = it.value().toStdString();
        else
            url.setOption(it.key().toStdString(), it.value().toStdString());
    }
}

void SourceForm::check()
{
    m_url.reset();
    m_plan.reset();
    m_canRead = false;
    const bool isEmpty = m_field->text().trimmed().isEmpty();
    const auto result = isEmpty ? Result<void>() : read();
    showMistake(result ? QString() : toText(result.error().message));
    if (!m_canRead) showRows();
    emit changed();
}

void SourceForm::showMistake(const QString &message)
{
    const auto text = m_field->text().toStdString();
    const auto place = message.isEmpty() ? TextPlace() : mistakenPlace(text, message.toStdString());
    underlineMistake(*m_field, place.offset, place.length, m_theme.color(ColorRole::Failure));
    m_hint->setRole(message.isEmpty() ? ColorRole::MutedText : ColorRole::Failure);
    if (!message.isEmpty())
        m_hint->setText(message);
    else if (m_transport)
        m_hint->setText(
            tr("%1. Such as %2")
                .arg(toText(m_transport->pathMeaning()), toText(m_transport->example())));
    else
        m_hint->setText(tr("Choose what to attach to, or write its URL."));
}

void SourceForm::makeRows()
{
    delete m_scroll->takeWidget();
    m_rows.clear();
    auto *page = new QWidget;
    m_grid = new QGridLayout(page);
    m_grid->setContentsMargins(0, 0, 8, 0);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(2, 1);
    const auto add = [&](const SourceOption &option, bool secret) {
        auto *row = new OptionRow(option, secret, m_theme, page);
        row->addTo(*m_grid, static_cast<int>(m_rows.size()));
        connect(row, &OptionRow::edited, this, [this, row] { optionEdited(*row); });
        m_rows.append(row);
    };
    const auto meaning = tr("Of the user in the URL").toStdString();
    add({"password", meaning, {}, {}}, true);
    if (m_transport) {
        for (const auto &option : m_transport->options())
            if (isSecretOption(option.name)) add(option, true);
        for (const auto &option : m_transport->options())
            if (!isSecretOption(option.name)) add(option, false);
    }
    m_grid->setRowStretch(static_cast<int>(m_rows.size()), 1);
    m_scroll->setWidget(page);
}

/// The fields follow the URL, but for secrets, which it does not have.
void SourceForm::showRows()
{
    for (auto *row : std::as_const(m_rows)) {
        if (row->name() == passwordName() && row == m_rows.first())
            row->setVisible(m_canRead && !m_parsed.user.empty());
        if (row->isSecret()) continue;
        const auto values = m_parsed.all(row->name().toStdString());
        row->setEditable(m_canRead && values.size() < 2,
                         m_canRead ? tr("The URL says it several times: change it there.")
                                   : tr("The URL cannot be read: correct it first."));
        row->setValue(m_canRead && !values.empty() ? toText(values.back()) : QString());
    }
}

void SourceForm::optionEdited(const OptionRow &row)
{
    if (row.isSecret()) {
        check();
        return;
    }
    moveSecrets();
    auto url = m_parsed;
    const auto name = row.name().toStdString();
    if (row.value().isEmpty())
        std::erase_if(url.options, [&](const auto &option) { return option.first == name; });
    else
        url.setOption(name, row.value().toStdString());
    m_field->setText(toText(url.text()));
}

void SourceForm::moveSecrets()
{
    if (!m_canRead) return;
    const auto url = m_parsed;
    bool found = !url.password.empty();
    if (found) row(passwordName())->setValue(toText(url.password));
    for (const auto &[name, value] : url.options) {
        auto *secret = isSecretOption(name) ? row(toText(name)) : nullptr;
        if (!secret) continue;
        secret->setValue(toText(value));
        found = true;
    }
    if (found) m_field->setText(toText(url.text()));
}

Secrets SourceForm::secrets() const
{
    Secrets secrets;
    for (const auto *row : m_rows)
        if (row->isSecret() && row->isVisible() && !row->value().isEmpty())
            secrets.insert(row->name(), row->value());
    return secrets;
}

void SourceForm::offerSecrets(const Secrets &secrets)
{
    for (auto it = secrets.begin(); it != secrets.end(); ++it)
        if (auto *secret = row(it.key()); secret && secret->isSecret() && secret->value().isEmpty())
            secret->setValue(it.value());
    check();
}

bool SourceForm::takesSecrets() const
{
    return std::ranges::any_of(
        m_rows, [](const OptionRow *row) { return row->isSecret() && row->isVisible(); });
}

} // namespace playhead
