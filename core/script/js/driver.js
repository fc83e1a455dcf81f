// SPDX-License-Identifier: GPL-3.0-or-later
// Runs events through the handlers. States live here, by partition, until they are asked for.
const { progress } = native; // [event that runs, 1: shall stop]
const partitions = new Map(); // key -> cell
const streams = [];           // keys of foreachStream() by number
let cells = [];               // their cells
let changed = [];             // cells that differ from what was last written
let shared;
let sharedChanged = false;
let output = null; // what the running handler emits
let current = null; // the cell whose handler runs
let runningAt = -1;

function fail(at, error) {
    // Not an Error: this is how the engine says it.
    if (error === 'out of memory') exceed();
    const [line, column] = placeIn(error instanceof Error ? error.stack : null);
    native.problem(at, messageOf(error), line, column);
}

function init() {
    const state = initHandler === null ? {} : notPromise(initHandler());
    return state === undefined ? null : state;
}
function initShared() {
    if (!definition.biState) return;
    const loaded = native.loadShared();
    if (loaded !== undefined) {
        shared = parse(loaded);
        return;
    }
    shared = initSharedHandler === null ? {} : notPromise(initSharedHandler());
    if (shared === undefined) shared = null;
    sharedChanged = true;
}

function markChanged(cell) {
    if (!cell.isChanged) {
        cell.isChanged = true;
        changed.push(cell);
    }
}

/// The cell of a partition; `isNew` where it has just been made.
function open(key) {
    let cell = partitions.get(key);
    if (cell === undefined) {
        const text = native.load(key);
        const isNew = text === undefined;
        cell = { key, state: isNew ? init() : parse(text), isNew, isChanged: false };
        partitions.set(key, cell);
        if (isNew) markChanged(cell);
    }
    return cell;
}

/// Lets go of all states; they come back from what was restored as they are needed.
function restart() {
    partitions.clear();
    cells = new Array(streams.length);
    changed = [];
    sharedChanged = false;
    initShared();
    if (definition.partitioning === 'none') open('').isNew = false;
}

/// Whether $init and $initShared work; throws what they throw.
function tryInit() {
    init();
    initShared();
    sharedChanged = false;
}

function call(handler, cell, event) {
    if (!definition.biState) {
        const state = notPromise(handler(cell.state, event, cell.key, false));
        if (state !== undefined) cell.state = state;
        return;
    }
    let pair = [cell.state, shared];
    const answer = notPromise(handler(pair, event, cell.key, false));
    if (answer !== undefined) {
        if (!Array.isArray(answer))
            throw new TypeError('A handler of a bi-state projection must return ' +
                '[state, sharedState] or nothing.');
        pair = answer;
    }
    cell.state = pair[0];
    shared = pair[1];
    sharedChanged = true;
}

/// Without handlers, the state is the latest data.
function pass(state, event) {
    const data = event.isJson ? event.data : event.bodyRaw;
    return definition.biState ? [data, state[1]] : data;
}

function handle(cell, event, handler, isRemoval) {
    current = cell;
    if (!cell.isChanged) markChanged(cell);
    if (cell.isNew) {
        cell.isNew = false;
        for (const created of createdHandlers) {
            const pair = definition.biState ? [cell.state, shared] : cell.state;
            notPromise(created(pair, event));
        }
    }
    const deletes = isRemoval && deletedHandler !== null;
    if (handler === null && !deletes) handler = anyHandler ?? pass;
    if (handler !== null) call(handler, cell, event);
    if (deletes) call(deletedHandler, cell, event);
}

function partitionOf(event) {
    const key = partitionHandler(event);
    if (typeof key === 'number') return String(key);
    return typeof key === 'string' ? key : '';
}

function addTypes(names) {
    for (const name of names) types.push({ name, handler: handlers.get(name) ?? null });
}
function addStreams(names) {
    for (const name of names) streams.push(name);
}

/// Takes in `count` events. Answers how many were dealt with.
function run(text, ints, doubles, count) {
    const batch = { text, ints, doubles };
    const byStream = definition.partitioning === 'stream';
    const byFunction = definition.partitioning === 'custom';
    output = [];
    for (let at = 0; at < count; ++at) {
        progress[0] = at;
        if (progress[1] !== 0) {
            runningAt = -1;
            return at;
        }
        runningAt = at;
        const base = at * intsPerEvent;
        try {
            let cell, event;
            if (byStream) {
                const number = ints[base + 1];
                cell = cells[number];
                if (cell === undefined) cell = cells[number] = open(streams[number]);
                event = new Event(batch, at, cell.key);
            } else {
                event = new Event(batch, at, '');
                let key = '';
                if (byFunction) {
                    key = partitionOf(event);
                    if (key === '') continue;
                    event.partition = key;
                }
                cell = partitions.get(key);
                if (cell === undefined) cell = open(key);
            }
            handle(cell, event, types[ints[base]].handler, (ints[base + 2] & isRemovalFlag) !== 0);
            if (output.length !== 0) flush(at);
        } catch (error) {
            output = [];
            fail(at, error);
        }
    }
    runningAt = -1;
    return count;
}

function flush(at) {
    for (const { kind, stream, type, data, metadata } of output)
        native.derive(at, kind, stream, type, data, metadata);
    output = [];
}

/// Key and text of each partition that has changed since it was last asked for, in turn. Where a
/// state cannot be written, native.unwritable() hears why. `dropsCurrent`: that whose handler ran last is
/// given up.
function takeChanged(dropsCurrent) {
    const texts = [];
    if (dropsCurrent && current !== null) current.state = null;
    for (const cell of changed) {
        cell.isChanged = false;
        texts.push(cell.key, dropsCurrent && cell === current ? 'null' : textOf(cell.state));
    }
    changed = [];
    return texts;
}
function takeShared() {
    if (!sharedChanged) return null;
    sharedChanged = false;
    return textOf(shared);
}
function textOf(state) {
    try {
        return stringify(state) ?? 'null';
    } catch (error) {
        if (error === 'out of memory') exceed();
        native.unwritable(`The state cannot be kept as JSON: ${messageOf(error)}`, 0, 0);
        return 'null';
    }
}
function takeOne(key) {
    const cell = partitions.get(key);
    if (cell === undefined || !cell.isChanged) return null;
    cell.isChanged = false;
    changed = changed.filter((other) => other !== cell);
    return textOf(cell.state);
}

/// What filterBy and transformBy make of a state, from JSON to JSON: on a copy, since looking at a
/// result must not change the state.
function result(stateText, sharedText) {
    let value = parse(stateText);
    if (definition.biState) value = [value, parse(sharedText)];
    try {
        for (const { keeps, by } of transforms) {
            const made = notPromise(by(value));
            if (keeps ? !made : made === null || made === undefined) return 'null';
            if (!keeps) value = made;
        }
        return stringify(value) ?? 'null';
    } catch (error) {
        if (error === 'out of memory') exceed();
        const [line, column] = placeIn(error instanceof Error ? error.stack : null);
        native.unwritable(`The result cannot be made: ${messageOf(error)}`, line, column);
        return 'null';
    }
}
