// SPDX-License-Identifier: GPL-3.0-or-later
// How many orders stand at each status. For the scenario `shop`.
//
// fromCategory('order') takes the streams `order-1`, `order-2`, ...: those whose name begins with
// `order-`. The state says where each order stands; the result counts (playhead state --result).

fromCategory('order')
    .when({
        $init: () => ({ orders: {} }),

        'order.placed': (state, event) => { state.orders[event.streamId] = 'placed'; },
        'payment.captured': (state, event) => { state.orders[event.streamId] = 'paid'; },
        'shipment.created': (state, event) => { state.orders[event.streamId] = 'shipped'; },
        'order.completed': (state, event) => { state.orders[event.streamId] = 'completed'; },
        'order.cancelled': (state, event) => { state.orders[event.streamId] = 'cancelled'; },
    })
    .transformBy((state) => {
        const counts = {};
        for (const status of Object.values(state.orders))
            counts[status] = (counts[status] ?? 0) + 1;
        return counts;
    })
    .outputState();
