// SPDX-License-Identifier: GPL-3.0-or-later
// Traces a program as its operators would: by environment variables only
// (OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_ENDPOINT). Load with `node --require`.
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { AmqplibInstrumentation } = require('@opentelemetry/instrumentation-amqplib');
const { KafkaJsInstrumentation } = require('@opentelemetry/instrumentation-kafkajs');

const sdk = new NodeSDK({ instrumentations: [new AmqplibInstrumentation(), new KafkaJsInstrumentation()] });
sdk.start();
globalThis.stopTracing = () => sdk.shutdown();
