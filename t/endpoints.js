'use strict';

// The endpoints as their tables in cgi-bin/ have them, and the locations that lead to them.

const path = require('node:path');

const { list, read } = require('./repository');

const names = list('cgi-bin', '.c').map((file) => path.basename(file, '.c'));

const wordsOf = (text) => (text ?? '').split(/, */).filter(Boolean);

function fieldOf(body, name) {
  const found = new RegExp(`\\.${name} = (?:"([^"]*)"|\\{([^}]*)\\}|(\\w+)),`).exec(body);
  return found && (found[1] ?? found[2] ?? found[3]);
}

// {name, methods, url, who, function, arguments, query, ownQuery} of an operation's table.
function operationOf([, name, body]) {
  return {
    name, methods: wordsOf(fieldOf(body, 'methods')), url: fieldOf(body, 'url') ?? 'ANY_URL',
    who: fieldOf(body, 'who'), body: fieldOf(body, 'body') ?? 'NO_BODY', function: fieldOf(body, 'function'),
    arguments: wordsOf(fieldOf(body, 'arguments')?.replace(/\s+/g, ' ')).filter((word) => word !== 'END'),
    query: wordsOf(fieldOf(body, 'query')), ownQuery: wordsOf(fieldOf(body, 'own_query')),
  };
}

function endpointOf(name) {
  const source = read(`cgi-bin/${name}.c`);
  const tables = [...source.matchAll(/^static const struct operation (\w+) = \{\n([^]*?)^\};/gm)]
    .map(operationOf);
  const [, endpoint] = /^const struct endpoint endpoint = \{([^]*?)\};/m.exec(source);
  const used = [...endpoint.matchAll(/&(\w+)/g)].map(([, operation]) => operation);
  return { name, said: fieldOf(`${endpoint},`, 'name'), used, operations: tables };
}

const endpoints = names.map(endpointOf);

// The URLs of locations.conf.in: {exact, text, body, programs}.
const locations = [...read('nginx/locations.conf.in')
  .matchAll(/^location (=|~) ("?)(\S+?)\2 \{\n([^}]*)\}/gm)]
  .map(([, kind, , text, body]) => {
    const [, socket] = /fastcgi_pass unix:@rundir@\/(\S+)\.sock;/.exec(body) ?? [];
    const alternatives = /\(\?<what>([\w|]+)\)/.exec(text)?.[1].split('|') ?? [''];
    return {
      exact: kind === '=', text, body,
      programs: socket === undefined ? [] : alternatives.map((word) => socket.replace('$what', word)),
    };
  });

module.exports = { endpoints, locations, names };
