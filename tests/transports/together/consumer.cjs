// SPDX-License-Identifier: GPL-3.0-or-later
// Consumes what publisher.cjs publishes: from a queue (AMQP_URL, QUEUE) or as a member of a group
// (KAFKA_BROKERS, GROUP). Prints `ready` when it listens, and ends after COUNT messages.
const amqp = require('amqplib');
const { Kafka, logLevel } = require('kafkajs');

const count = Number(process.env.COUNT);

async function overAmqp() {
  const connection = await amqp.connect(process.env.AMQP_URL);
  const channel = await connection.createChannel();
  await channel.assertExchange('shop', 'topic', { durable: false });
  await channel.assertQueue(process.env.QUEUE, { durable: false });
  await channel.bindQueue(process.env.QUEUE, 'shop', 'order.#');
  let seen = 0;
  await new Promise((resolve) => {
    channel.consume(process.env.QUEUE, (message) => {
      channel.ack(message);
      if (++seen === count) resolve();
    }).then(() => console.log('ready'));
  });
  await channel.close(); // after the acknowledgements
  await connection.close();
}

async function overKafka() {
  const kafka = new Kafka({ clientId: process.env.GROUP, brokers: process.env.KAFKA_BROKERS.split(','), logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: process.env.GROUP });
  let seen = 0;
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  consumer.on(consumer.events.GROUP_JOIN, () => console.log('ready'));
  await new Promise((resolve) => {
    consumer.run({ autoCommit: false, eachMessage: async ({ topic, partition, message }) => {
      await consumer.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }]);
      if (++seen === count) resolve();
    } });
  });
  await consumer.disconnect();
}

(async () => {
  if (process.env.AMQP_URL) await overAmqp();
  if (process.env.KAFKA_BROKERS) await overKafka();
  await globalThis.stopTracing?.();
})().catch((error) => { console.error(error); process.exit(1); });
