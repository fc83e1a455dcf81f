// SPDX-License-Identifier: GPL-3.0-or-later
// Runs before the script, in its realm. Takes away what would make replay depend on more than the
// events (clock, randomness, time zone, locale, collection of garbage, other threads), and looks
// ahead at the few built-in functions that can take more memory in one call than the watch, which
// looks between calls, could notice in time.
const { exceed, heapLimit } = native;
const { parse, stringify } = JSON;
const { apply, construct, ownKeys } = Reflect;
const NativePromise = Promise;
const NativeDate = Date;

function refuse(what) {
    throw new Error(`${what} is not available: ${whyNot}`);
}

function define(holder, name, value) {
    Object.defineProperty(holder, name,
        { value, writable: true, enumerable: false, configurable: true });
}

for (const name of ['Intl', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry',
    'WebAssembly', 'Promise', 'Debugger', 'ReadableStream', 'ByteLengthQueuingStrategy',
    'CountQueuingStrategy', 'Iterator', 'AsyncIterator', 'uneval'])
    delete globalThis[name];

define(Math, 'random', () => refuse('Math.random()'));

// Dates: given ones only, and in UTC, since the local zone is the machine's.
const zoned =
    /(?:\dZ|\b(?:UTC|GMT)\b.*|:\d\d(?:\.\d+)?\s*[+-]\d\d:?\d\d)\s*(?:\(.*\))?\s*$/i;
const parseLocal = NativeDate.parse;
function parseDate(text) {
    text = String(text);
    if (!zoned.test(text)) {
        for (const zone of ['Z', ' UTC']) {
            const time = parseLocal(text + zone);
            if (time === time) return time;
        }
    }
    return parseLocal(text);
}
const datePrototype = NativeDate.prototype;
for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds',
    'Milliseconds']) {
    define(datePrototype, `get${part}`, datePrototype[`getUTC${part}`]);
    if (part !== 'Day') define(datePrototype, `set${part}`, datePrototype[`setUTC${part}`]);
}
const { toUTCString, toISOString, getUTCFullYear } = datePrototype;
define(datePrototype, 'getTimezoneOffset', function () { return apply(getUTCFullYear, this, []) * 0; });
define(datePrototype, 'getYear', function () { return this.getUTCFullYear() - 1900; });
for (const name of ['toString', 'toLocaleString'])
    define(datePrototype, name, toUTCString);
for (const name of ['toDateString', 'toLocaleDateString'])
    define(datePrototype, name, function () { return apply(toISOString, this, []).slice(0, -14); });
for (const name of ['toTimeString', 'toLocaleTimeString'])
    define(datePrototype, name, function () { return apply(toISOString, this, []).slice(-13, -5); });
define(NativeDate, 'now', () => refuse('Date.now()'));
define(NativeDate, 'parse', parseDate);
const GivenDate = new Proxy(NativeDate, {
    apply() { refuse('Date()'); },
    construct(target, values, newTarget) {
        if (values.length === 0) refuse('new Date()');
        if (values.length > 1) values = [apply(NativeDate.UTC, NativeDate, values)];
        else if (typeof values[0] === 'string') values = [parseDate(values[0])];
        return construct(target, values, newTarget);
    },
});
define(globalThis, 'Date', GivenDate);
define(datePrototype, 'constructor', GivenDate);

// Large in one call.
function guard(holder, name, cost) {
    const original = holder[name];
    if (!original) return;
    define(holder, name, {
        [name](...values) {
            if (apply(cost, this, values) > heapLimit) exceed();
            return apply(original, this, values);
        },
    }[name]);
}
function lengthOf(value) { return typeof value === 'string' ? value.length : 0; }
guard(String.prototype, 'repeat', function (count) { return this.length * count; });
guard(String.prototype, 'padStart', (length) => +length);
guard(String.prototype, 'padEnd', (length) => +length);
guard(String.prototype, 'split', function () { return lengthOf(String(this)) * 16; });
guard(JSON, 'parse', (text) => lengthOf(text) * 8);
for (const name of ['transfer', 'transferToFixedLength', 'resize'])
    delete ArrayBuffer.prototype[name];
for (const name of ['ArrayBuffer', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array',
    'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array',
    'BigInt64Array', 'BigUint64Array']) {
    const original = globalThis[name];
    if (!original) continue;
    const width = original.BYTES_PER_ELEMENT ?? 1;
    const guarded = new Proxy(original, {
        construct(target, values, newTarget) {
            if (typeof values[0] !== 'object' && values[0] * width > heapLimit) exceed();
            return construct(target, values, newTarget);
        },
    });
    define(globalThis, name, guarded);
    define(original.prototype, 'constructor', guarded);
}

// JSON has no such numbers; as the original does, their digits are kept as text.
define(BigInt.prototype, 'toJSON', function () { return String(this); });
