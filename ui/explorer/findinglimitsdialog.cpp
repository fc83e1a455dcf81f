// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findinglimitsdialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace playhead {
namespace {

/// As setFindingLimit() reads it.
QString valueText(const FindingLimits &limits, std::string_view limit)
{
    const auto value = findingLimitsToJson(limits)[std::string(limit)];
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

} // namespace

FindingLimitsDialog::FindingLimitsDialog(const FindingLimits &limits, const Theme &theme,
                                         QWidget *parent)
    : QDialog(parent), m_before(limits), m_mistake(new QLabel(this))
{
    setObjectName(QStringLiteral("findingLimits"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Limits of findings"));
    const std::pair<std::string_view, QString> labels[] = {
        {"unacknowledged", tr("Unacknowledged for longer than")},
        {"undelivered", tr("Not delivered for longer than")},
        {"read-model-lag", tr("A read model lags by more than")},
        {"consumer-lag", tr("Another consumer lags by more than")},
        {"events-behind", tr("Behind by more events than")},
        {"attempts", tr("Attempts without success, from")},
        {"quiet", tr("A failed conversation is over after")},
        {"clock-skew", tr("Clocks disagree by more than")}};
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(18);
    for (const auto &[limit, label] : labels) {
        auto *field = new QLineEdit(this);
        field->setObjectName(QString::fromLatin1(limit.data(), qsizetype(limit.size())));
        field->setFont(theme.dataFont());
        field->setFixedWidth(120);
        form->addRow(label, field);
        m_lines.push_back({limit, field});
    }
    auto *hint = new QLabel(tr("Durations such as 10s, 250ms or 2min, by the times of the log. "
                               "The whole log is checked again."),
                            this);
    hint->setObjectName(QStringLiteral("muted"));
    m_mistake->setObjectName(QStringLiteral("limitMistake"));
    m_mistake->setStyleSheet(
        QStringLiteral("color: %1").arg(theme.color(ColorRole::Failure).name()));
    for (auto *label : {hint, m_mistake}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_mistake->hide();
    auto *buttons = new QDialogButtonBox(
        QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &FindingLimitsDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
            [this] { fill({}); });
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(hint);
    column->addWidget(m_mistake);
    column->addWidget(buttons);
    fill(limits);
}

void FindingLimitsDialog::fill(const FindingLimits &limits)
{
    for (const auto &line : m_lines)
        line.field->setText(valueText(limits, line.limit));
}

void FindingLimitsDialog::choose()
{
    auto limits = m_before;
    for (const auto &line : m_lines) {
        const auto text = line.field->text().simplified().remove(QLatin1Char(' '));
        const auto done = setFindingLimit(limits, line.limit, text.toStdString());
        if (done) continue;
        m_mistake->setText(QString::fromStdString(done.error().message));
        m_mistake->show();
        line.field->setFocus();
        line.field->selectAll();
        return;
    }
    emit chosen(limits);
    accept();
}

} // namespace playhead
