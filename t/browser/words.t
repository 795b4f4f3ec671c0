#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// The page's words for facts, in the browser that they are made for. Environment: BASE_URL.

const { after, before, test } = require('node:test');
const assert = require('node:assert/strict');
const { openPage } = require('./bed');

let page;
let close;

before(async () => {
  ({ page, close } = await openPage());
  await page.goto('/');
});

after(() => close?.());

const ended = { endedAt: '2026-01-01T00:00:00Z', status: 'completed', recording: null };
const WORDS = [
  ['phone', '+14155550123', '+1 415 555 0123'],
  ['phone', '+353160123456', '+353 160 123 456'],
  ['phone', 'client:anna', 'client:anna'],
  ['phone', null, '–'],
  ['duration', 0, '0:00'],
  ['duration', 83.9, '1:23'],
  ['duration', 3723, '1:02:03'],
  ['duration', null, '–'],
  ['total', { value: 1, exact: true }, '1 call'],
  ['total', { value: 1000, exact: false }, '1,000+ calls'],
  ['whyNoRecording', ended, { words: 'Not recorded' }],
  ['whyNoRecording', { ...ended, status: 'failed' }, { words: 'Not answered' }],
  ['whyNoRecording', { ...ended, recording: { state: 'in_progress' } },
    { tone: 'wait', words: 'Waiting for audio' }],
  ['whyNoRecording', { status: 'in-progress', recording: { state: 'in_progress' } },
    { tone: 'live', words: 'Recording…' }],
  ['whyNoRecording', { status: 'ringing', recording: null }, { words: '–' }],
  ['whyNoRecording', { ...ended, recording: { state: 'absent', stateReason: '16102' } },
    { words: 'Silent (Twilio 16102)' }],
  ['whyNoRecording', { ...ended, recording: { state: 'failed', stateReason: 'media 404' } },
    { tone: 'bad', words: 'Failed: media 404' }],
  ['whyNoRecording', { ...ended, recording: { state: 'deleted', stateReason: 'retention' } },
    { words: 'Deleted: retention' }],
  ['coverage', { playable: 0, whyNot: {} }, null],
  ['coverage', { playable: 1, whyNot: { failed: 0 } },
    'Today: 1 of 1 answered call can be played'],
  ['coverage', { playable: 41, whyNot: { notRecorded: 1000, tooShort: 1 } },
    'Today: 41 of 1,042 answered calls can be played · 1\u00a0too\u00a0short'
      + ' · 1,000\u00a0not\u00a0recorded'],
];

test('facts are told in words, and nothing is invented', async () => {
  const told = await page.evaluate(async (cases) => {
    const words = await import('/words.js');
    return cases.map(([name, fact]) => words[name](fact));
  }, WORDS);
  WORDS.forEach(([name, fact, expected], i) =>
    assert.deepEqual(told[i], expected, `${name}(${JSON.stringify(fact)})`));
});
