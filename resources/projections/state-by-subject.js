// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of each subject: the data of its events, laid over each other, and which event came
// last. A subject that was deleted or removed keeps a note of it.
//
// foreachStream() keeps a state for each stream; a stream is a subject. Since no state depends on
// another stream, Playhead can show one subject without reading the others.

fromAll()
    .foreachStream()
    .when({
        $init: () => ({ version: 0 }),

        $any: (state, event) => ({
            ...state,
            ...event.data,
            version: state.version + 1,
            last: event.eventType,
        }),

        // An event whose type says that the subject is gone, such as `user-deleted`.
        $deleted: (state) => ({ version: state.version + 1, deleted: true }),
    });
