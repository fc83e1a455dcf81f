// SPDX-License-Identifier: GPL-3.0-or-later
// Declined payments by the reason that was given. For the scenario `shop`.
//
// partitionBy() keeps a state for each value that its function answers; an event for which it
// answers nothing is left out. The result has only the reasons that came up more than once.

fromCategory('order')
    .partitionBy((event) => event.data?.payment?.reason)
    .when({
        $init: () => ({ count: 0, orders: [] }),

        'payment.declined': (state, event) => {
            state.count++;
            state.orders.push(event.streamId);
        },
    })
    .filterBy((state) => state.count > 1)
    .outputState();
