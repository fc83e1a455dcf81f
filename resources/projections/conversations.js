// SPDX-License-Identifier: GPL-3.0-or-later
// A stream for each conversation: links to all events of the same correlation id, in order. See them
// with playhead state --derived.
//
// linkTo() points at an event, emit() writes a new one; both go to streams of the projection's own,
// never into the log.

fromAll()
    .when({
        $init: () => ({ events: 0, withoutConversation: 0 }),

        $any: (state, event) => {
            state.events++;
            const conversation = event.metadata.$correlationId;
            if (conversation)
                linkTo(`conversation-${conversation}`, event);
            else
                state.withoutConversation++;
        },
    });
