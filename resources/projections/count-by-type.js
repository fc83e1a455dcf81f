// SPDX-License-Identifier: GPL-3.0-or-later
// How many events of each type there are.
//
// The smallest projection that is of use: one state for the whole log. A handler gets the state and
// an event; what it changes in the state stays, unless it returns another one.

fromAll()
    .when({
        // The state before any event.
        $init: () => ({ events: 0, types: {} }),

        // Every event. A handler with the name of a type instead of $any gets that type only.
        $any: (state, event) => {
            state.events++;
            state.types[event.eventType] = (state.types[event.eventType] ?? 0) + 1;
        },
    });
