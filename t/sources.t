#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What the sources promise about themselves: HACKING.md's floors, one file
// for each library, no SQL in C, and names that mean the same everywhere.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { endpoints, locations, names } = require('./endpoints');

const top = path.join(__dirname, '..');
const read = (file) => fs.readFileSync(path.join(top, file), 'utf8');
const list = (dir, ending) => fs.readdirSync(path.join(top, dir))
  .filter((name) => name.endsWith(ending)).map((name) => `${dir}/${name}`);

// Every file below a folder that ends so.
const tree = (dir, ending) => fs.readdirSync(path.join(top, dir), { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? tree(`${dir}/${entry.name}`, ending)
    : entry.name.endsWith(ending) ? [`${dir}/${entry.name}`] : []));

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

test('C names functions of schema api that exist, and each is somebody\'s', () => {
  const functions = new Set(list('schema/api', '.sql').map((file) => path.basename(file, '.sql')));
  const grants = read('schema/grants.sql');
  for (const name of functions) {
    assert.match(grants, new RegExp(`'${name}'`), `${name} is granted to nobody`);
    const word = new RegExp(`"${name}"`);
    assert.ok(sources.some((file) => word.test(read(file))), `no program calls ${name}`);
  }
  for (const [, names] of grants.matchAll(/array\[([^\]]*)\]/g)) {
    for (const [, name] of names.matchAll(/'(\w+)'/g)) assert.ok(functions.has(name), name);
  }
});

test('C holds no SQL', () => {
  const sql = /"[^"\n]*\b(insert into|update \w+ set|delete from|select \w+.* from)\b/i;
  for (const file of sources) assert.doesNotMatch(read(file), sql, file);
});

test('a file of schema/data and schema/api makes the one thing that it is named for', () => {
  for (const dir of ['data', 'api']) {
    for (const file of list(`schema/${dir}`, '.sql')) {
      const made = [...read(file).matchAll(/^create or replace (?:function|view) (\w+\.\w+)/gm)];
      assert.deepStrictEqual(made.map(([, name]) => name), [`${dir}.${path.basename(file, '.sql')}`]);
    }
  }
});

test('call records are made in one place only', () => {
  const files = [...list('schema/data', '.sql'), ...list('schema/api', '.sql')];
  const makers = files.filter((file) => /insert into (data\.)?call_record\b/.test(read(file)));
  assert.deepStrictEqual(makers, ['schema/data/call_record_resolve.sql']);
});

test('an endpoint has a program, a role, a location and a table whose operations are all used', () => {
  const grants = read('schema/grants.sql');
  for (const { name, said, used, operations } of endpoints) {
    assert.match(read('Makefile.am'), new RegExp(`^\\tcgi-bin/${name}( |$)`, 'm'));
    assert.match(grants, new RegExp(`'omnivox_${name.replaceAll('-', '_')}'`));
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
