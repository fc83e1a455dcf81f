// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latestjob.h"
#include "projections/scriptagreement.h"
#include "replay/projection.h"
#include "script/scriptprojection.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QStringList>

namespace playhead {

/// A JavaScript projection of the log that is open.
struct CaseScript
{
    enum class Status {
        Waiting, ///< came with the case, nobody has agreed to run it
        Edited,  ///< was not run as it is now
        Loading, ///< on its way into the engine
        Ready,   ///< in the projection table as it is now
        Failed   ///< could not be loaded; the table has the last one that could, if any
    };

    QString name;
    QString source;
    Status status = Status::Edited;
    ScriptError error; ///< with Failed
};

/// The scripts of the log that is open: keeps them, loads them on a worker and puts those that load
/// into the projection table. A script that this person did not agree to is never handed to the
/// engine. Interface thread; `table` must outlive it.
class CaseProjections : public QObject
{
    Q_OBJECT

public:
    CaseProjections(ProjectionTable &table, ScriptAgreement::Memory memory,
                    QObject *parent = nullptr);

    [[nodiscard]] const QList<CaseScript> &scripts() const { return m_scripts; }
    /// Null: there is none.
    [[nodiscard]] const CaseScript *find(const QString &name) const;

    /// Replaces all scripts by what toJson() wrote. Runs those that were agreed to;
    /// agreementNeeded() names the others.
    void restore(const QByteArray &json);
    /// A list of {name, source}; empty: there are no scripts.
    [[nodiscard]] QByteArray toJson() const;

    /// Adds a script; returns its name: `name`, with a number where another projection has that.
    QString add(const QString &name, const QString &source);
    /// Returns the new name, numbered like add(); empty: nothing was renamed.
    QString rename(const QString &name, const QString &newName);
    void remove(const QString &name);
    /// Keeps what was typed; the projection stays the one that ran last.
    void edit(const QString &name, const QString &source);
    /// What the person wants to run, they have agreed to. ran() or a Failed status follows.
    void run(const QString &name);
    /// Agrees to these sources, and runs the scripts that waited for it.
    void agreeTo(const QStringList &sources);

signals:
    /// Scripts came, went, or have another name.
    void listChanged();
    /// The status of a script is another one.
    void statusChanged(const QString &name);
    /// The projection table holds others than before.
    void projectionsChanged();
    /// A script that the person ran is in the table.
    void ran(const QString &name);
    /// These sources came with a case and wait until somebody agrees.
    void agreementNeeded(const QStringList &sources);

private:
    struct Loading
    {
        QString source;
        bool byPerson = false;
    };
    struct Loaded
    {
        QString name;
        QString source;
        tl::expected<ProjectionPtr, ScriptError> projection;
    };
    using Answer = QList<Loaded>;

    CaseScript *findScript(const QString &name);
    [[nodiscard]] QString freeName(const QString &wanted) const;
    void clear();
    void load(CaseScript &script, bool byPerson);
    void requestLoading();
    void take(const Answer &answer);

    ProjectionTable &m_table;
    ScriptAgreement m_agreement;
    QList<CaseScript> m_scripts;
    QHash<QString, Loading> m_loading; ///< by name: what waits for the worker's answer
    LatestJob<Answer> m_job;
};

} // namespace playhead
