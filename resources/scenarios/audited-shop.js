// SPDX-License-Identifier: GPL-3.0-or-later
// The web shop with two consumers more, while its e-mails are late and come out of order.
// Run it with: playhead run audited-shop.js --for 2min -o audited-shop.playhead
scenario({
    name: "audited-shop",
    title: "Audited shop",
    description: "The web shop with an audit and a lottery, while e-mails are late.",
    base: "shop",
    seed: 7,
    knobs: { rate: 2 },
    consumers: {
        email: { latency: 400, loss: 5, reorder: 20 },
    },
});

// Notes what becomes of every order. `order.*` is about types of events, on whichever channel.
on("order.*", { consumer: "audit" }, e => {
    state[e.type] = (state[e.type] ?? 0) + 1;
    publish("audit.noted", { about: e.type, number: state[e.type] });
});

// Each tenth customer gets the money back; a look at the books takes its time.
on("payment.captured", { consumer: "lottery", attempts: 5 }, e => {
    state.payments = (state.payments ?? 0) + 1;
    delay(150);
    if (state.payments % 10 === 0)
        publish("lottery.won", { order: e.subject, amount: e.data.payment.amount });
});
