// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transports/sourceurl.h"

#include <QHash>
#include <QMap>
#include <QObject>
#include <QString>

#include <functional>

namespace playhead {

/// Passwords and tokens of one source, by the name that they have in the form: `password`, or that
/// of an option.
using Secrets = QMap<QString, QString>;

/// Keeps the secrets of sources: in the system's keychain, or, where none runs or this build has no
/// way to it, in memory until the program ends. Never anywhere else. Interface thread; the keychain
/// is asked in the background, for it may ask the person first.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class Reach {
        Keychain, ///< as far as there is one
        Memory    ///< forgets all when the program ends
    };

    explicit SecretStore(Reach reach, QObject *parent = nullptr);

    /// What secrets belong to: scheme, user and address; not topics or options.
    [[nodiscard]] static QString keyOf(const SourceUrl &url);

    /// Why secrets are gone when the program ends; empty: the keychain keeps them, as far as is
    /// known before it was asked.
    [[nodiscard]] QString whyForgotten() const { return m_whyForgotten; }

    /// Calls `then` with what is kept under the key, none where nothing is: at once, or when the
    /// keychain has answered, unless `context` is gone by then.
    void read(const QString &key, QObject *context, std::function<void(const Secrets &)> then);
    /// Replaces what is kept under the key; none: takes it away.
    void write(const QString &key, const Secrets &secrets);

signals:
    /// The keychain has turned out to be out of reach.
    void whyForgottenChanged();

private:
    void setWhyForgotten(const QString &reason);

    QHash<QString, Secrets> m_known; ///< in memory, whatever the keychain does
    QString m_whyForgotten;
};

} // namespace playhead
