// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/comparisonbox.h"

#include "inspector/inspectortext.h"
#include "numbertext.h"
#include "query/place.h"

#include <QVBoxLayout>

namespace playhead {
namespace {

const auto previousKey = QStringLiteral("previous");
const auto placeKey = QStringLiteral("place");
const auto bookmarkKey = QStringLiteral("bookmark:");
const auto observerKey = QStringLiteral("observer:");
const auto onceKey = QStringLiteral("once:");
const auto branchKey = QStringLiteral("branch");

} // namespace

QString observerText(const Log &log, const Observer &observer)
{
    if (observer.isLog()) return ComparisonBox::tr("the log");
    const auto name = toText(log.participantName(observer.consumer));
    return observer.idempotent ? ComparisonBox::tr("%1, redeliveries once").arg(name) : name;
}

ComparisonBox::ComparisonBox(ViewState &view, const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_view(view),
      m_choices(makeComboBox(tr("Compare"), tr("What changes are marked against"), this)),
      m_place(new QLineEdit(this)),
      m_hint(new ToneLabel(theme, ColorRole::MutedText, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(4);
    column->addWidget(m_place);
    column->addWidget(m_hint);
    m_choices->setObjectName(QStringLiteral("compare"));
    m_place->setObjectName(QStringLiteral("comparePlace"));
    m_place->setAccessibleName(tr("Position or time to compare with"));
    m_place->setPlaceholderText(QStringLiteral("8412   12:04:31.9   -30s   50%"));
    m_place->setToolTip(tr("A position, a share, a time, or a distance from the playhead, which "
                           "goes along with it"));
    m_hint->setWordWrap(true);
    m_hint->setObjectName(QStringLiteral("compareHint"));
    const auto show = [this] {
        showPlace();
        emit changed();
    };
    connect(m_choices, &QComboBox::currentIndexChanged, this, show);
    connect(m_choices, &QComboBox::activated, this, [this] {
        if (m_place->isVisible()) m_place->setFocus();
    });
    connect(m_place, &QLineEdit::textChanged, this, show);
    fill();
}

void ComparisonBox::setBranch(const BranchPtr &branch)
{
    if (branch == m_branch) return;
    m_branch = branch;
    fill();
    emit changed();
}

void ComparisonBox::fill()
{
    refill(m_choices, m_choices->currentData(), [this] {
        m_choices->addItem(tr("with the previous event"), previousKey);
        m_choices->addItem(tr("with another position"), placeKey);
        if (m_branch)
            m_choices->addItem(tr("with the branch \u201c%1\u201d").arg(toText(m_branch->name())),
                               branchKey);
        addBookmarks();
        if (m_view.log()) addObservers();
    });
    showPlace();
}

void ComparisonBox::addBookmarks()
{
    for (const auto &bookmark : m_view.bookmarks()) {
        const auto number = exactNumber(bookmark.position.value());
        m_choices->addItem(bookmark.label.isEmpty()
                               ? tr("with the bookmark at #%1").arg(number)
                               : tr("with the bookmark %1, #%2").arg(bookmark.label, number),
                           bookmarkKey + QString::number(bookmark.position.value()));
    }
}

void ComparisonBox::addObservers()
{
    const auto &log = *m_view.log();
    const bool once = m_view.isObserverIdempotent();
    const auto add = [&](ParticipantId id, bool idempotent) {
        m_choices->addItem(tr("with %1").arg(observerText(log, {id, idempotent})),
                           (idempotent ? onceKey : observerKey) + QString::number(id.value()));
    };
    if (m_view.observer().isValid()) {
        m_choices->addItem(tr("with the log"), observerKey + QLatin1Char('0'));
        if (!once)
            add(m_view.observer(), true);
        else
            m_choices->addItem(tr("with %1, redeliveries again")
                                   .arg(toText(log.participantName(m_view.observer()))),
                               observerKey + QString::number(m_view.observer().value()));
    }
    forEachConsumer(log, [&](ParticipantId id) {
        if (id != m_view.observer()) add(id, once);
    });
}

StateComparison ComparisonBox::comparison()
{
    using Kind = StateComparison::Kind;
    showPlace();
    const auto key = m_choices->currentData().toString();
    const auto number = [&key] { return key.mid(key.indexOf(QLatin1Char(':')) + 1); };
    if (key.startsWith(bookmarkKey))
        return {Kind::OtherPosition, Position(number().toULongLong()), {}};
    if (key.startsWith(observerKey) || key.startsWith(onceKey))
        return {
            Kind::OtherObserver, {}, {ParticipantId(number().toUShort()), key.startsWith(onceKey)}};
    if (key == branchKey) return {Kind::OtherBranch, {}, {}, m_branch};
    if (key != placeKey || !m_view.log()) return {};
    const auto place = parsePlace(*m_view.log(), m_place->text().toStdString(), m_view.playhead());
    return place ? StateComparison{Kind::OtherPosition, *place, {}} : StateComparison();
}

void ComparisonBox::showPlace()
{
    const auto log = m_view.log();
    const bool wanted = m_choices->currentData().toString() == placeKey;
    setVisible(wanted);
    m_hint->setVisible(log != nullptr);
    if (!wanted || !log) return;
    if (m_place->text().trimmed().isEmpty()) {
        m_hint->setRole(ColorRole::MutedText);
        m_hint->setText(tr("Enter a position; until then it is the previous event."));
        return;
    }
    const auto place = parsePlace(*log, m_place->text().toStdString(), m_view.playhead());
    m_hint->setRole(place ? ColorRole::MutedText : ColorRole::Failure);
    m_hint->setText(place ? tr("#%1 at %2")
                                .arg(exactNumber(place->value()),
                                     toText(formatTimeOfDay(log->index().timeAt(*place))))
                          : toText(place.error().message));
}

} // namespace playhead
