// SPDX-License-Identifier: GPL-3.0-or-later
// What scripts of all kinds need: to tell what is wrong and where, and to check what they are given.
const { file } = native;
const parseScript = Reflect.parse; // not for scripts
delete Reflect.parse;

function notPromise(value) {
    if (value instanceof NativePromise)
        throw new TypeError('A handler cannot be asynchronous: nothing may wait.');
    return value;
}

/// Where in the script a stack of calls stands: [line, column], zeros where that is not known.
function placeIn(stack) {
    for (const line of String(stack ?? '').split('\n')) {
        const found = /^(.*)@(.*):(\d+):(\d+)$/.exec(line);
        if (found && found[2] === file) return [+found[3], +found[4]];
    }
    return [0, 0];
}
function where() { return placeIn(new Error().stack); }

function messageOf(error) {
    try {
        return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    } catch {
        return 'Something was thrown that cannot be shown.';
    }
}

/// An error while loading: what went wrong and where. A mistake in the writing has no stack; it says
/// its place itself.
function explain(error) {
    let [line, column] = placeIn(error?.stack);
    if (line === 0 && error instanceof SyntaxError && error.fileName === file) {
        line = error.lineNumber;
        column = error.columnNumber + native.syntaxColumnBase;
    }
    return { message: messageOf(error), line, column };
}

function requireFunction(value, what) {
    if (typeof value !== 'function') throw new TypeError(`${what} takes a function.`);
    return value;
}
function requireText(value, what) {
    if (typeof value !== 'string' || value.trim() === '')
        throw new TypeError(`${what} must be a text that is not empty.`);
    return value;
}
function requireObject(value, what) {
    if (typeof value !== 'object' || value === null)
        throw new TypeError(`${what} must be an object.`);
    return value;
}

/// What log() was given, as one line.
function lineOf(values) {
    return values.map((value) =>
        typeof value === 'object' && value !== null ? stringify(value) : String(value)).join(', ');
}
