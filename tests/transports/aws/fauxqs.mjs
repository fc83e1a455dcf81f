// SPDX-License-Identifier: GPL-3.0-or-later
// An SNS and SQS server on loopback, for the tests: node fauxqs.mjs DIRECTORY PORT, where DIRECTORY
// has node_modules, and PORT 0 is any. Prints its port, and ends with its standard input. A line of
// that is a question, answered by one line of JSON:
//   queues          names of all queues
//   subscriptions   all of them: topicArn, endpoint
//   queue NAME      attributes and messages (ready, delayed, inflight), touching none; null: no such
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [, , directory, port] = process.argv;
const load = (file) =>
    import(pathToFileURL(path.join(directory, "node_modules/fauxqs/dist", file)));
const { buildApp } = await load("app.js");
const { SqsStore } = await load("sqs/sqsStore.js");
const { SnsStore } = await load("sns/snsStore.js");

const sqsStore = new SqsStore();
const snsStore = new SnsStore();
const app = buildApp({ logger: false, stores: { sqsStore, snsStore } });
await app.listen({ host: "127.0.0.1", port: Number(port) });

const answers = {
    queues: () => sqsStore.listQueues().map((queue) => queue.name),
    subscriptions: () =>
        snsStore.listSubscriptions().map(({ topicArn, endpoint }) => ({ topicArn, endpoint })),
    queue: (name) => {
        sqsStore.processAllTimers();
        return sqsStore.inspectQueue(name) ?? null;
    },
};
createInterface({ input: process.stdin })
    .on("line", (line) => {
        const [question, name] = line.split(" ");
        console.log(JSON.stringify(answers[question](name)));
    })
    .on("close", () => process.exit(0));
console.log(app.server.address().port);
