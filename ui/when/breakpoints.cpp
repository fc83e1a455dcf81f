// SPDX-License-Identifier: GPL-3.0-or-later
#include "when/breakpoints.h"

#include "inspector/inspectortext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace playhead {
namespace {

const auto textKey = QStringLiteral("condition");
const auto projectionKey = QStringLiteral("projection");
const auto subjectKey = QStringLiteral("subject");
const auto observerKey = QStringLiteral("observer");
const auto idempotentKey = QStringLiteral("idempotent");
const auto becomesKey = QStringLiteral("becomes");
const auto onKey = QStringLiteral("on");

} // namespace

Result<WhenQuestion> whenQuestion(const WhenCondition &what, const LogPtr &log,
                                  const ProjectionTable &projections)
{
    const auto named = [](const QString &text, const QString &name) {
        return failure(text.arg(name).toStdString());
    };
    WhenQuestion question{what, {log, projections.find(what.projection.toStdString()), {}, {}}};
    auto &state = question.state;
    if (!state.projection)
        return named(Breakpoints::tr("There is no projection %1"), what.projection);
    if (!what.observer.isEmpty()) {
        state.observer = {log->participants().find(what.observer.toStdString()), what.idempotent};
        if (!state.observer.consumer.isValid())
            return named(Breakpoints::tr("No participant is named %1"), what.observer);
    }
    if (!what.subject.isEmpty()) state.partition = what.subject.toStdString();
    return question;
}

QString scopeText(const WhenCondition &what)
{
    QStringList parts{what.projection};
    if (!what.subject.isEmpty()) parts << what.subject;
    if (!what.observer.isEmpty())
        parts << (what.idempotent ? Breakpoints::tr("as %1 has it, redeliveries once")
                                  : Breakpoints::tr("as %1 has it"))
                     .arg(what.observer);
    return parts.join(QStringLiteral(", "));
}

bool Breakpoints::anyOn() const
{
    return std::ranges::any_of(m_list, &Breakpoint::isOn);
}

void Breakpoints::add(const WhenCondition &what)
{
    for (int i = 0; i < m_list.size(); ++i)
        if (m_list[i].what == what) return setOn(i, true);
    m_list.append({what});
    emit changed();
}

void Breakpoints::remove(int index)
{
    if (index < 0 || index >= m_list.size()) return;
    m_list.removeAt(index);
    emit changed();
}

void Breakpoints::setOn(int index, bool on)
{
    if (index < 0 || index >= m_list.size() || m_list[index].isOn == on) return;
    m_list[index].isOn = on;
    emit changed();
}

void Breakpoints::countHit(int index)
{
    if (index < 0 || index >= m_list.size()) return;
    ++m_list[index].hits;
    emit hit(index);
}

void Breakpoints::restore(const QByteArray &json)
{
    QList<Breakpoint> list;
    for (const auto &value : QJsonDocument::fromJson(json).array()) {
        const auto entry = value.toObject();
        const auto text = entry[textKey].toString();
        if (!Condition::parse(text.toStdString())) continue;
        using Mode = WhenFinder::Mode;
        list.append({{text, entry[projectionKey].toString(), entry[subjectKey].toString(),
                      entry[observerKey].toString(), entry[idempotentKey].toBool(),
                      entry[becomesKey].toBool() ? Mode::Becomes : Mode::Holds},
                     entry[onKey].toBool(true)});
    }
    if (list == m_list) return;
    m_list = list;
    emit changed();
}

QByteArray Breakpoints::toJson() const
{
    if (m_list.isEmpty()) return {};
    QJsonArray list;
    for (const auto &[what, isOn, hits] : m_list)
        list.append(QJsonObject{{textKey, what.text},
                                {projectionKey, what.projection},
                                {subjectKey, what.subject},
                                {observerKey, what.observer},
                                {idempotentKey, what.idempotent},
                                {becomesKey, what.mode == WhenFinder::Mode::Becomes},
                                {onKey, isOn}});
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

} // namespace playhead
