// SPDX-License-Identifier: GPL-3.0-or-later
#include "branches/eventdialog.h"

#include "inspector/inspectortext.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QVBoxLayout>

#include <array>

namespace playhead {
namespace {

struct Attribute
{
    const char *name; ///< as a key for the translation
    std::string Event::*recorded;
    std::optional<std::string> EventChange::*changed;
};
constexpr std::array<Attribute, 6> attributes = {
    {{QT_TRANSLATE_NOOP("playhead::EventDialog", "type"), &Event::type, &EventChange::type},
     {QT_TRANSLATE_NOOP("playhead::EventDialog", "subject"), &Event::subject,
      &EventChange::subject},
     {QT_TRANSLATE_NOOP("playhead::EventDialog", "source"), &Event::source, &EventChange::source},
     {QT_TRANSLATE_NOOP("playhead::EventDialog", "id"), &Event::id, &EventChange::id},
     {QT_TRANSLATE_NOOP("playhead::EventDialog", "correlation"), &Event::correlation,
      &EventChange::correlation},
     {QT_TRANSLATE_NOOP("playhead::EventDialog", "causation"), &Event::causation,
      &EventChange::causation}}};

/// `"text"` as text, all else as JSON.
QString extensionText(const std::string &json)
{
    const auto value = Json::parse(json, nullptr, false);
    return value.is_string() ? toText(value.get<std::string>()) : toText(json);
}

/// A text stays a text, whatever it looks like; a number becomes one where it cannot be read.
std::string extensionJson(const QString &text, const std::string &before)
{
    if (text == extensionText(before)) return before;
    const auto was = Json::parse(before, nullptr, false);
    auto value = was.is_string() ? Json(text.toStdString())
                                 : Json::parse(text.toStdString(), nullptr, false);
    if (value.is_discarded()) value = text.toStdString();
    return value.dump();
}

} // namespace

EventDialog::EventDialog(const LogPtr &log, const BranchEdit &edit, const Event &recorded,
                         const Theme &theme, QWidget *parent)
    : QDialog(parent), m_theme(theme), m_edit(edit)
{
    setObjectName(QStringLiteral("eventDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    const bool inserts = edit.kind == BranchEdit::Kind::Insert;
    if (!inserts) m_before = recorded;
    auto shown = m_before;
    edit.event.applyTo(shown);
    setWindowTitle(inserts ? tr("Insert an event")
                           : tr("Edit %1").arg(stepTitle(*log, edit.position)));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(10);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    if (inserts) {
        auto *label = new ToneLabel(theme, ColorRole::MutedText);
        label->setText(tr("happens"));
        label->setContentsMargins(0, 6, 0, 0);
        m_place = new PlaceField(log, theme);
        m_place->setPlace(edit.side, edit.target);
        grid->addWidget(label, 0, 0, Qt::AlignTop);
        grid->addWidget(m_place, 0, 1);
        connect(m_place, &PlaceField::changed, this, &EventDialog::check);
    }
    addAttributes(grid, shown);
    addData(grid, shown);
    column->addLayout(grid, 1);
    m_problem = new ToneLabel(theme, ColorRole::Failure);
    m_problem->setObjectName(QStringLiteral("eventProblem"));
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_accept = buttons->button(QDialogButtonBox::Ok);
    m_accept->setText(inserts ? tr("Insert") : tr("Change"));
    m_accept->setToolTip(tr("In the branch only: the log stays as it is (Ctrl+Return)"));
    m_accept->setShortcut(Qt::CTRL | Qt::Key_Return);
    connect(buttons, &QDialogButtonBox::accepted, this, &EventDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    resize(560, 560);
    check();
    m_data->setFocus();
}

QLineEdit *EventDialog::addField(QGridLayout *grid, const QString &name, const QString &value)
{
    const int row = grid->rowCount();
    auto *label = new ToneLabel(m_theme, ColorRole::MutedText);
    label->setText(name);
    auto *field = new QLineEdit(value);
    field->setObjectName(QStringLiteral("attribute:") + name);
    field->setAccessibleName(name);
    field->setFont(m_theme.dataFont());
    field->setCursorPosition(0);
    label->setBuddy(field);
    grid->addWidget(label, row, 0);
    grid->addWidget(field, row, 1);
    connect(field, &QLineEdit::textChanged, this, &EventDialog::check);
    return field;
}

void EventDialog::addAttributes(QGridLayout *grid, const Event &shown)
{
    const auto add = [&](const QString &name, const QString &value) {
        auto *field = addField(grid, name, value);
        const auto row = grid->rowCount() - 1;
        return Field{static_cast<ToneLabel *>(grid->itemAtPosition(row, 0)->widget()), field};
    };
    for (const auto &attribute : attributes)
        m_attributes.push_back(add(tr(attribute.name), toText(shown.*attribute.recorded)));
    m_time = add(tr("time"), toText(formatTimestamp(shown.time)));
    m_extended = shown.extensions;
    for (const auto &[name, value] : m_extended)
        m_extensions.push_back(add(toText(name), extensionText(value)));
}

void EventDialog::addData(QGridLayout *grid, const Event &shown)
{
    const int row = grid->rowCount();
    m_encoding =
        makeComboBox(tr("How the data is to be read"), tr("How the data is to be read"), this);
    m_encoding->setObjectName(QStringLiteral("dataEncoding"));
    m_encoding->setMinimumContentsLength(5);
    m_encoding->addItem(tr("JSON"), static_cast<int>(DataEncoding::Json));
    m_encoding->addItem(tr("Text"), static_cast<int>(DataEncoding::Text));
    const bool isBinary = shown.encoding == DataEncoding::Binary;
    const bool isText = shown.encoding == DataEncoding::Text;
    m_encoding->setCurrentIndex(isText ? 1 : 0);
    m_encoding->setEnabled(!isBinary);
    m_data = new JsonEditor(m_theme);
    m_data->setObjectName(QStringLiteral("eventData"));
    m_data->setAccessibleName(tr("Data of the event"));
    m_data->setReadOnly(isBinary);
    m_data->setPlaceholderText(isBinary ? tr("Binary data stays as it is") : tr("No data"));
    if (!isBinary) m_data->setPlainText(eventDataText(shown));
    m_data->setChecksJson(!isText);
    auto *label = new ToneLabel(m_theme, ColorRole::MutedText);
    label->setText(tr("data"));
    label->setBuddy(m_data);
    auto *left = new QVBoxLayout;
    left->setSpacing(6);
    left->addSpacing(4);
    left->addWidget(label);
    left->addWidget(m_encoding);
    left->addStretch(1);
    grid->addLayout(left, row, 0);
    grid->addWidget(m_data, row, 1);
    grid->setRowStretch(row, 1);
    connect(m_encoding, &QComboBox::currentIndexChanged, this,
            [this] { m_data->setChecksJson(isJson()); });
    connect(m_data, &JsonEditor::checked, this, &EventDialog::check);
}

bool EventDialog::isJson() const
{
    return m_encoding->currentData().toInt() == static_cast<int>(DataEncoding::Json);
}

QString EventDialog::problem() const
{
    if (m_place && !m_place->target().isValid()) return tr("There is no such place in the log");
    if (m_attributes.front().value->text().trimmed().isEmpty()) return tr("An event needs a type");
    if (!parseTimestamp(m_time.value->text().trimmed().toStdString()))
        return tr("The time is written like 2026-11-24T12:04:31.882Z");
    if (m_data->mistake()) return m_data->mistake()->message;
    return {};
}

EventChange EventDialog::change() const
{
    EventChange change;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        const auto &attribute = attributes[i];
        auto value = m_attributes[i].value->text().toStdString();
        if (value != m_before.*attribute.recorded) change.*attribute.changed = std::move(value);
    }
    const auto typed = m_time.value->text().trimmed();
    // What is kept has nanoseconds, whatever was typed.
    if (const auto time = parseTimestamp(typed.toStdString()); time && *time != m_before.time)
        change.time = *time;
    for (std::size_t i = 0; i < m_extended.size(); ++i) {
        const auto &[name, value] = m_extended[i];
        auto json = extensionJson(m_extensions[i].value->text(), value);
        const auto before = std::ranges::find(m_before.extensions, name, &Extension::first);
        if (before == m_before.extensions.end() || before->second != json)
            change.extensions[name] = std::move(json);
    }
    takeData(change);
    return change;
}

void EventDialog::takeData(EventChange &change) const
{
    if (m_data->isReadOnly()) return;
    auto text = m_data->toPlainText().toStdString();
    if (!isJson()) {
        const bool same = m_before.encoding == DataEncoding::Text && m_before.data == text;
        const bool none = m_before.encoding == DataEncoding::None && text.empty();
        if (!same && !none) change.setText(std::move(text));
        return;
    }
    const auto value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) { // empty: what is no JSON is not accepted
        if (m_before.encoding != DataEncoding::None) change.setNoData();
        return;
    }
    if (m_before.encoding != DataEncoding::Json || value != eventData(m_before))
        change.setJson(value);
}

/// Marks what is different, and says what is wrong.
void EventDialog::check()
{
    if (!m_accept) return; // still being made
    const auto wrong = problem();
    const auto different = change();
    const auto mark = [](const Field &field, bool isChanged) {
        field.label->setRole(isChanged ? ColorRole::Warning : ColorRole::MutedText);
    };
    const bool edits = m_edit.kind == BranchEdit::Kind::Edit;
    for (std::size_t i = 0; i < attributes.size(); ++i)
        mark(m_attributes[i], edits && (different.*attributes[i].changed).has_value());
    mark(m_time, edits && different.time.has_value());
    for (std::size_t i = 0; i < m_extended.size(); ++i)
        mark(m_extensions[i], edits && different.extensions.contains(m_extended[i].first));
    m_problem->setRole(wrong.isEmpty() ? ColorRole::MutedText : ColorRole::Failure);
    m_problem->setText(!wrong.isEmpty()               ? wrong
                       : edits && different.isEmpty() ? tr("Nothing is different yet")
                                                      : QString());
    m_accept->setEnabled(wrong.isEmpty() && !(edits && different.isEmpty()));
}

void EventDialog::accept()
{
    if (!m_accept->isEnabled()) return;
    m_edit.event = change();
    if (m_place) {
        m_edit.side = m_place->side();
        m_edit.target = m_place->target();
    }
    emit chosen(m_edit);
    QDialog::accept();
}

} // namespace playhead
