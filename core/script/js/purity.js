// SPDX-License-Identifier: GPL-3.0-or-later
// Whether what a script's handlers do to one state can depend on anything but the events of that
// state's partition: on variables outside the handlers, on the order of streams (what is emitted).
// Looks at the parsed script and says no where it is not sure.
const apiNames = new Set(['options', 'fromAll', 'fromStream', 'fromStreams', 'fromCategory',
    'fromCategories', 'foreachStream', 'partitionBy', 'when', 'transformBy', 'filterBy',
    'outputState', 'outputTo']);
const outwardNames = new Set(['emit', 'linkTo', 'copyTo', 'linkStreamTo', 'globalThis', 'eval',
    'Function', 'on_event', 'on_any', 'arguments']);
const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression',
    'ArrowFunctionExpression']);

function childrenOf(node) {
    const children = [];
    for (const name of Object.keys(node)) {
        if (name === 'loc') continue;
        for (const child of Array.isArray(node[name]) ? node[name] : [node[name]])
            if (typeof child === 'object' && child !== null && 'type' in child) children.push(child);
    }
    return children;
}

/// Names that a pattern binds.
function boundNames(node, names) {
    if (!node) return;
    if (node.type === 'Identifier') names.add(node.name);
    else if (node.type === 'VariableDeclarator') boundNames(node.id, names);
    else if (node.type === 'Property') boundNames(node.value, names);
    else if (node.type === 'AssignmentExpression' || node.type === 'AssignmentPattern')
        boundNames(node.left, names);
    else childrenOf(node).forEach((child) => boundNames(child, names));
}
function localNames(node, names) {
    if (functionTypes.has(node.type)) node.params.forEach((param) => boundNames(param, names));
    if (node.type === 'CatchClause') boundNames(node.param, names);
    if (node.type === 'VariableDeclaration')
        node.declarations.forEach((declared) => boundNames(declared.id, names));
    childrenOf(node).forEach((child) => localNames(child, names));
}

/// What an assignment changes: the names that the places it assigns to begin with.
function assignedRoots(node, roots) {
    if (!node) return;
    switch (node.type) {
    case 'MemberExpression': {
        let root = node;
        while (root.type === 'MemberExpression') root = root.object;
        // What a call answers may be anybody's.
        roots.push(root.type === 'Identifier' ? root.name : null);
        break;
    }
    case 'Identifier': roots.push(node.name); break;
    case 'Property': assignedRoots(node.value, roots); break;
    case 'AssignmentExpression':
    case 'AssignmentPattern': assignedRoots(node.left, roots); break;
    case 'VariableDeclaration': break; // makes its own
    default: childrenOf(node).forEach((child) => assignedRoots(child, roots));
    }
}

/// Whether code inside a function changes nothing but what it was given or made itself.
function staysInside(node, locals) {
    if (node.type === 'ThisExpression') return false;
    if (node.type === 'Identifier' && outwardNames.has(node.name)) return false;
    const roots = [];
    switch (node.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement': assignedRoots(node.left, roots); break;
    case 'UpdateExpression': assignedRoots(node.argument, roots); break;
    case 'UnaryExpression':
        if (node.operator === 'delete') assignedRoots(node.argument, roots);
        break;
    }
    return roots.every((root) => locals.has(root)) &&
        childrenOf(node).every((child) => staysInside(child, locals));
}
function isContained(node) {
    const locals = new Set();
    localNames(node, locals);
    return staysInside(node, locals);
}

/// What may stand outside all functions: calls of the interface, functions and plain values.
function isPlain(node) {
    if (!node) return true;
    if (functionTypes.has(node.type)) return isContained(node);
    switch (node.type) {
    case 'Literal': return !(node.value instanceof RegExp);
    case 'Identifier': return !outwardNames.has(node.name);
    case 'ExpressionStatement': return isPlain(node.expression);
    case 'EmptyStatement': return true;
    case 'Property': return isPlain(node.value);
    case 'ObjectExpression': return node.properties.every(isPlain);
    case 'ArrayExpression': return node.elements.every(isPlain);
    case 'CallExpression': {
        const { callee } = node;
        const name = callee.type === 'MemberExpression' ? callee.property.name : callee.name;
        if (!apiNames.has(name) || callee.computed) return false;
        return (callee.type !== 'MemberExpression' || isPlain(callee.object)) &&
            node.arguments.every(isPlain);
    }
    default: return false;
    }
}

function keepsToItself(source) {
    try {
        return parseScript(source).body.every((node) => {
            if (node.type !== 'VariableDeclaration') return isPlain(node);
            return node.kind === 'const' && node.declarations.every(({ id, init }) =>
                id.type === 'Identifier' && (init.type === 'Literal' || functionTypes.has(init.type)) &&
                isPlain(init));
        });
    } catch {
        return false;
    }
}
