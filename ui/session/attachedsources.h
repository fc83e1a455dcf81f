// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/recorder.h"
#include "model/result.h"
#include "transports/livesource.h"
#include "transports/transport.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace playhead {

/// A source that records into what is open.
struct AttachedSource
{
    int id = 0;
    QString name;           ///< what the log and the interface call it: `kafka localhost:9092`
    QString url;            ///< without secrets
    SourceStatus status;    ///< as of the last poll()
    bool isLeaving = false; ///< was asked to detach
};

/// The sources that record into one recording, and those that are connecting to join it. Their
/// threads hand steps to the recorder; what the interface shows of them is polled, once a frame.
/// Interface thread.
class AttachedSources : public QObject
{
    Q_OBJECT

public:
    using Ending = std::vector<std::unique_ptr<LiveSource>>;

    explicit AttachedSources(QObject *parent = nullptr);
    ~AttachedSources() override;

    /// Connects in the background, and answers its id: connected() or couldNotConnect() follows.
    /// Fails for what can be seen to be wrong without connecting. `recorder` outlives the source.
    Result<int> attach(const Transport &transport, const SourceUrl &url, Recorder &recorder);

    /// Those that have been live, in the order in which they joined.
    [[nodiscard]] const std::vector<AttachedSource> &all() const { return m_shown; }
    /// Nobody is attached or connecting.
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    /// Some are connecting for the first time.
    [[nodiscard]] bool isConnecting() const;
    /// The URLs, without secrets, of all that ever joined this recording.
    [[nodiscard]] const QStringList &origins() const { return m_origins; }

    void setPaused(int id, bool paused);
    /// Tries again now, where it is lost.
    void retryNow(int id);
    /// Asks it to leave the server as it was, and takes it off the list once it has; one that has
    /// ended goes at once, one that is connecting gives up without a word.
    void detach(int id);
    void detachAll();

    /// Looks at all of them; cost: a short lock each.
    void poll();

    /// Asks all to detach and forgets them and the recording. Destroying the answer waits for the
    /// servers, a few seconds at most.
    [[nodiscard]] Ending release();

signals:
    /// Who is there, or the state or the words of one. Not for counters: see all().
    void changed();
    void connected(int id);
    void couldNotConnect(int id, const QString &reason);

private:
    struct Entry
    {
        AttachedSource shown;
        std::unique_ptr<LiveSource> live;
        bool hasJoined = false;
    };

    [[nodiscard]] Entry *find(int id);
    /// What has become of it since the last time; false: it is to be taken off.
    bool look(Entry &entry);
    void publish(bool tell);

    std::vector<Entry> m_entries;
    std::vector<AttachedSource> m_shown;
    QStringList m_origins;
    QList<int> m_connected; ///< in this poll()
    QList<std::pair<int, QString>> m_failed;
    int m_lastId = 0;
};

} // namespace playhead
