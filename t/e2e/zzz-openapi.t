#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// The last of all: what www/openapi.json has, the tests before this one have seen. That each of
// their answers is in it, t/lib.js has looked.

const assert = require('node:assert');
const fs = require('node:fs');
const { test } = require('node:test');
const { EXERCISED } = require('../lib');
const { everything } = require('../openapi');

const noted = new Set(fs.readFileSync(EXERCISED, 'utf8').split('\n'));
const missing = fs.readdirSync(__dirname)
  .filter((name) => name.endsWith('.t') && !noted.has(`file ${name}`));
const skip = missing.length > 0 &&
  `the other tests were not run on this stack before: ${missing.join(', ')}`;

test('every operation, parameter, status and code of the document was exercised', { skip }, () => {
  const unseen = everything().filter((line) => !noted.has(line));
  assert.deepStrictEqual(unseen, []);
});
