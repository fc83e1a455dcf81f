// SPDX-License-Identifier: GPL-3.0-or-later
// What a script calls while it is loaded, to say what it is: the source, the partitions, the
// handlers and what is made of the state. The names and their meaning are those of KurrentDB.
const whyNot = 'the same events must always give the same state. event.created has the time of the ' +
    'event.';
const definition = {
    source: '', names: [], partitioning: 'none', biState: false, outputs: false,
    resultStream: null, partitionResultStream: null,
};
const handlers = new Map(); // of event types
const createdHandlers = [];
const transforms = []; // {keeps, apply}
let initHandler = null, initSharedHandler = null, anyHandler = null, deletedHandler = null,
    partitionHandler = null;
let hasWhen = false;
let isLoading = true;

function requireLoading(what) {
    if (!isLoading)
        throw new Error(`${what}() says what the projection is; a handler cannot call it.`);
}

// What may follow what.
const whenMayFollow = ['when', 'partitionBy', 'outputState'];
const resultMayFollow = ['transformBy', 'filterBy', 'outputState', 'outputTo'];
const following = {
    fromAll: [...whenMayFollow, 'foreachStream'],
    fromStream: [...whenMayFollow, 'foreachStream'],
    fromStreams: [...whenMayFollow, 'foreachStream'],
    fromCategory: [...whenMayFollow, 'foreachStream'],
    foreachStream: ['when', 'outputState'],
    partitionBy: ['when', 'outputState'],
    when: [...resultMayFollow, '$defines_state_transform'],
    transformBy: resultMayFollow,
    filterBy: resultMayFollow,
    outputState: ['transformBy', 'filterBy', 'outputTo'],
    outputTo: [],
};
let latest = '';

const chain = Object.create(null);
function addStep(name, work) {
    chain[name] = (...values) => {
        requireLoading(name);
        if (!following[latest].includes(name))
            throw new TypeError(`${name}() cannot follow ${latest}(); what can is: ` +
                `${following[latest].join('(), ') || 'nothing'}${following[latest].length ? '()' : ''}.`);
        work(...values);
        if (name in following) latest = name;
        return chain;
    };
}

function addSource(name, kind, namesOf) {
    define(globalThis, name, (...values) => {
        requireLoading(name);
        if (definition.source !== '')
            throw new Error('A projection has one source: there is a second from...().');
        definition.names = namesOf(values);
        definition.source = kind;
        latest = name === 'fromCategories' ? 'fromCategory' : name;
        return chain;
    });
}
function listOf(what) {
    return (values) => {
        const names = Array.isArray(values[0]) ? values[0] : values;
        if (names.length === 0) throw new TypeError(`${what} are missing.`);
        return [...names].map((name) => requireText(name, what));
    };
}
addSource('fromAll', 'all', () => []);
addSource('fromStream', 'streams', (values) => [requireText(values[0], 'The name of the stream')]);
addSource('fromStreams', 'streams', listOf('The names of the streams'));
addSource('fromCategory', 'categories', listOf('The names of the categories'));
addSource('fromCategories', 'categories', listOf('The names of the categories'));

const optionTypes = {
    $includelinks: 'boolean', reorderevents: 'boolean', processinglag: 'number',
    resultstreamname: 'string', bistate: 'boolean',
};
define(globalThis, 'options', (values) => {
    requireLoading('options');
    for (const [name, value] of Object.entries(requireObject(values, 'What options() takes'))) {
        const type = optionTypes[name.toLowerCase()];
        if (!type) throw new TypeError(`There is no option ${name}.`);
        if (typeof value !== type) throw new TypeError(`The option ${name} must be a ${type}.`);
        if (name.toLowerCase() === 'bistate') definition.biState = value;
        if (name.toLowerCase() === 'resultstreamname') definition.resultStream = value;
    }
});

function addHandler(name, handler) {
    switch (name) {
    case '$init': initHandler = handler; break;
    case '$initShared': initSharedHandler = handler; definition.biState = true; break;
    case '$any': anyHandler = handler; break;
    case '$created': createdHandlers.push(handler); break;
    case '$deleted': deletedHandler = handler; break;
    default: handlers.set(name, handler);
    }
}
addStep('when', (given) => {
    for (const [name, handler] of Object.entries(requireObject(given, 'What when() takes')))
        addHandler(name, requireFunction(handler, `The handler of ${name}`));
    hasWhen = true;
});
addStep('foreachStream', () => { definition.partitioning = 'stream'; });
addStep('partitionBy', (by) => {
    partitionHandler = requireFunction(by, 'partitionBy()');
    definition.partitioning = 'custom';
});
addStep('transformBy', (by) => {
    transforms.push({ keeps: false, by: requireFunction(by, 'transformBy()') });
});
addStep('filterBy', (by) => {
    transforms.push({ keeps: true, by: requireFunction(by, 'filterBy()') });
});
addStep('outputState', () => { definition.outputs = true; });
addStep('outputTo', (stream, pattern) => {
    definition.resultStream = requireText(stream, 'The name of the result stream');
    if (pattern !== undefined)
        definition.partitionResultStream =
            requireText(pattern, 'The pattern of the result streams of partitions');
});
addStep('$defines_state_transform', () => { definition.outputs = true; });
define(globalThis, 'on_event', (type, handler) => {
    requireLoading('on_event');
    addHandler(requireText(type, 'The type'), requireFunction(handler, 'on_event()'));
    hasWhen = true;
});
define(globalThis, 'on_any', (handler) => {
    requireLoading('on_any');
    addHandler('$any', requireFunction(handler, 'on_any()'));
    hasWhen = true;
});

/// Ends loading. Answers what the projection is, as JSON.
function finish(source) {
    isLoading = false;
    if (definition.source === '')
        throw new Error('The projection has no source: it must start with fromAll(), fromStream(), ' +
            'fromStreams() or fromCategory().');
    if (deletedHandler && definition.partitioning === 'none')
        throw new Error('$deleted has no meaning without foreachStream() or partitionBy().');
    const takesAll = anyHandler !== null || handlers.size === 0;
    return stringify({
        ...definition,
        types: takesAll ? null : [...handlers.keys()],
        removals: deletedHandler !== null,
        transforms: transforms.length > 0,
        pure: keepsToItself(source),
    });
}
