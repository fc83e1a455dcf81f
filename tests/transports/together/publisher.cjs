// SPDX-License-Identifier: GPL-3.0-or-later
// Publishes orders to a topic exchange (AMQP_URL) and to a topic (KAFKA_BROKERS): COUNT to each that
// is given.
const amqp = require('amqplib');
const { Kafka, logLevel } = require('kafkajs');

const count = Number(process.env.COUNT);

function order(i) {
  return JSON.stringify({ orderId: `order-${i}`, amount: 10 + i, currency: 'EUR' });
}

async function overAmqp() {
  const connection = await amqp.connect(process.env.AMQP_URL);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('shop', 'topic', { durable: false });
  for (let i = 1; i <= count; ++i) {
    channel.publish('shop', 'order.placed', Buffer.from(order(i)),
      { messageId: `amqp-${i}`, type: 'order.placed', appId: 'order-service', contentType: 'application/json' });
  }
  await channel.waitForConfirms();
  await connection.close();
}

async function overKafka() {
  const kafka = new Kafka({ clientId: 'order-service', brokers: process.env.KAFKA_BROKERS.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer();
  await producer.connect();
  for (let i = 1; i <= count; ++i) {
    await producer.send({ topic: 'orders', messages: [{ key: `order-${i}`, value: order(i),
      headers: { type: 'order.placed', id: `kafka-${i}` } }] });
  }
  await producer.disconnect();
}

(async () => {
  if (process.env.AMQP_URL) await overAmqp();
  if (process.env.KAFKA_BROKERS) await overKafka();
  await globalThis.stopTracing?.();
})().catch((error) => { console.error(error); process.exit(1); });
