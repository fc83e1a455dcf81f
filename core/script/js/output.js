// SPDX-License-Identifier: GPL-3.0-or-later
// What handlers write: events and links to streams of the projection's own, and log lines. Of a
// handler that fails, nothing is kept.
function addOutput(name, makes) {
    define(globalThis, name, (...values) => {
        if (output === null || runningAt < 0)
            throw new Error(`${name}() can be called in a handler only.`);
        output.push(makes(...values));
    });
}
function written(values) {
    return values === undefined || values === null
        ? null : stringify(requireObject(values, 'The metadata'));
}

addOutput('emit', (stream, type, data, metadata) => ({
    kind: 'event',
    stream: requireText(stream, 'The stream'),
    type: requireText(type, 'The type of the event'),
    data: stringify(requireObject(data, 'The data of the event')),
    metadata: written(metadata),
}));
addOutput('copyTo', (stream, event, metadata) => {
    requireObject(event, 'The event');
    const data = event.isJson === false ? event.bodyRaw : event.data;
    return {
        kind: 'event',
        stream: requireText(stream, 'The stream'),
        type: requireText(event.eventType, 'The type of the event'),
        data: stringify(data) ?? 'null',
        metadata: stringify({ ...event.metadata, ...metadata }),
    };
});
addOutput('linkTo', (stream, event, metadata) => {
    const { sequenceNumber, streamId } = requireObject(event, 'The event');
    if (typeof sequenceNumber !== 'number' || typeof streamId !== 'string')
        throw new TypeError('linkTo() takes an event: with a streamId and a sequenceNumber.');
    return {
        kind: 'link',
        stream: requireText(stream, 'The stream'),
        type: '$>',
        data: stringify(`${sequenceNumber}@${streamId}`),
        metadata: written(metadata),
    };
});
addOutput('linkStreamTo', (stream, linked, metadata) => ({
    kind: 'link',
    stream: requireText(stream, 'The stream'),
    type: '$@',
    data: stringify(requireText(linked, 'The linked stream')),
    metadata: written(metadata),
}));

define(globalThis, 'log', (...values) => {
    native.log(runningAt, lineOf(values));
});
