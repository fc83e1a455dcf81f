// SPDX-License-Identifier: GPL-3.0-or-later
// What a script of handlers calls: while it is loaded, to say what it wants to be called for and what
// scenario it is; while one of its handlers runs, to say what comes of it.
const whyNot = 'the same events must always lead to the same ones. e.time and e.now are times of the ' +
    'scenario.';
const rules = []; // for the host
const handlers = []; // the functions, in the same order
const states = Object.create(null); // by part; '' is the whole script
let header = null;
let part = ''; // whose function runs while loading
let isLoading = true;
let reply = null; // what the handler that runs has said so far
let answers = false; // whether it deals with an event, which it may acknowledge

function requireLoading(what) {
    if (!isLoading) throw new Error(`${what}() cannot be called in a handler.`);
}
function requireRunning(what, needsEvent) {
    if (reply === null || (needsEvent && !answers))
        throw new Error(`${what}() can be called in a handler of ${needsEvent ? 'on' : 'on or every'}` +
            '() only.');
}
function requireNumber(value, what, least, most) {
    if (typeof value !== 'number' || !(value >= least && value <= most))
        throw new TypeError(`${what} must be a number from ${least} to ${most}.`);
    return value;
}
function requireWhole(value, what, least, most) {
    if (!Number.isInteger(requireNumber(value, what, least, most)))
        throw new TypeError(`${what} must be a whole number.`);
    return value;
}

/// The settings of `given` that `known` names, each checked by its function.
function settings(given, known, what) {
    const taken = {};
    for (const [name, value] of Object.entries(requireObject(given, `What ${what} takes`))) {
        if (!Object.hasOwn(known, name))
            throw new TypeError(`There is no setting ${name} of ${what}; there are: ` +
                `${Object.keys(known).join(', ')}.`);
        taken[name] = known[name](value, `The setting ${name}`);
    }
    return taken;
}
function any(value, what) { return requireText(value, what); }
function milliseconds(value, what) { return requireNumber(value, what, 0, 3600000); }

function stateOf(name) {
    return states[name] ?? (states[name] = {});
}
Object.defineProperty(globalThis, 'state', {
    get() { return stateOf(''); },
    set(value) { states[''] = value; },
});

const onSettings = {
    consumer: any, channel: any, deadLetters: any, timeout: milliseconds, backOff: milliseconds,
    attempts: (value, what) => requireWhole(value, what, 1, 1000),
    remember: (value, what) => requireWhole(value, what, 0, 1000000),
};
define(globalThis, 'on', (pattern, given, handler) => {
    requireLoading('on');
    if (handler === undefined) [given, handler] = [{}, given];
    const [line] = where();
    rules.push({
        kind: 'on', pattern: requireText(pattern, 'The pattern of on()'), part, line,
        ...settings(given, onSettings, 'on()'),
    });
    handlers.push(requireFunction(handler, 'on()'));
});
define(globalThis, 'every', (period, given, handler) => {
    requireLoading('every');
    if (handler === undefined) [given, handler] = [{}, given];
    const [line] = where();
    rules.push({
        kind: 'every', period: requireNumber(period, 'The milliseconds of every()', 1, 86400000), part,
        line, ...settings(given, { producer: any }, 'every()'),
    });
    handlers.push(requireFunction(handler, 'every()'));
});

/// Several scripts in one file: each with its name, its own variables and its own state.
define(globalThis, 'script', (name, body) => {
    requireLoading('script');
    if (part !== '') throw new Error('A script() cannot be in another.');
    requireFunction(body, 'script()');
    part = requireText(name, 'The name of script()');
    body(stateOf(part));
    part = '';
});

function each(check) {
    return (values, what) => {
        const taken = {};
        for (const [name, value] of Object.entries(requireObject(values, what)))
            taken[name] = check(value, `${what}, ${name},`);
        return taken;
    };
}
const bridgeSettings = { from: any, to: any, channel: any };
function bridges(values, what) {
    if (!Array.isArray(values)) throw new TypeError(`${what} must be a list of objects.`);
    return values.map(value => {
        const bridge = settings(value, bridgeSettings, 'a bridge');
        if (('from' in bridge) === ('to' in bridge) || !('channel' in bridge))
            throw new TypeError('A bridge needs a channel, and either from or to, a URL.');
        return bridge;
    });
}
const scenarioSettings = {
    name: any, title: any, description: any, base: any,
    seed: (value, what) => requireWhole(value, what, 0, Number.MAX_SAFE_INTEGER),
    knobs: each((value, what) => requireNumber(value, what, -Number.MAX_VALUE, Number.MAX_VALUE)),
    consumers: each(requireObject), bridges,
};
define(globalThis, 'scenario', (values) => {
    requireLoading('scenario');
    if (header !== null) throw new Error('There is a second scenario(): a file is one.');
    const [line, column] = where();
    header = { ...settings(values, scenarioSettings, 'scenario()'), line, column };
});

function jsonOf(data) {
    const text = stringify(data === undefined ? {} : data);
    if (text === undefined) throw new TypeError('The data of an event must be what JSON can say.');
    return text;
}
define(globalThis, 'publish', (type, data, given = {}) => {
    requireRunning('publish', false);
    reply.published.push({
        type: requireText(type, 'The type of the event'), data: jsonOf(data),
        ...settings(given, { channel: any, subject: (value) => String(value), source: any }, 'publish()'),
    });
});
define(globalThis, 'ack', () => {
    requireRunning('ack', true);
    reply.nack = null;
});
define(globalThis, 'nack', (reason = '') => {
    requireRunning('nack', true);
    reply.nack = String(reason);
});
define(globalThis, 'delay', (time) => {
    requireRunning('delay', true);
    reply.delay = milliseconds(time, 'The milliseconds of delay()');
});
define(globalThis, 'log', (...values) => { native.log(isLoading ? -1 : 0, lineOf(values)); });

/// The source without its scenario().
function withoutHeader(source) {
    const statement = parseScript(source).body.find(({ type, expression }) =>
        type === 'ExpressionStatement' && expression.type === 'CallExpression' &&
        expression.callee.name === 'scenario');
    if (!statement) return source;
    const lines = source.split('\n');
    const { start, end } = statement.loc;
    const before = [...lines.slice(0, start.line - 1), ''].join('\n');
    return before + lines.slice(end.line).join('\n').replace(/^\n+/, '');
}

/// Ends loading. Answers what the script is, as JSON.
function finish(source) {
    isLoading = false;
    if (header === null && rules.length === 0)
        throw new Error('The script does nothing: it needs an on() or an every().');
    return stringify({ header, rules, body: header === null ? source : withoutHeader(source) });
}

/// Gives the states that a script had when it ran last. Before it is loaded.
function remember(text) { Object.assign(states, parse(text)); }
function recall() { return stringify(states); }

/// Calls a handler. Answers what it said, as JSON.
function handle(number, envelope, data) {
    let said = reply = { published: [], nack: null, delay: 0 };
    try {
        const event = parse(envelope);
        answers = rules[number].kind === 'on';
        if (answers) event.data = dataOf(event, data);
        notPromise(handlers[number](event));
    } catch (error) {
        if (error === 'out of memory') exceed();
        const [line, column] = placeIn(error instanceof Error ? error.stack : null);
        const place = line > 0 ? ` (${file}:${line}:${column})` : '';
        said = { published: [], nack: messageOf(error) + place, delay: 0, line, column };
    }
    reply = null;
    return stringify(said);
}
function dataOf(event, data) {
    if (!event.isJson) return data;
    try {
        return parse(data);
    } catch (error) {
        throw new SyntaxError(`The data of ${event.type} is not valid JSON: ${error.message}`);
    }
}
