#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Answers that C writes from columns are, byte for byte but for white space, the JSON that PostgreSQL
// builds of the same rows: json.psql. SEED= makes the same rows again.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { before, test } = require('node:test');
const { request, rows, sql } = require('../lib');

const seed = process.env.SEED ?? Math.random().toFixed(6);

// JSON without the white space between its parts.
const compact = (text) => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');

async function assertSame(where, expected) {
  const answer = await request(where, { as: 'token' });
  assert.strictEqual(answer.status, 200, answer.text);
  assert.strictEqual(answer.text, `${compact(expected)}\n`, where);
}

// The values of a query's one column: each is a line, as JSON that PostgreSQL builds has none in its texts.
const texts = (query) => rows(`select x::text as text from (${query}) q (x)`).map(({ text }) => text);

before(() => {
  console.log(`# SEED=${seed}`);
  const settings = [['timezone', "'UTC'"], ['search_path', 'rules, data, public']];
  sql(settings.map(([name, value]) =>
    `set ${name} = ${value}; alter database ${process.env.PGDATABASE} set ${name} = ${value};`).join('\n') +
    `select setseed(${seed});\n${fs.readFileSync(path.join(__dirname, 'json.psql'), 'utf8')}`);
});

test('R34: pages of call records', async () => {
  for (const size of [1, 7, 50, 200]) {
    let cursor = '';
    for (const page of texts(`select reference.pages(${size})`).slice(0, 60)) {
      await assertSame(`/api/call-records?limit=${size}${cursor}`, page);
      cursor = `&cursor=${JSON.parse(page).next}`;
    }
  }
});

test('one call record, by its id and by a name of the call', async () => {
  const found = rows(`select c.id, l.sid, c.answer::text as answer
    from reference.call_record c join data.call_leg l on l.call_record_id = c.id where l.sid like 'json-%'`);
  assert.strictEqual(found.length, 150);
  for (const { id, sid, answer } of found) {
    await assertSame(`/api/call-records/${id}`, answer);
    await assertSame(`/api/calls/${sid}`, answer);
  }
  for (const part of ['"recording" : null', '"sharedWith" : null', '"sharedWith" : {', '"agent" : null', '\\u00']) {
    assert.ok(found.some(({ answer }) => answer.includes(part)), `some have ${part}`);
  }
});

test('recordings, and what of them is of one conference', async () => {
  const found = rows(`
    select r.id, s.conference, reference.recording(r.id, s.conference)::text as answer
      from data.recording r, lateral (select null as conference union select g.conference_sid
        from data.recording_segment g where g.recording_id = r.id) s`);
  for (const { id, conference, answer } of found) {
    await assertSame(`/api/recordings/${id}${conference === null ? '' : `?conference=${conference}`}`, answer);
  }
  const shown = found.map(({ answer }) => JSON.parse(answer));
  assert.ok(shown.some(({ timeline }) => timeline === null), 'some cannot be played');
  assert.ok(shown.some(({ timeline }) => timeline?.pieces.length > 1), 'some have several pieces');
  assert.ok(shown.some(({ timeline, segments }) => timeline && timeline.pieces.length < segments.length), 'or fewer');
  assert.ok(shown.some(({ timeline }) => timeline?.durationS > timeline?.audioS), 'some have gaps');
});
