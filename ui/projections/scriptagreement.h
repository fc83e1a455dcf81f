// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace playhead {

/// Which scripts this person has agreed to run, by a hash of their source: those they ran
/// themselves, and those of somebody else's case that they said yes to. A script that is changed
/// is another one. Interface thread.
class ScriptAgreement
{
public:
    /// Session: kept as long as the window. Remembered: in the person's settings too.
    enum class Memory { Session, Remembered };

    explicit ScriptAgreement(Memory memory);

    [[nodiscard]] bool holds(const QString &source) const;
    void agree(const QString &source);

private:
    Memory m_memory;
    QSet<QString> m_hashes;
};

} // namespace playhead
