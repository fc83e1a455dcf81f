// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/scriptagreement.h"

#include <QCryptographicHash>
#include <QSettings>
#include <QStringList>

namespace playhead {
namespace {

constexpr qsizetype mostKept = 2000;

QString settingName()
{
    return QStringLiteral("projections/agreed");
}

QString hashOf(const QString &source)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(source.toUtf8(), QCryptographicHash::Sha256).toHex());
}

} // namespace

ScriptAgreement::ScriptAgreement(Memory memory) : m_memory(memory)
{
    if (memory == Memory::Session) return;
    const auto kept = QSettings().value(settingName()).toStringList();
    m_hashes = QSet<QString>(kept.begin(), kept.end());
}

bool ScriptAgreement::holds(const QString &source) const
{
    return m_hashes.contains(hashOf(source));
}

void ScriptAgreement::agree(const QString &source)
{
    const auto hash = hashOf(source);
    if (m_hashes.contains(hash)) return;
    m_hashes.insert(hash);
    if (m_memory == Memory::Session) return;
    QSettings settings;
    auto kept = settings.value(settingName()).toStringList();
    kept.removeAll(hash);
    kept.prepend(hash);
    settings.setValue(settingName(), kept.mid(0, mostKept));
}

} // namespace playhead
