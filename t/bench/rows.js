'use strict';

// What is measured, in this order: a limit, then what it limits.

const callbacks = require('./callbacks');
const { bearer, MANY, RANGE_BYTES } = require('./fixture');
const pgbench = require('./pgbench');
const wrk = require('./wrk');
const { directory } = require('./nginx');
const { sql } = require('./run');

const CALLBACKS_PER_S = 8000; // where it is not known what PostgreSQL can do

const range = { range: `bytes=0-${RANGE_BYTES - 1}` };
const isRange = (body) => body.length === RANGE_BYTES;
const isPage = (body) => JSON.parse(body).items.length === 50;

function http(name, limit, url, { headers = {}, status = 200, holds }) {
  return {
    name, limit, measure: (times) => wrk.measure({ url, headers, status, holds }, times),
  };
}

function postgres(name, role, text, variables) {
  return {
    name, slow: true,
    measure: (times) => pgbench.measure({ role, text, variables }, times, directory),
  };
}

// Both begin after a checkpoint and after the same warm-up: pages that are written for the
// first time since then cost twice.
function writing(row) {
  const measure = async (...args) => {
    await sql('checkpoint');
    return row.measure(...args);
  };
  return { ...row, measure, slow: true };
}

function media({ id, key, token }) {
  return [
    http('nginx: 64 KiB range of a stored recording', null, `/bench/media/${key}`,
      { headers: range, status: 206, holds: isRange }),
    http('GET /api/recordings/{id}/stream, 64 KiB range', -1, `/api/recordings/${id}/stream`,
      { headers: { ...bearer(token), ...range }, status: 206, holds: isRange }),
  ];
}

function metadata({ id, token, credential }) {
  return [
    postgres('pgbench: api.recording_json()', 'omnivox_recording_metadata',
      'select * from api.recording_json(:credential::bytea, :id::uuid);', { credential, id }),
    http('GET /api/recordings/{id}', -1, `/api/recordings/${id}`,
      { headers: bearer(token), holds: (body) => JSON.parse(body).id === id }),
  ];
}

const HOW_MANY = MANY.toLocaleString('en');

function lists({ few, many }) {
  const url = '/api/call-records?limit=50';
  return [
    postgres(`pgbench: api.call_records(), 50 of ${HOW_MANY}`, 'omnivox_call_records',
      "select * from api.call_records(:credential::bytea, '50', null);",
      { credential: many.credential }),
    http('GET /api/call-records, 50 of 60', -1, url,
      { headers: bearer(few.token), holds: isPage }),
    http(`GET /api/call-records, 50 of ${HOW_MANY}`, -2, url,
      { headers: bearer(many.token), holds: isPage }),
    http('the same, from the middle on', -3, `${url}&cursor=${many.cursor}`,
      { headers: bearer(many.token), holds: isPage }),
  ];
}

const CALLBACK = 'select * from api.recording_callback(' +
  'format(:template, %1, %2)::jsonb, gen_random_uuid()::text, null);';
const FRESH = "replace(gen_random_uuid()::text, '-', '')";
const SAME = "repeat('5', 32)";

const callbackText = (sid) => CALLBACK.replace('%1', sid).replace('%2', sid);

function posts() {
  const template = callbacks.template();
  const role = 'omnivox_recording_callback';
  return [
    postgres('pgbench: api.recording_callback()', role, callbackText(FRESH), { template }),
    { name: 'POST /api/calls/recording-callback', limit: -1,
      measure: (times, limit) =>
        callbacks.measure(times, limit ? limit.rate * 1.25 : CALLBACKS_PER_S) },
    postgres('pgbench: the same callback again and again', role, callbackText(SAME),
      { template }),
    { name: 'POST the same callback again and again', limit: -1,
      measure: callbacks.measureRepeated },
    { name: 'POST /api/calls/recording-callback, 4 connections',
      measure: (times) => callbacks.measureFew(times, CALLBACKS_PER_S) },
    { name: 'the same, among 8 that send unsigned 60 KB', limit: -1,
      measure: (times) => callbacks.measureFew(times, CALLBACKS_PER_S, { strangers: true }) },
  ].map(writing);
}

// What the daemons ask again and again; nothing of it stays.
const BACKGROUND = {
  omnivox_reconciler: [
    "api.reconcile_begin(now() - interval '30 minutes', now(), false)",
    'api.reconcile_window()', 'api.journal_prune(90, 30)',
  ],
  omnivox_mirror: ['api.media_job_lease(60)', 'api.media_job_give_up()', "api.media_removals('')"],
};

const background = () => Object.entries(BACKGROUND).flatMap(([role, calls]) => calls.map((call) =>
  postgres(`${call.replace(/\(.*/, '()')} of ${HOW_MANY}`, role,
    `begin; select count(*) from ${call}; rollback;`, {})));

// limit: how far above in the list its limit is; slow: it warms up for longer.
function rows(fixture) {
  return [
    http('nginx: static file of 1 KiB', null, '/bench/small',
      { holds: (body) => body.length === 1024 }),
    http('nginx and a FastCGI program that does nothing', -1, '/bench/empty',
      { status: 204, holds: (body) => body.length === 0 }),
    ...media(fixture.recording),
    ...metadata(fixture.recording),
    ...lists(fixture),
    ...background(), // before posts(), which leaves more calls open than a day does
    ...posts(),
  ];
}

module.exports = { rows };
