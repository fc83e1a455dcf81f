// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/secretstore.h"

#include "totext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>

#ifdef PLAYHEAD_HAS_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

#include <fmt/format.h>

#include <utility>

namespace playhead {
namespace {

#ifdef PLAYHEAD_HAS_KEYCHAIN

QString serviceName()
{
    return QStringLiteral("playhead");
}

QString toJson(const Secrets &secrets)
{
    QJsonObject object;
    for (auto it = secrets.begin(); it != secrets.end(); ++it)
        object.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Secrets fromJson(const QString &json)
{
    Secrets secrets;
    const auto object = QJsonDocument::fromJson(json.toUtf8()).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        secrets.insert(it.key(), it.value().toString());
    return secrets;
}

/// Empty: it did what it was asked for, or there was nothing to find.
QString reasonOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
    case QKeychain::CouldNotDeleteEntry: return {};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return SecretStore::tr("no keychain service runs on this system");
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied: return SecretStore::tr("the keychain refused access");
    case QKeychain::OtherError: break;
    }
    // Without a desktop session there is nobody to ask, and the library knows no better words.
    return SecretStore::tr("the system's keychain does not answer");
}

#endif

} // namespace

SecretStore::SecretStore(Reach reach, QObject *parent) : QObject(parent)
{
    if (reach == Reach::Memory) m_whyForgotten = tr("nobody's keychain is used here");
#ifndef PLAYHEAD_HAS_KEYCHAIN
    else
        m_whyForgotten = tr("this build cannot reach a keychain");
#endif
}

QString SecretStore::keyOf(const SourceUrl &url)
{
    return toText(fmt::format("{}://{}@{}", url.scheme, url.user, url.address()));
}

void SecretStore::setWhyForgotten(const QString &reason)
{
    if (m_whyForgotten == reason) return;
    m_whyForgotten = reason;
    emit whyForgottenChanged();
}

void SecretStore::read(const QString &key, QObject *context,
                       std::function<void(const Secrets &)> then)
{
    if (const auto known = m_known.constFind(key); known != m_known.cend()) return then(*known);
    if (!m_whyForgotten.isEmpty()) return then({});
#ifdef PLAYHEAD_HAS_KEYCHAIN
    auto *job = new QKeychain::ReadPasswordJob(serviceName(), this);
    job->setKey(key);
    const QPointer<QObject> asker(context);
    connect(job, &QKeychain::Job::finished, this, [this, job, key, asker, then = std::move(then)] {
        setWhyForgotten(reasonOf(*job));
        const auto found = fromJson(job->textData());
        // What the person has written meanwhile is newer.
        if (!found.isEmpty() && !m_known.contains(key)) m_known.insert(key, found);
        if (asker) then(m_known.value(key));
    });
    job->start();
#endif
}

void SecretStore::write(const QString &key, const Secrets &secrets)
{
    if (secrets.isEmpty())
        m_known.remove(key);
    else
        m_known.insert(key, secrets);
#ifdef PLAYHEAD_HAS_KEYCHAIN
    if (!m_whyForgotten.isEmpty()) return;
    const auto start = [this, &key](QKeychain::Job *job) {
        job->setKey(key);
        connect(job, &QKeychain::Job::finished, this,
                [this, job] { setWhyForgotten(reasonOf(*job)); });
        job->start();
    };
    if (secrets.isEmpty()) return start(new QKeychain::DeletePasswordJob(serviceName(), this));
    auto *job = new QKeychain::WritePasswordJob(serviceName(), this);
    job->setTextData(toJson(secrets));
    start(job);
#endif
}

} // namespace playhead
