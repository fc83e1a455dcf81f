// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answers/whenfinder.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

namespace playhead {

/// A condition, and the state that it is asked of; names instead of ids, so that it can be kept.
struct WhenCondition
{
    QString text;       ///< see Condition
    QString projection; ///< by the projection table
    QString subject;    ///< empty: of all subjects
    QString observer;   ///< a consumer; empty: the log
    bool idempotent = false;
    WhenFinder::Mode mode = WhenFinder::Mode::Holds;

    bool operator==(const WhenCondition &) const = default;
};

/// What is asked about: a condition with what its names stand for. A worker takes it along.
struct WhenQuestion
{
    WhenCondition what;
    StateQuestion state;
};

/// Looks the names up. Fails where the log or the table has no such thing.
Result<WhenQuestion> whenQuestion(const WhenCondition &what, const LogPtr &log,
                                  const ProjectionTable &projections);

/// `merge, order-7, as payment has it`: the state that is meant, for a person.
[[nodiscard]] QString scopeText(const WhenCondition &what);

struct Breakpoint
{
    WhenCondition what;
    bool isOn = true;
    int hits = 0; ///< how often it stopped something since it is in the list; not kept

    bool operator==(const Breakpoint &) const = default;
};

/// The breakpoints of the log that is open. Interface thread.
class Breakpoints : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const QList<Breakpoint> &list() const { return m_list; }
    [[nodiscard]] bool anyOn() const;

    /// Adds one, or switches on the one that is there already.
    void add(const WhenCondition &what);
    void remove(int index);
    void setOn(int index, bool on);
    void countHit(int index);

    /// Replaces all by what toJson() wrote.
    void restore(const QByteArray &json);
    /// Empty: there are none.
    [[nodiscard]] QByteArray toJson() const;

signals:
    /// Others are in the list, or on.
    void changed();
    void hit(int index);

private:
    QList<Breakpoint> m_list;
};

} // namespace playhead
