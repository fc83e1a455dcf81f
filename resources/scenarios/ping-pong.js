// SPDX-License-Identifier: GPL-3.0-or-later
// Two players and a ball: a scenario without a base, to start from.
scenario({
    name: "ping-pong",
    title: "Ping-pong",
    description: "Two players and a ball that is lost now and then.",
    consumers: {
        pong: { latency: 300, jitter: 100, loss: 10 },
        ping: { latency: 300, jitter: 100 },
    },
});

// A new ball every two seconds.
every(2000, { producer: "referee" }, () => {
    state.balls = (state.balls ?? 0) + 1;
    publish("ball.served", { hits: 0 }, { subject: `ball-${state.balls}` });
});

on("ball.served", { consumer: "ping" }, e => publish("ball.pinged", { hits: 1 }));

// Who has hit it often enough misses.
on("ball.pinged", { consumer: "pong", timeout: 1000 }, e => {
    if (e.data.hits >= 5) nack("missed");
    else publish("ball.ponged", { hits: e.data.hits + 1 });
});
on("ball.ponged", { consumer: "ping" }, e => publish("ball.pinged", { hits: e.data.hits + 1 }));
