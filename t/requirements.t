#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What is cited is there: the tests that docs/requirements.md names, and the requirements and the
// sections of docs/twilio.md that sources, tests and documents name. Nothing outside is cited.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { read, top } = require('./repository');

const TEXT = /\.([cht]|ac|am|conf|css|html|in|js|lua|md|mjs|psql|sh|sql|1)$|\/[^.]+$/;
const OWN = 't/requirements.t';

// What .gitignore has of the top is made, or fetched.
function isOurs(name) {
  const ignored = read('.gitignore').split('\n').filter(Boolean)
    .map((line) => new RegExp(`^${line.replace(/^\/|\/$/g, '').replaceAll('*', '.*')}$`));
  return !name.startsWith('.') && !ignored.some((pattern) => pattern.test(name));
}

function filesBelow(dir) {
  return fs.readdirSync(path.join(top, dir), { withFileTypes: true })
    .filter((entry) => dir !== '.' || isOurs(entry.name))
    .flatMap((entry) => {
      const file = path.posix.join(dir, entry.name);
      return entry.isDirectory() ? filesBelow(file) : [file];
    });
}

const files = filesBelow('.').filter((file) => TEXT.test(`/${file}`) && file !== OWN);

// A citation may go on in the next line of a comment.
const flat = (text) => text.replace(/\n[ \t]*(?:\/\/|\*(?!\/)|--|#)?[ \t]*/g, ' ');

// {R1: [{file, title}]}
function requirements() {
  const items = read('docs/requirements.md').split(/\n(?=\* \*\*R\d)|\n\n/)
    .filter((item) => item.startsWith('* **R'));
  return Object.fromEntries(items.map((item) => {
    const [, number] = /^\* \*\*(R\d+)\. /.exec(item);
    const [, tests] = / Tests: (.*)$/s.exec(item.replace(/\s+/g, ' ')) ?? [];
    const named = [...(tests ?? '').matchAll(/`([^`]+)`((?: "[^"]+",?)+)/g)];
    return [number, named.flatMap(([, file, titles]) =>
      [...titles.matchAll(/"([^"]+)"/g)].map(([, title]) => ({ file, title })))];
  }));
}

// The texts of a test's source as they are read, without the requirements before them.
const titlesOf = (file) => read(file)
  .replaceAll('\'\'', '\'').replaceAll('\\\'', '\'')
  .replace(/(['"`])R\d+(?:, R\d+)*: /g, '$1');

const known = requirements();

test('requirements are numbered once each, without a gap', () => {
  const numbers = [...read('docs/requirements.md').matchAll(/^\* \*\*R(\d+)\. /gm)].map(([, n]) => Number(n));
  assert.ok(numbers.length > 40);
  assert.deepStrictEqual(numbers, numbers.map((_, i) => i + 1));
});

for (const [number, tests] of Object.entries(known)) {
  test(`${number} has tests, and they exist`, () => {
    assert.notStrictEqual(tests.length, 0);
    for (const { file, title } of tests) {
      assert.ok(fs.existsSync(path.join(top, file)), `there is no ${file}`);
      const isThere = ['\'', '"', '`'].some((quote) => titlesOf(file).includes(`${quote}${title}${quote}`));
      assert.ok(isThere, `${file} has no test "${title}"`);
    }
  });
}

test('requirements that are cited exist', () => {
  let count = 0;
  for (const file of files) {
    const text = flat(read(file));
    const cited = [...text.matchAll(/requirements\.md`? ((?:R\d+(?:, )?)+)/g),
      ...text.matchAll(/['"`]((?:R\d+(?:, )?)+): /g)];
    for (const [, numbers] of cited) {
      for (const number of numbers.match(/R\d+/g)) {
        assert.ok(known[number], `${file} cites ${number}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 100);
});

test('sections of docs/twilio.md that are cited exist', () => {
  const sections = [...read('docs/twilio.md').matchAll(/^## (.*)$/gm)].map(([, name]) => name);
  let count = 0;
  for (const file of files) {
    for (const [, name] of flat(read(file)).matchAll(/docs\/twilio\.md`? "([^"]+)"/g)) {
      assert.ok(sections.includes(name), `${file} cites "${name}"`);
      count += 1;
    }
  }
  assert.ok(count > 5);
});

test('files of docs that are named exist', () => {
  for (const file of files) {
    for (const [name] of read(file).matchAll(/(?<![\w/.-])docs\/[\w-]+\.(?:md|js|png)\b/g)) {
      assert.ok(fs.existsSync(path.join(top, name)), `${file} names ${name}`);
    }
  }
});

// Documents that were used while it was written, and the numbers of their findings.
const OUTSIDE = [/\b(?:DESIGN|LESSONS?|REVIEW|REVIEWERS|SPEED|STYLE|TWILIO)\.md\b/, /\b(?:DESIGN|LESSONS?|REVIEW)\b/,
  /\b(?:STYLE|SPEED|TWILIO) \d/, /\((?:lesson|invariant) \d/, /['"`][A-H]\d{1,2}: /, /(?:--|\/\/|\*) [A-H]\d{1,2}: /];

test('no document is cited that is not here', () => {
  for (const file of files) {
    for (const pattern of OUTSIDE) assert.strictEqual(pattern.exec(read(file))?.[0], undefined, file);
  }
});
