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
const CONFERENCE = `CF${'0'.repeat(32)}`;
const WORDS = [
  ['phone', '+14155550123', '+1 415 555 0123'],
  ['phone', '+353160123456', '+353 160 123 456'],
  ['phone', 'client:anna', 'client:anna'],
  ['phone', null, '–'],
  ['address', { customerNumber: '+14155550123', customerKind: 'phone' },
    { text: '+1 415 555 0123', href: 'tel:+14155550123' }],
  ['address', { customerNumber: null, customerKind: 'withheld' }, { text: 'Withheld' }],
  ['address', { customerNumber: 'sip:ann@pbx.example', customerKind: 'sip' },
    { text: 'ann@pbx.example', note: 'SIP', isLong: true }],
  ['address', { customerNumber: 'client:anna', customerKind: 'client' },
    { text: 'anna', note: 'browser phone', isLong: true }],
  ['address', { customerNumber: '72345', customerKind: 'short' }, { text: '72345' }],
  ['address', { customerNumber: 'Omnivox', customerKind: 'name' },
    { text: 'Omnivox', isLong: true }],
  ['address', { callId: CONFERENCE, customerNumber: null, customerKind: null },
    { text: 'Conference', note: 'Participants not known yet' }],
  ['address', { callId: CONFERENCE, customerNumber: '72345', customerKind: 'short' },
    { text: '72345' }],
  ['customer', { customerNumber: 'sip:ann@pbx.example', customerKind: 'sip' }, 'ann@pbx.example'],
  ['customer', { contact: { name: 'Ann' }, customerKind: 'withheld' }, 'Ann'],
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
  ['whyNoRecording', { ...ended, recording: { state: 'absent', stateReason: 'external_storage',
    reasonCode: 'external_storage' } }, { words: 'No audio: kept in other storage' }],
  ['whyNoRecording', { ...ended, recording: { state: 'available', reasonCode: 'our_disk' } },
    { tone: 'bad', words: 'Our disk could not be written' }],
  ['whyNoRecording', { ...ended, recording: { state: 'available', reasonCode: 'not_ready',
    stateReason: 'Twilio does not hand its audio out yet (404)' } },
  { tone: 'wait', words: 'Twilio does not hand its audio out yet (404)' }],
  ['whyNoRecording', { ...ended, recording: { state: 'stored', reasonCode: null } },
    { tone: 'bad', words: 'Cannot be played' }],
  ['isPlayable', { recording: { state: 'available', playable: false } }, false],
  ['isPlayable', { recording: { state: 'available', playable: true } }, true],
  ['isCopying', { state: 'available', playable: true, reasonCode: null }, true],
  ['isCopying', { state: 'available', playable: true, reasonCode: 'our_disk' }, false],
  ['whyNoCopy', { state: 'available', playable: true, reasonCode: 'our_disk' },
    'our disk could not be written'],
  ['recordingLength', { segmentCount: 1, durationS: 78.4 }, '1:18'],
  ['recordingLength', { segmentCount: 3, durationS: 78.4 }, '3 recordings, 1:18'],
  ['recordingLength', { segmentCount: 3, missingCount: 1, durationS: 52 }, '2 of 3 recordings, 0:52'],
  ['recordingLength', { segmentCount: 1, durationS: null }, 'Play'],
  ['recordedWith', { sharedWith: { id: 'x', callId: 'crm-7' } }, 'Recorded with call crm-7'],
  ['recordedWith', { sharedWith: { id: 'x', callId: `CA${'0'.repeat(28)}beef` } },
    'Recorded with call CA…beef'],
  ['silence', 200, 'No recording for 3:20'],
  ['faults', [{ pointer: '/agentNumber', code: 'missing', detail: 'is missing.' },
    { pointer: '/extra', code: 'unknown_member', detail: 'There is no member extra.' }],
  'Your phone: is missing. There is no member extra.'],
  ['coverage', { playable: 0, whyNot: {} }, null],
  ['coverage', { playable: 1, whyNot: { shared: 2, credentialsRefused: 1 } },
    'Today: 1 of 2 answered calls can be played · 1\u00a0refused\u00a0by\u00a0Twilio'
      + ' · 2\u00a0more\u00a0recorded\u00a0with\u00a0another\u00a0call'],
  ['coverage', { playable: 1, whyNot: { failed: 0 } },
    'Today: 1 of 1 answered call can be played'],
  ['coverage', { playable: 41, whyNot: { notRecorded: 1000, tooShort: 1 } },
    'Today: 41 of 1,042 answered calls can be played · 1\u00a0too\u00a0short'
      + ' · 1,000\u00a0not\u00a0recorded'],
];

test('facts are told in words, and nothing is invented', async () => {
  const told = await page.evaluate(async (cases) => {
    const words = { ...await import('/words.js'), ...await import('/reasons.js') };
    return cases.map(([name, fact]) => words[name](fact));
  }, WORDS);
  WORDS.forEach(([name, fact, expected], i) =>
    assert.deepEqual(told[i], expected, `${name}(${JSON.stringify(fact)})`));
});
