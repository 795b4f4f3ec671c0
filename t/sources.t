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

// The programs that nginx asks: the names of their sockets, $what being each that the location has.
const asked = read('nginx/locations.conf.in').split(/^location /m).flatMap((location) => {
  const [, name] = /unix:@rundir@\/([\w$-]+)\.sock;/.exec(location) ?? [];
  const all = /\(\?<what>([\w|]+)\)/.exec(location)?.[1].split('|') ?? [''];
  return name ? all.map((what) => name.replace('$what', what)) : [];
});

test('every endpoint has a program, a role and a location', () => {
  const grants = read('schema/grants.sql');
  for (const file of list('cgi-bin', '.c')) {
    const name = path.basename(file, '.c');
    assert.match(read('Makefile.am'), new RegExp(`cgi-bin/${name}\\b`));
    assert.match(grants, new RegExp(`'omnivox_${name.replaceAll('-', '_')}'`));
    assert.ok(asked.includes(name), `${name} has no location`);
  }
});
