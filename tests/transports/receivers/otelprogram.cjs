// SPDX-License-Identifier: GPL-3.0-or-later
// A program that OpenTelemetry watches, as its documentation has it: everything about where traces
// go comes from the environment. `shop N` places N orders and prints the context of each;
// `billing` reads contexts, handles each order and publishes a payment; the third is declined.
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { context, propagation, trace, SpanKind, SpanStatusCode } = require('@opentelemetry/api');
const readline = require('readline');

const sdk = new NodeSDK();
sdk.start();
const tracer = trace.getTracer('test');

function publish(parent, destination, type) {
    const attributes = {
        'messaging.system': 'rabbitmq',
        'messaging.operation.type': 'send',
        'messaging.destination.name': destination,
        'messaging.rabbitmq.destination.routing_key': type,
        'test.amounts': [1, 2.5],
    };
    const span = tracer.startSpan(`send ${destination}`, { kind: SpanKind.PRODUCER, attributes }, parent);
    const carrier = {};
    propagation.inject(trace.setSpan(parent, span), carrier);
    span.end();
    return carrier;
}

async function shop(count) {
    for (let i = 0; i < count; ++i)
        console.log(JSON.stringify(publish(context.active(), 'orders', 'order.placed')));
}

async function billing() {
    let handled = 0;
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const sender = propagation.extract(context.active(), JSON.parse(line));
        const attributes = {
            'messaging.system': 'rabbitmq',
            'messaging.operation.type': 'process',
            'messaging.destination.name': 'orders',
        };
        const span = tracer.startSpan('process orders', { kind: SpanKind.CONSUMER, attributes }, sender);
        if (++handled === 3) {
            span.recordException(new Error('card declined'));
            span.setStatus({ code: SpanStatusCode.ERROR });
        } else {
            publish(trace.setSpan(sender, span), 'payments', 'payment.taken');
        }
        span.end();
    }
}

const [role, count] = process.argv.slice(2);
(role === 'shop' ? shop(Number(count)) : billing()).then(() => sdk.shutdown());
