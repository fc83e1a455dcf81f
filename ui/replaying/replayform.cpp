// SPDX-License-Identifier: GPL-3.0-or-later
#include "replaying/replayform.h"

#include "mistakeunderline.h"
#include "query/place.h"
#include "totext.h"
#include "transports/transporttable.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace playhead {

ReplayForm::ReplayForm(LogPtr log, std::span<const Transport *const> table, const Theme &theme,
                       QWidget *parent)
    : QWidget(parent),
      m_log(std::move(log)),
      m_table(table),
      m_theme(theme),
      m_target(field("replayTarget", tr("Where to publish"))),
      m_targetHint(new ToneLabel(theme, ColorRole::MutedText, this)),
      m_filter(field("replayFilter", tr("Filter"))),
      m_from(field("replayFrom", tr("First position or time"))),
      m_to(field("replayTo", tr("Last position or time"))),
      m_again(new QCheckBox(tr("Also what a replay or a bridge has published before"), this)),
      m_wishHint(new ToneLabel(theme, ColorRole::Failure, this)),
      m_speed(new QComboBox(this))
{
    m_targetHint->setObjectName(QStringLiteral("replayTargetHint"));
    m_targetHint->setWordWrap(true);
    m_wishHint->setObjectName(QStringLiteral("replayWishHint"));
    m_wishHint->setWordWrap(true);
    m_again->setObjectName(QStringLiteral("replayAgain"));
    m_speed->setObjectName(QStringLiteral("replaySpeed"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->addItem(tr("As recorded"), 1.0);
    m_speed->addItem(tr("Half as fast"), 0.5);
    m_speed->addItem(tr("2 times as fast"), 2.0);
    m_speed->addItem(tr("10 times as fast"), 10.0);
    m_speed->addItem(tr("100 times as fast"), 100.0);
    m_speed->addItem(tr("As fast as possible"), 0.0);
    m_filter->setPlaceholderText(tr("All published events"));
    m_from->setText(QStringLiteral("first"));
    m_to->setText(QStringLiteral("last"));
    setLayout(makeRows());

    const auto publishes = std::ranges::find_if(table, [](const Transport *one) {
        return one->canPublish() && one->unavailable().empty();
    });
    if (publishes != table.end()) m_target->setPlaceholderText(toText((*publishes)->example()));
    connect(m_again, &QCheckBox::toggled, this, &ReplayForm::check);
    connect(m_speed, &QComboBox::currentIndexChanged, this, &ReplayForm::changed);
    connect(&theme, &Theme::changed, this, &ReplayForm::check);
    check();
}

QLineEdit *ReplayForm::field(const char *name, const QString &accessibleName)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(QLatin1String(name));
    line->setAccessibleName(accessibleName);
    line->setFont(m_theme.dataFont());
    connect(line, &QLineEdit::textChanged, this, &ReplayForm::check);
    return line;
}

QLabel *ReplayForm::caption(const QString &text)
{
    auto *label = new QLabel(text, this);
    label->setObjectName(QStringLiteral("caption"));
    label->setFont(m_theme.captionFont());
    return label;
}

QLayout *ReplayForm::makeRows()
{
    auto *range = new QHBoxLayout;
    range->setSpacing(8);
    range->addWidget(m_from);
    range->addWidget(new QLabel(tr("to"), this));
    range->addWidget(m_to);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    const auto row = [this, grid](const QString &name, auto *what) {
        const auto at = grid->rowCount();
        auto *label = new QLabel(name, this);
        grid->addWidget(label, at, 0);
        if constexpr (std::is_base_of_v<QLayout, std::remove_pointer_t<decltype(what)>>)
            grid->addLayout(what, at, 1);
        else
            grid->addWidget(what, at, 1);
    };
    row(tr("Filter"), m_filter);
    row(tr("From"), range);
    row(tr("Speed"), m_speed);
    grid->addWidget(m_again, grid->rowCount(), 1);
    grid->addWidget(m_wishHint, grid->rowCount(), 1);

    auto *column = new QVBoxLayout;
    column->setContentsMargins({});
    column->setSpacing(8);
    column->addWidget(caption(tr("WHERE TO")));
    column->addWidget(m_target);
    column->addWidget(m_targetHint);
    column->addSpacing(8);
    column->addWidget(caption(tr("WHICH EVENTS")));
    column->addLayout(grid);
    return column;
}

void ReplayForm::setTarget(const QString &url)
{
    m_target->setText(url);
}

void ReplayForm::setFilter(const QString &filter)
{
    m_filter->setText(filter);
}

double ReplayForm::speed() const
{
    return m_speed->currentData().toDouble();
}

/// The schemes that can be published to.
QString ReplayForm::offer() const
{
    QStringList schemes;
    for (const auto *one : m_table)
        if (one->canPublish() && one->unavailable().empty()) schemes << toText(one->scheme());
    if (schemes.isEmpty())
        return tr("This build can publish to nothing: its libraries are missing.");
    return tr("A URL; there are: %1.").arg(schemes.join(QStringLiteral(", ")));
}

void ReplayForm::check()
{
    checkTarget();
    checkWish();
    emit changed();
}

void ReplayForm::checkTarget()
{
    m_url.reset();
    m_transport = nullptr;
    const auto text = m_target->text().trimmed().toStdString();
    const auto wrong = [this](const std::string &message) {
        m_targetHint->setRole(ColorRole::Failure);
        m_targetHint->setText(toText(message));
    };
    if (text.empty()) {
        m_targetHint->setRole(ColorRole::MutedText);
        m_targetHint->setText(offer());
        return;
    }
    auto url = parseSourceUrl(text);
    if (!url) return wrong(url.error().message);
    const auto transport = transportFor(*url, m_table);
    if (!transport) return wrong(transport.error().message);
    // Contacts nobody.
    if (const auto target = (*transport)->target(*url); !target)
        return wrong(target.error().message);
    m_transport = *transport;
    m_url = std::move(*url);
    m_targetHint->setRole(ColorRole::MutedText);
    m_targetHint->setText(toText((*transport)->pathMeaning()));
}

void ReplayForm::checkWish()
{
    m_wish.reset();
    m_wishHint->hide();
    const auto mark = [this](QLineEdit &line, std::size_t offset, std::size_t length) {
        underlineMistake(line, offset, length, m_theme.color(ColorRole::Failure));
    };
    for (auto *line : {m_filter, m_from, m_to})
        mark(*line, 0, 0);
    const auto wrong = [&](QLineEdit &line, std::size_t offset, std::size_t length,
                           const std::string &message) {
        mark(line, offset, length);
        m_wishHint->setText(toText(message));
        m_wishHint->show();
    };
    ReplayWish wish;
    wish.again = m_again->isChecked();
    auto filter = Filter::parse(m_filter->text().toStdString());
    if (!filter)
        return wrong(*m_filter, filter.error().offset, filter.error().length,
                     tr("The filter is not complete: %1.")
                         .arg(toText(filter.error().message))
                         .toStdString());
    wish.filter = std::move(*filter);
    auto before = Position(1);
    for (auto [line, place] : {std::pair(m_from, &wish.first), std::pair(m_to, &wish.last)}) {
        if (!m_log->watermark().isValid()) break;
        const auto text = line->text().trimmed().toStdString();
        const auto found = parsePlace(*m_log, text, before);
        if (!found) return wrong(*line, 0, text.size(), found.error().message);
        *place = before = *found;
    }
    m_wish = std::move(wish);
}

} // namespace playhead
