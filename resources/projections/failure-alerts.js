// SPDX-License-Identifier: GPL-3.0-or-later
// An alert for each event that says that something went wrong, and one more whenever three came
// within ten seconds. For the scenario `shop`; change the words to look for to suit your own events.
//
// There is no clock: `now` is the time of the event at hand, so that the alerts are the same each
// time the log is replayed.

const isFailure = (type) => /(declined|rejected|cancelled|failed|refunded)$/i.test(type);

fromAll()
    .when({
        $init: () => ({ alerts: 0, recent: [] }),

        $any: (state, event) => {
            if (!isFailure(event.eventType)) return;
            const now = Date.parse(event.created);
            state.alerts++;
            emit('alerts', 'alert.raised', {
                about: event.streamId,
                type: event.eventType,
                reason: event.data?.payment?.reason ?? event.data?.reason ?? null,
                position: event.position,
            });
            state.recent = [...state.recent, now].filter((time) => now - time < 10_000);
            if (state.recent.length === 3)
                emit('alerts', 'alert.escalated', { failures: 3, since: event.created });
        },
    });
