// SPDX-License-Identifier: GPL-3.0-or-later
// Orders and their amount by the country they go to, and each country's share of the whole. For the
// scenario `shop`.
//
// A bi-state projection: $initShared makes a state that all partitions share. Handlers and results
// get both, as [state, sharedState].

options({ biState: true });

fromAll()
    .partitionBy((event) => event.data?.address?.country)
    .when({
        $init: () => ({ orders: 0, amount: 0 }),
        $initShared: () => ({ orders: 0, amount: 0 }),

        'order.placed': ([state, shared], event) => {
            for (const total of [state, shared]) {
                total.orders++;
                total.amount += event.data.amount;
            }
        },
    })
    .transformBy(([state, shared]) => ({ ...state, share: state.amount / shared.amount }))
    .outputState();
