// SPDX-License-Identifier: GPL-3.0-or-later
// The event as a handler sees it. A batch is one text with the fields of all its events and their
// bounds; what a handler does not read is never cut out or parsed. An event may outlive its batch:
// it holds on to it.
const intsPerEvent = 13;
const doublesPerEvent = 4;
// Where the bounds of the fields are: each ends where the next begins.
const idAt = 3, streamAt = 4, correlationAt = 5, causationAt = 6, sourceAt = 7, contentTypeAt = 8,
    schemaAt = 9, extensionsAt = 10, dataAt = 11;
const isJsonFlag = 1, isRemovalFlag = 2;

const types = []; // {name, handler} by number

const batchKey = Symbol('batch'), atKey = Symbol('at'), dataKey = Symbol('data'),
    metadataKey = Symbol('metadata');
const unread = Symbol('unread');

/// A copy: a piece of the batch's text would keep all of it alive.
function field(event, which) {
    const { text, ints } = event[batchKey];
    const at = event[atKey] * intsPerEvent + which;
    return native.copy(text, ints[at], ints[at + 1]);
}

class Event {
    constructor(batch, at, partition) {
        this[batchKey] = batch;
        this[atKey] = at;
        this[dataKey] = unread;
        this[metadataKey] = unread;
        this.partition = partition;
    }

    get isJson() { return (this[batchKey].ints[this[atKey] * intsPerEvent + 2] & isJsonFlag) !== 0; }

    get data() {
        let data = this[dataKey];
        if (data === unread) {
            const { text, ints } = this[batchKey];
            const at = this[atKey] * intsPerEvent;
            if ((ints[at + 2] & isJsonFlag) === 0) {
                data = undefined;
            } else {
                try {
                    data = parse(text.substring(ints[at + dataAt], ints[at + dataAt + 1]));
                } catch (error) {
                    throw new SyntaxError(
                        `The data of ${this.eventType} is not valid JSON: ${error.message}`);
                }
            }
            this[dataKey] = data;
        }
        return data;
    }
    set data(value) { this[dataKey] = value; }
    get body() { return this.data; }
    set body(value) { this[dataKey] = value; }
    get bodyRaw() { return field(this, dataAt); }

    get metadataRaw() { return metadataText(this); }
    get metadata() {
        if (this[metadataKey] === unread) this[metadataKey] = parse(metadataText(this));
        return this[metadataKey];
    }
    set metadata(value) { this[metadataKey] = value; }
    get linkMetadata() { return null; }
    get linkMetadataRaw() { return null; }

    get streamId() { return field(this, streamAt); }
    get category() { return categoryOf(field(this, streamAt)); }
    get eventId() { return field(this, idAt); }
    get eventType() { return types[this[batchKey].ints[this[atKey] * intsPerEvent]].name; }
    get sequenceNumber() { return this[batchKey].doubles[this[atKey] * doublesPerEvent]; }
    get position() { return this[batchKey].doubles[this[atKey] * doublesPerEvent + 1]; }
    get created() {
        const { doubles } = this[batchKey];
        const at = this[atKey] * doublesPerEvent;
        return native.time(doubles[at + 2], doubles[at + 3]);
    }

    toJSON() {
        const { isJson, data, bodyRaw, metadata, linkMetadata, partition, streamId, category,
            sequenceNumber, eventType, eventId, created, position } = this;
        return { isJson, data: isJson ? data : bodyRaw, metadata, linkMetadata, partition, streamId,
            category, sequenceNumber, eventType, eventId, created, position };
    }
}

function categoryOf(stream) {
    const end = stream.indexOf('-');
    return end < 0 ? null : stream.slice(0, end);
}

function metadataText(event) {
    const parts = [];
    for (const [name, which] of [['$correlationId', correlationAt], ['$causationId', causationAt],
        ['source', sourceAt], ['datacontenttype', contentTypeAt], ['dataschema', schemaAt]]) {
        const value = field(event, which);
        if (value !== '') parts.push(`"${name}":${stringify(value)}`);
    }
    const extensions = field(event, extensionsAt);
    if (extensions.length > 2) parts.push(extensions.slice(1, -1));
    return `{${parts.join(',')}}`;
}
