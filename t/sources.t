#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What the sources promise about themselves: HACKING.md's folders, one place
// for each library, no SQL in C, and names that mean the same everywhere.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { endpoints, locations, names } = require('./endpoints');
const { list, read, top, tree } = require('./repository');

const rules = tree('schema/rules', '.sql');
const api = tree('schema/api', '.sql');

const sources = [...tree('src', '.c'), ...tree('src', '.h'), ...list('cgi-bin', '.c')];

// The folders of src/, lowest first, as HACKING.md's table has them: [[folder, ...], ...].
const floors = () => [...read('HACKING.md').matchAll(/^\| (`src\/.*?) \|/gm)]
  .map(([, cell]) => [...cell.matchAll(/`src\/(\w+)\/`/g)].map(([, folder]) => folder));

const folderOf = (file) => (file.startsWith('cgi-bin/') ? 'cgi-bin' : file.split('/')[1]);

const includesOf = (file) => [...read(file).matchAll(/^#include "([^"]+)"/gm)].map(([, name]) => name);

test('a file includes by path, from its own folder or from folders below it', () => {
  const order = floors();
  const floorOf = (folder) => (folder === 'cgi-bin' ? order.length
    : order.findIndex((folders) => folders.includes(folder)));
  for (const file of sources) {
    const folder = folderOf(file);
    assert.notStrictEqual(floorOf(folder), -1, `${folder} is not in HACKING.md's table`);
    for (const name of includesOf(file)) {
      assert.ok(fs.existsSync(path.join(top, 'src', name)), `${file} includes ${name} by its path`);
      const from = name.split('/')[0];
      assert.ok(from === folder || floorOf(from) < floorOf(folder), `${file} includes ${name}`);
    }
  }
});

// The module of a file: db_connection.c is a part of db.
function moduleOf(file) {
  const name = file.replace(/^src\//, '').replace(/\.[ch]$/, '');
  const whole = name.replace(/(\/[a-z0-9]+)_.*$/, '$1');
  return fs.existsSync(path.join(top, 'src', `${whole}.h`)) ? whole : name;
}

// Two modules that need each other are one.
test('no module needs itself, over however many others', () => {
  const needs = new Map();
  for (const file of sources.filter((name) => name.startsWith('src/'))) {
    const own = moduleOf(file);
    const others = includesOf(file).map(moduleOf).filter((name) => name !== own);
    needs.set(own, new Set([...needs.get(own) ?? [], ...others]));
  }
  const visit = (name, way) => {
    assert.ok(!way.includes(name), [...way, name].join(' -> '));
    for (const next of needs.get(name) ?? []) visit(next, [...way, name]);
    needs.set(name, new Set());
  };
  for (const name of [...needs.keys()]) visit(name, []);
});

const units = list('t/unit', '.c').map((file) => path.basename(file, '.c'));

test('a module and an endpoint have a unit test of their name', () => {
  const modules = new Set(tree('src', '.c').filter((file) => !file.startsWith('src/bin/')).map(moduleOf)
    .filter((name) => fs.existsSync(path.join(top, 'src', `${name}.h`))));
  const programs = names.map((name) => name.replaceAll('-', '_'));
  for (const name of [...modules].map((module_) => path.basename(module_)).concat(programs)) {
    assert.ok(units.includes(name), `there is no t/unit/${name}.c`);
  }
});

test('every unit test is built and run', () => {
  const [, listed] = /^check_PROGRAMS = \\\n((?:\tt\/unit\/\w+(?: \\)?\n)+)/m.exec(read('Makefile.am'));
  const run = [...listed.matchAll(/t\/unit\/(\w+)/g)].map(([, name]) => name);
  assert.deepStrictEqual(run, units.filter((name) => /^main\(/m.test(read(`t/unit/${name}.c`))).sort());
});

test('everything that reads bytes from outside is fuzzed', () => {
  const fuzzed = includesOf('t/fuzz/parsers.c');
  for (const file of list('src/text', '.h')) {
    assert.ok(fuzzed.includes(file.replace(/^src\//, '')), `t/fuzz/parsers.c does not include ${file}`);
  }
});

// What HACKING.md calls a library, and which header is its.
const LIBRARIES = {
  libpq: 'libpq-fe.h', libfcgi: 'fcgiapp.h', libcurl: 'curl/', libcrypto: 'openssl/', libsodium: 'sodium.h',
  libsndfile: 'sndfile.h', 'json-c': 'json-c/',
};

test('a library is used only where HACKING.md says so', () => {
  const rows = read('HACKING.md').split('\n').filter((line) => line.startsWith('|'));
  for (const [library, header] of Object.entries(LIBRARIES)) {
    const row = rows.find((line) => line.split('|')[1].includes(library));
    assert.ok(row, `${library} is not in the table of dependencies`);
    const said = [...row.matchAll(/`(src\/[\w/]+\.[ch])`/g)].map(([, file]) => file).sort();
    const users = new Set(sources.filter((file) => read(file).includes(`#include <${header}`)).map(moduleOf));
    assert.deepStrictEqual(said.map(moduleOf), [...users].sort(), library);
  }
});

// Where C names a function: in a table, before its arguments, or where a resource is applied.
const CALL = /(?:\.function = "(\w+)"|"(\w+)",\s*DB_(?:NO_)?ARGS|\bapply\(reading, a,\s*"(\w+)"|"(\w+)", args, nargs)/g;

test('C calls functions of schema api that exist, and each is called and granted', () => {
  const named = new Set(sources.filter((file) => file !== 'src/sys/db.h').flatMap((file) =>
    [...read(file).matchAll(CALL)].map((found) => found.slice(1).find(Boolean))));
  const made = api.map((file) => path.basename(file, '.sql'));
  assert.deepStrictEqual([...named].sort(), made.sort());
  for (const file of api) {
    const name = path.basename(file, '.sql');
    assert.match(read(file), new RegExp(`^grant execute on function api\\.${name} to omnivox_[a-z_, ]+;\n$`, 'm'), file);
  }
});

// The one statement of C has the name of a function and its arguments, and nothing else.
test('C holds no SQL but the call of a function', () => {
  const sql = /"[^"\n]*\b(insert into|update \w+ set|delete from|select\b.*\bfrom)\b[^"\n]*"/gi;
  const found = sources.flatMap((file) => [...read(file).matchAll(sql)].map(([text]) => `${file}: ${text}`));
  assert.deepStrictEqual(found, ['src/sys/db_connection.c: "SELECT * FROM api.%s("']);
});

// Where the version of Twilio's REST API stands, URLs are built.
test('Twilio\'s URLs are built in one place of C, of SQL and of nginx', () => {
  const files = [...sources, ...rules, ...api, ...list('nginx', '.in')];
  assert.deepStrictEqual(files.filter((file) => read(file).includes('2010-04-01')),
    ['src/twilio/client.c', 'schema/rules/reconcile/twilio_path.sql', 'nginx/locations.conf.in']);
});

test('a file of schema/rules and schema/api makes the one thing that it is named for', () => {
  for (const [schema, files] of [['rules', rules], ['api', api]]) {
    for (const file of files) {
      const made = [...read(file).matchAll(/^create or replace (?:function|view) (\w+\.\w+)/gm)];
      assert.deepStrictEqual(made.map(([, name]) => name), [`${schema}.${path.basename(file, '.sql')}`]);
    }
  }
});

test('its function has at most 40 lines, and no line over 110 columns', () => {
  for (const file of [...rules, ...api]) {
    const text = read(file);
    const lines = text.trimEnd().split('\n');
    assert.ok(lines.every((line) => line.length <= 110), `${file} has a line that is too long`);
    const [made] = /^create [^]*?(?:\$\$;|(?=;$(?![^]*\$\$;)))/m.exec(text);
    assert.ok(made.split('\n').length <= 40, `${file}: ${made.split('\n').length} lines`);
  }
});

test('call records are made in one place only', () => {
  const makers = [...rules, ...api].filter((file) => /insert into (data\.)?call_record\b/.test(read(file)));
  assert.deepStrictEqual(makers, ['schema/rules/call/call_record_add.sql']);
});

test('an endpoint has a program, a role, a location and a table whose operations are all used', () => {
  const roles = read('schema/roles.sql');
  for (const { name, said, used, operations } of endpoints) {
    assert.match(read('Makefile.am'), new RegExp(`^\\tcgi-bin/${name}( |$)`, 'm'));
    assert.match(roles, new RegExp(`'${name.replaceAll('-', '_')}'`));
    assert.ok(locations.some(({ programs }) => programs.includes(name)), `no location leads to ${name}`);
    assert.strictEqual(said, name);
    assert.deepStrictEqual(used, operations.map((one) => one.name), name);
  }
  for (const { text, programs } of locations) {
    for (const name of programs) assert.ok(names.includes(name), `${text} leads to ${name}`);
  }
});

// The function's parameters are those of the table, in its order.
test('the arguments of a table are the parameters of its SQL function', () => {
  const words = {
    CREDENTIAL: 'credential', KIND: 'kind', ID: /^(\w+_)?(id|key)$/, BODY: 'body', SIGNED_FORM: 'params',
    IDEMPOTENCY_TOKEN: 'idempotency_token',
  };
  for (const { name, operations } of endpoints) {
    for (const one of operations.filter((operation) => operation.function)) {
      const file = tree('schema', '.sql').find((path_) => path_.endsWith(`/${one.function}.sql`) && /api/.test(path_));
      const [, list_] = new RegExp(`function api\\.${one.function}\\(([^)]*)\\)`).exec(read(file));
      const parameters = list_.split(',').map((text) => text.trim().split(/\s+/)[0]).filter((word) => word !== 'out');
      const wanted = one.arguments.flatMap((argument) => (argument === 'QUERY' ? one.query : [argument]));
      assert.strictEqual(parameters.length, wanted.length, `${name}: ${one.function}`);
      wanted.forEach((argument, i) => {
        const word = words[argument];
        if (word !== undefined) assert.match(parameters[i], word instanceof RegExp ? word : new RegExp(`^${word}$`));
      });
    }
  }
});

// How a function begins and ends in each language, and which files have them. JavaScript's are eslint's.
const LANGUAGES = [
  { files: () => sources, begin: /^\{$/, end: /^\}/, above: true },
  {
    files: () => ['dev', ...list('dev.d', '.sh'), 'schema/migrate', 'schema/dump-tables'],
    begin: /^\w+\(\) [{(]$/, end: /^[})]/,
  },
];

// The first line of a C function is that of its type, above its name.
function firstLine(lines, at) {
  let first = at;
  while (first > 0 && lines[first - 1] !== '' && !/\*\/$/.test(lines[first - 1])) first -= 1;
  return first;
}

// {name, length} of each function of a file.
function functionsOf(file, { begin, end, above }) {
  const lines = read(file).split('\n');
  return lines.flatMap((line, i) => {
    if (!begin.test(line)) return [];
    const first = above ? firstLine(lines, i) : i;
    const length = lines.slice(i).findIndex((one) => end.test(one) && one !== line) + 1 + i - first;
    return [{ name: `${file}:${first + 1}`, length }];
  });
}

test('a function has 40 lines at most, a file 250', () => {
  const functions = LANGUAGES.flatMap((language) => language.files().flatMap((file) => functionsOf(file, language)));
  assert.ok(functions.length > 350, 'the functions were found');
  assert.deepStrictEqual(functions.filter(({ length }) => length > 40), []);
  const files = LANGUAGES.flatMap((language) => language.files())
    .concat(list('nginx', '.in'), tree('schema', '.sql').filter((file) => !/migrations|tables/.test(file)));
  const long = files.map((file) => [file, read(file).split('\n').length - 1]).filter(([, lines]) => lines > 250);
  assert.deepStrictEqual(long, []);
});

// Of a function's name with its schema, or of a C function's.
const isFunction = (name) => (/^(api|rules)\./.test(name)
  ? (name.startsWith('api') ? api : rules).some((file) => file.endsWith(`/${name.split('.')[1]}.sql`))
  : [...rules, ...api].some((file) => file.endsWith(`/${name}.sql`))
    || sources.some((file) => new RegExp(`^${name}\\(`, 'm').test(read(file)))
    || new RegExp(`function ${name}\\(`).test(read('t/lib.js')));

test('what HACKING.md names exists', () => {
  const text = read('HACKING.md').replace(/^## How to add[^]*?^## /m, '## ');
  const functions = [...text.matchAll(/`((?:api\.|rules\.)?\w+)\(\)`/g)].map(([, name]) => name);
  assert.ok(functions.length > 25, 'functions are named');
  assert.deepStrictEqual(functions.filter((name) => !isFunction(name)), []);
  const files = [...text.matchAll(/`((?:src|schema|cgi-bin|nginx|t|dev\.d|docs|www)\/[\w./-]*)`/g)]
    .map(([, file]) => file);
  assert.ok(files.length > 30, 'files are named');
  assert.deepStrictEqual(files.filter((file) => !fs.existsSync(path.join(top, file))), []);
});

test('the ways of a webhook and of a stream request have ten rooms at most', () => {
  const ways = [...read('HACKING.md').matchAll(/^## The way of a [^]*?(?=^## )/gm)].map(([way]) => way);
  assert.strictEqual(ways.length, 2);
  for (const way of ways) {
    const rooms = way.split(/^\d+\. /m).slice(1);
    assert.ok(rooms.length >= 8 && rooms.length <= 10, `${rooms.length} rooms`);
  }
});

// The benchmark and the soak do not run in ./dev check.
test('whatever JavaScript requires of its own is there', () => {
  const files = ['.js', '.t'].flatMap((ending) => tree('t', ending)).concat('t/generator/mutations');
  for (const file of files) {
    for (const [, name] of read(file).matchAll(/require\('(\.[^']+)'\)/g)) {
      const at = path.join(top, path.dirname(file), name);
      assert.ok(['', '.js', '.json'].some((ending) => fs.existsSync(at + ending)), `${file} requires ${name}`);
    }
  }
});
