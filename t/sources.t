#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What the sources promise about themselves: HACKING.md's floors, one file
// for each library, no SQL in C, and names that mean the same everywhere.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const top = path.join(__dirname, '..');
const read = (file) => fs.readFileSync(path.join(top, file), 'utf8');
const list = (dir, ending) => fs.readdirSync(path.join(top, dir))
  .filter((name) => name.endsWith(ending)).map((name) => `${dir}/${name}`);

const mains = [...list('cgi-bin', '.c'), ...list('src/bin', '.c'), ...list('src/bin', '.h')];
const tree = (dir, ending) => fs.readdirSync(path.join(top, dir), { recursive: true })
  .filter((name) => name.endsWith(ending)).map((name) => `${dir}/${name}`);
const rules = tree('schema/rules', '.sql');
const api = tree('schema/api', '.sql');
const sources = [...list('src', '.c'), ...list('src', '.h'), ...mains];

// {module: {floor, library}} as HACKING.md's table has them.
function floors() {
  const found = {};
  const rows = read('HACKING.md').matchAll(/^(\d) {2}\w[\w ]*? {2,}(.*)$/gm);
  for (const [, floor, modules] of rows) {
    for (const [, name, library] of modules.matchAll(/([a-z0-9]+)(?: \((\w[\w-]*)\))?(?= |$)/g)) {
      found[name] = { floor: Number(floor), library };
    }
  }
  return found;
}

test('a file includes only from floors below its own, or the words', () => {
  const known = floors();
  for (const file of sources) {
    const own = path.basename(file).replace(/\.[ch]$/, '');
    const floor = mains.includes(file) ? 8 : known[own]?.floor;
    assert.notStrictEqual(floor, undefined, `${file} is not in HACKING.md's table`);
    for (const [, name] of read(file).matchAll(/^#include "(\w+)\.h"/gm)) {
      // recctl-purge.c is a part of recctl.
      if (name === own || own.startsWith(`${name}-`)) continue;
      const words = known[name]?.floor === 0;
      assert.ok(words || known[name]?.floor < floor, `${file} includes ${name}.h`);
    }
  }
});

// Digests and ciphers are two modules, though one library has both; so are to read audio and to join it.
test('each library is included by one file, libcrypto and libsndfile by two', () => {
  const headers = /#include <(libpq-fe|fcgiapp|curl|json-c|openssl|sodium|sndfile)/g;
  const users = {};
  for (const file of sources) {
    for (const [, header] of read(file).matchAll(headers)) (users[header] ??= new Set()).add(file);
  }
  assert.strictEqual(Object.keys(users).length, 7);
  for (const [header, files] of Object.entries(users)) {
    const many = ['openssl', 'sndfile'].includes(header) ? 2 : 1;
    assert.strictEqual(files.size, many, `${header}: ${[...files].join(', ')}`);
  }
});

test('C names functions of schema api that exist, and each is somebody\'s', () => {
  for (const file of api) {
    const name = path.basename(file, '.sql');
    assert.match(read(file), new RegExp(`^grant execute on function api\\.${name} to omnivox_[a-z_, ]+;\n$`, 'm'), file);
    const word = new RegExp(`"${name}"`);
    assert.ok(sources.some((file) => word.test(read(file))), `no program calls ${name}`);
  }
});

test('C holds no SQL', () => {
  const sql = /"[^"\n]*\b(insert into|update \w+ set|delete from|select \w+.* from)\b/i;
  for (const file of sources) assert.doesNotMatch(read(file), sql, file);
});

test('a file of schema/rules and schema/api makes the one thing that it is named for', () => {
  for (const [schema, files] of [['rules', rules], ['api', api]]) {
    for (const file of files) {
      const made = [...read(file).matchAll(/^create or replace (?:function|view) (\w+\.\w+)/gm)];
      assert.deepStrictEqual(made.map(([, name]) => name), [`${schema}.${path.basename(file, '.sql')}`]);
    }
  }
});

test('it has at most 250 lines, its function 40, each at most 110 columns', () => {
  for (const file of [...rules, ...api]) {
    const text = read(file);
    const lines = text.trimEnd().split('\n');
    assert.ok(lines.length <= 250, file);
    assert.ok(lines.every((line) => line.length <= 110), `${file} has a line that is too long`);
    const [made] = /^create [^]*?(?:\$\$;|(?=;$(?![^]*\$\$;)))/m.exec(text);
    assert.ok(made.split('\n').length <= 40, `${file}: ${made.split('\n').length} lines`);
  }
});

test('call records are made in one place only', () => {
  const makers = [...rules, ...api].filter((file) => /insert into (data\.)?call_record\b/.test(read(file)));
  assert.deepStrictEqual(makers, ['schema/rules/call/call_record_unite.sql']);
});

test('every endpoint has a program, a role, a location and a socket in ./dev', () => {
  const dev = read('dev');
  const roles = read('schema/roles.sql');
  for (const file of list('cgi-bin', '.c')) {
    const name = path.basename(file, '.c');
    assert.match(read('Makefile.am'), new RegExp(`cgi-bin/${name}\\b`));
    assert.match(roles, new RegExp(`'${name.replaceAll('-', '_')}'`));
    assert.match(dev, new RegExp(`^(cgi=| ).*\\b${name}\\b`, 'm'));
  }
});
