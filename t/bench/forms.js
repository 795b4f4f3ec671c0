'use strict';

// The callbacks that are measured, as Twilio sends them (docs/twilio.md): what is in their forms, in which
// order they come, and what the journal must say of them.

const crypto = require('node:crypto');
const { encodeForm } = require('../simulator/form');

const BLOCK = 1000; // forms, after which other calls come

const sid = (prefix) => prefix + crypto.randomBytes(16).toString('hex');

// So many seconds after the minute in which the benchmark began: calls are of today.
const BEGAN_MS = Math.floor(Date.now() / 60000) * 60000;
const time = (second) => new Date(BEGAN_MS + second * 1000).toUTCString().replace('GMT', '+0000');

const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

const recordingForm = (account, recordingSid, callSid) => [
  ['RecordingSource', 'StartCallRecordingAPI'],
  ['RecordingTrack', 'both'],
  ['RecordingSid', recordingSid],
  ['RecordingUrl', 'https://api.twilio.com/2010-04-01/Accounts/' +
    `${account}/Recordings/${recordingSid}`],
  ['RecordingStatus', 'completed'],
  ['RecordingChannels', '2'],
  ['ErrorCode', '0'],
  ['CallSid', callSid],
  ['RecordingStartTime', time(0)],
  ['AccountSid', account],
  ['RecordingDuration', '11'],
];

// Each of a call of its own.
const recording = {
  url: '/api/calls/recording-callback',
  block: (account) => many(BLOCK, () => recordingForm(account, sid('RE'), sid('CA'))),
  outcomes: ['created'],
};

const EVENTS = ['initiated', 'ringing', 'in-progress', 'completed'];
const STATUS_BYTES = 640; // of a form, so that all are of one size

function statusForm(account, callSid, sequence) {
  const form = [
    ['Called', '+15550100200'],
    ['Direction', 'outbound-api'],
    ['Timestamp', time(sequence)],
    ['CallbackSource', 'call-progress-events'],
    ['SequenceNumber', String(sequence)],
    ['To', '+15550100200'],
    ['CallSid', callSid],
    ['ToCountry', 'US'],
    ['ApiVersion', '2010-04-01'],
    ['CallStatus', EVENTS[sequence]],
    ['From', '+15550100100'],
    ['AccountSid', account],
    ['FromCountry', 'US'],
    ['Caller', '+15550100100'],
  ];
  if (EVENTS[sequence] === 'completed') {
    form.push(['SipResponseCode', '200'], ['Duration', '1'], ['CallDuration', '11']);
  }
  const bytes = encodeForm([...form, ['ToCity', '']]).length;
  return [...form, ['ToCity', 'x'.repeat(STATUS_BYTES - bytes)]];
}

function statusBlock(account) {
  const calls = many(BLOCK / EVENTS.length, () => sid('CA'));
  return EVENTS.flatMap((_, sequence) => calls.map((call) => statusForm(account, call, sequence)));
}

// The four events of each call in their order, with those of so many other calls between them that the
// one before has always been answered.
const status = {
  url: '/api/calls/status-callback',
  block: statusBlock,
  outcomes: ['created', 'updated'],
  disorder: `
    select count(*) from (
      select (params ->> 'SequenceNumber')::integer as number, outcome,
             coalesce(lag((params ->> 'SequenceNumber')::integer)
               over (partition by params ->> 'CallSid' order by id), -1) as before
        from data.webhook_event where id > :since) e
     where number <> before + 1 or outcome <> case number when 0 then 'created' else 'updated' end`,
};

// What the programs hand to SQL, for pgbench: format() with a SID and, of a status, with which event it is,
// its number, and the duration (empty but at the end).
const json = (form) => JSON.stringify(Object.fromEntries(form));
const templates = {
  recording: (account) => json(recordingForm(account, 'RE%1$s', 'CA%1$s')),
  status: (account) => json([...statusForm(account, 'CA%1$s', 0),
    ['CallStatus', '%2$s'], ['SequenceNumber', '%3$s'], ['CallDuration', '%4$s']]),
};

module.exports = { BLOCK, EVENTS, recording, status, templates };
