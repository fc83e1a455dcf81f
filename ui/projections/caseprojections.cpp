// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/caseprojections.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace playhead {
namespace {

const auto nameKey = QStringLiteral("name");
const auto sourceKey = QStringLiteral("source");

} // namespace

CaseProjections::CaseProjections(ProjectionTable &table, ScriptAgreement::Memory memory,
                                 QObject *parent)
    : QObject(parent),
      m_table(table),
      m_agreement(memory),
      m_job([this](const Answer &answer) { take(answer); })
{}

const CaseScript *CaseProjections::find(const QString &name) const
{
    const auto found = std::find_if(m_scripts.begin(), m_scripts.end(),
                                    [&](const CaseScript &script) { return script.name == name; });
    return found == m_scripts.end() ? nullptr : &*found;
}

CaseScript *CaseProjections::findScript(const QString &name)
{
    const auto *found = std::as_const(*this).find(name);
    return found ? &m_scripts[found - m_scripts.constData()] : nullptr;
}

QString CaseProjections::freeName(const QString &wanted) const
{
    auto stem = wanted.simplified();
    if (stem.isEmpty()) stem = tr("projection");
    auto name = stem;
    for (int number = 2; find(name) || m_table.find(name.toStdString()); ++number)
        name = QStringLiteral("%1 %2").arg(stem).arg(number);
    return name;
}

void CaseProjections::clear()
{
    m_job.cancel();
    m_loading.clear();
    if (m_scripts.isEmpty()) return;
    for (const auto &script : std::as_const(m_scripts))
        m_table.remove(script.name.toStdString());
    m_scripts.clear();
    emit projectionsChanged();
}

void CaseProjections::restore(const QByteArray &json)
{
    clear();
    const auto list = QJsonDocument::fromJson(json).array();
    QStringList waiting;
    for (const auto &value : list) {
        const auto entry = value.toObject();
        const auto source = entry[sourceKey].toString();
        const bool agreed = m_agreement.holds(source);
        m_scripts.append({freeName(entry[nameKey].toString()),
                          source,
                          agreed ? CaseScript::Status::Edited : CaseScript::Status::Waiting,
                          {}});
        if (!agreed) waiting.append(source);
    }
    emit listChanged();
    for (auto &script : m_scripts)
        if (script.status == CaseScript::Status::Edited) load(script, false);
    requestLoading();
    if (!waiting.isEmpty()) emit agreementNeeded(waiting);
}

QByteArray CaseProjections::toJson() const
{
    if (m_scripts.isEmpty()) return {};
    QJsonArray list;
    for (const auto &script : m_scripts)
        list.append(QJsonObject{{nameKey, script.name}, {sourceKey, script.source}});
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

QString CaseProjections::add(const QString &name, const QString &source)
{
    const auto given = freeName(name);
    m_scripts.append({given, source, CaseScript::Status::Edited, {}});
    emit listChanged();
    return given;
}

QString CaseProjections::rename(const QString &name, const QString &newName)
{
    auto *script = findScript(name);
    if (!script || newName.simplified().isEmpty() || newName.simplified() == name) return {};
    const auto given = freeName(newName);
    script->name = given;
    if (auto projection = m_table.find(name.toStdString())) {
        m_table.remove(name.toStdString());
        m_table.add(given.toStdString(), std::move(projection));
        emit projectionsChanged();
    }
    const bool loading = m_loading.remove(name) > 0;
    emit listChanged();
    if (loading) run(given);
    return given;
}

void CaseProjections::remove(const QString &name)
{
    const auto *script = find(name);
    if (!script) return;
    m_loading.remove(name);
    m_scripts.removeAt(script - m_scripts.constData());
    m_table.remove(name.toStdString());
    emit listChanged();
    emit projectionsChanged();
}

void CaseProjections::edit(const QString &name, const QString &source)
{
    auto *script = findScript(name);
    if (!script || script->source == source) return;
    script->source = source;
    // What nobody agreed to does not become one's own by a letter more.
    if (script->status == CaseScript::Status::Waiting) return;
    m_loading.remove(name);
    script->status = CaseScript::Status::Edited;
    emit statusChanged(name);
}

void CaseProjections::run(const QString &name)
{
    auto *script = findScript(name);
    if (!script) return;
    m_agreement.agree(script->source);
    load(*script, true);
    requestLoading();
}

void CaseProjections::agreeTo(const QStringList &sources)
{
    for (auto &script : m_scripts) {
        if (script.status != CaseScript::Status::Waiting || !sources.contains(script.source))
            continue;
        m_agreement.agree(script.source);
        load(script, false);
    }
    requestLoading();
}

void CaseProjections::load(CaseScript &script, bool byPerson)
{
    script.status = CaseScript::Status::Loading;
    m_loading.insert(script.name, {script.source, byPerson});
    emit statusChanged(script.name);
}

/// Each request brings all that is wanted, since only the newest that waits is kept.
void CaseProjections::requestLoading()
{
    if (m_loading.isEmpty()) return;
    m_job.request([wanted = m_loading](const std::stop_token &stop) {
        Answer answer;
        for (auto it = wanted.begin(); it != wanted.end() && !stop.stop_requested(); ++it)
            answer.append({it.key(), it->source,
                           loadScript(it.key().toStdString(), it->source.toStdString())});
        return answer;
    });
}

void CaseProjections::take(const Answer &answer)
{
    for (const auto &loaded : answer) {
        const auto wanted = m_loading.constFind(loaded.name);
        if (wanted == m_loading.constEnd() || wanted->source != loaded.source) continue;
        const bool byPerson = wanted->byPerson;
        m_loading.erase(wanted);
        auto *script = findScript(loaded.name);
        if (!script) continue;
        script->status = loaded.projection ? CaseScript::Status::Ready : CaseScript::Status::Failed;
        script->error = loaded.projection ? ScriptError() : loaded.projection.error();
        if (loaded.projection) {
            m_table.add(loaded.name.toStdString(), *loaded.projection);
            emit projectionsChanged();
        }
        emit statusChanged(loaded.name);
        if (loaded.projection && byPerson) emit ran(loaded.name);
    }
}

} // namespace playhead
