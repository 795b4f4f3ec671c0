'use strict';

// What is measured, in this order: a limit, then what it limits. A row is {name, limit, slow,
// measure(stack, times)}; limit: how far above in the list its limit is; slow: it warms up for longer.

const callbacks = require('./callbacks');
const { bearer, MANY, RANGE_BYTES } = require('./fixture');
const forms = require('./forms');
const { call } = require('./functions');
const pgbench = require('./pgbench');
const requests = require('./requests');
const serial = require('./serial');
const { expect, sql } = require('./stack');
const wrk = require('./wrk');

const HOW_MANY = MANY.toLocaleString('en');
const MUCH = { connections: 128 };
const LOG_IN = { connections: 4 };
const LOG_INS_PER_S = 2000; // more than any machine does

// request: of the fixture, see wrk.js.
const http = (name, limit, request) => ({
  name, limit, measure: (stack, times) => wrk.measure(stack, request(stack.fixture), times),
});

const select = (one) => `select * from ${one};`;

// values: the SQL of the function's parameters, by their names, and variables: what is in it. The row has
// no result where a stack's function does not take them.
function postgres(name, role, [function_, values], { variables = () => ({}), text = select } = {}) {
  return {
    name, slow: true,
    measure: async (stack, times) => {
      const one = await call(stack, function_, values);
      return one && pgbench.measure(stack,
        { role: `omnivox_${role}`, text: text(one), variables: variables(stack) }, times);
    },
  };
}

const nginx = [
  http('nginx: static file of 1 KiB', null, () =>
    ({ url: '/bench/small', holds: (body) => body.length === 1024 })),
  http('nginx and a FastCGI program that does nothing', -1, () =>
    ({ url: '/bench/empty', status: 204, holds: (body) => body.length === 0 })),
];

const range = { range: `bytes=0-${RANGE_BYTES - 1}` };
const isRange = (body) => body.length === RANGE_BYTES;

const media = [
  http('nginx: 64 KiB range of a stored recording', null, ({ recording: { key } }) =>
    ({ url: `/bench/media/${key}`, headers: range, status: 206, bytes: RANGE_BYTES, holds: isRange })),
  http('GET /api/recordings/{id}/stream, 64 KiB range', -1, ({ recording: { id, token } }) => ({
    url: `/api/recordings/${id}/stream`, headers: { ...bearer(token), ...range }, status: 206,
    bytes: RANGE_BYTES, holds: isRange,
  })),
  http('GET /api/recordings/{id}/stream, the whole file', null, ({ recording: { id, token, bytes } }) => ({
    url: `/api/recordings/${id}/stream`, headers: bearer(token), bytes,
    holds: (body) => body.length === bytes,
  })),
  http('GET /api/recordings/{id}/peaks', null, ({ recording: { id, token } }) => ({
    url: `/api/recordings/${id}/peaks`, headers: bearer(token),
    holds: (body) => JSON.parse(body).peaks.length > 0,
  })),
];

const getMetadata = (more) => ({ recording: { id, token } }) => ({
  url: `/api/recordings/${id}`, headers: bearer(token), holds: (body) => JSON.parse(body).id === id, ...more,
});

const metadata = [
  postgres('pgbench: api.recording_metadata()', 'recording_metadata',
    ['recording_metadata', { credential: ':credential', id: ':id', conference: 'null' }],
    { variables: ({ fixture: { recording: { credential, id } } }) => ({ credential, id }) }),
  http('GET /api/recordings/{id}', -1, getMetadata()),
  http('GET /api/recordings/{id}, 128 connections', -2, getMetadata(MUCH)),
];

const list = (name, limit, request) => http(name, limit, (fixture) => {
  const { token, rest = '' } = request(fixture);
  return {
    url: `/api/call-records?limit=50${rest}`, headers: bearer(token),
    holds: (body) => JSON.parse(body).items.length === 50,
  };
});

const lists = [
  postgres(`pgbench: api.call_records(), 50 of ${HOW_MANY}`, 'call_records',
    ['call_records', { credential: ':credential', page_size: "'50'", cursor: 'null' }],
    { variables: ({ fixture }) => ({ credential: fixture.many.credential }) }),
  list('GET /api/call-records, 50 of 60', -1, ({ few }) => few),
  list(`GET /api/call-records, 50 of ${HOW_MANY}`, -2, ({ many: { token } }) => ({ token })),
  list('the same, from the middle on', -3, ({ many: { token, cursor } }) =>
    ({ token, rest: `&cursor=${cursor}` })),
];

const day = (ago) => new Date(Date.now() - ago * 86400000).toISOString().slice(0, 10);

const coverage = (name, days) => ({
  name, measure: (stack, times) => serial.measure(stack, {
    url: `/api/coverage?from=${day(days)}&until=${day(0)}&by=day&zone=UTC`,
    headers: { cookie: stack.fixture.many.cookie },
    holds: (body) => JSON.parse(body).total.answered > 0,
  }, times),
});

// nginx lets nobody log in that often: this goes to a location of the benchmark's own. By turns as many
// people, as too many tries at once of one count as failed.
async function logIn(stack, { seconds, warmUp }) {
  const request = { url: '/bench/session', ...LOG_IN };
  const { logIns } = stack.fixture.many;
  await expect(stack, { ...logIns[0], url: request.url });
  const all = () => logIns.map(({ body }) =>
    requests.request(stack, request.url, ['Content-Type: application/json'], body));
  const pass = (s) => wrk.load(stack, s, request,
    requests.write(stack, 'each', 2 * Math.ceil(s * LOG_INS_PER_S / logIns.length / 2), all));
  await pass(warmUp);
  return pass(seconds);
}

const people = [
  coverage(`GET /api/coverage, a month of ${HOW_MANY} a year`, 30),
  coverage('GET /api/coverage, the year', 365),
  { name: 'POST /api/session, a right password', measure: logIn },
];

// What the daemons ask again and again; nothing of it stays. Before callbacks, which leave more calls
// open than a day does.
const background = [
  ['reconciler', 'reconcile_begin',
    { window_from: "now() - interval '30 minutes'", window_to: 'now()', dry_run: 'false' }],
  ['reconciler', 'reconcile_window', {}],
  ['reconciler', 'journal_prune', { event_days: '90', rejection_days: '30' }],
  ['mirror', 'media_job_lease', { seconds: '60' }],
  ['mirror', 'media_job_give_up', {}],
  ['mirror', 'media_removals', { after: "''" }],
].map(([role, name, values]) => postgres(`api.${name}() of ${HOW_MANY}`, role, [name, values],
  { text: (one) => `begin; select count(*) from ${one}; rollback;` }));

const receives = (name, program, params, { variables, text }) => postgres(name, program,
  [program, { params, idempotency_token: 'gen_random_uuid()::text', outgoing_call_id: 'null' }],
  { variables: ({ env }) => variables(env.TWILIO_ACCOUNT_SID), text });

const receivesRecording = (name, sid) => receives(name, 'recording_callback', `format(:form, ${sid})`,
  { variables: (account) => ({ form: forms.templates.recording(account) }) });

// The next event of a client's call, or the first of another call.
const receivesStatus = (name) => receives(name, 'status_callback',
  `format(:form, lpad(to_hex(:call::bigint), 32, '0'),
    (array['${forms.EVENTS.join("', '")}'])[:event::integer + 1], :event::integer,
    case when :event::integer = 3 then '11' else '' end)`,
  {
    variables: (account) => ({ form: forms.templates.status(account), event: '3' }),
    text: (one) => `\\set event (:event + 1) % 4
\\if :event = 0
\\set call random(1, 9223372036854775807)
\\endif
${select(one)}`,
  });

const posts = (name, limit, kind, how) =>
  ({ name, limit, measure: (stack, times) => callbacks.measure(stack, kind, times, how) });

// Each begins after a checkpoint and after the same warm-up: pages that are written for the first time
// since then cost twice.
const writing = (row) => ({
  ...row, slow: true,
  measure: async (stack, times) => {
    await sql(stack, 'checkpoint');
    return row.measure(stack, times);
  },
});

const webhooks = [
  receivesRecording('pgbench: api.recording_callback()', "replace(gen_random_uuid()::text, '-', '')"),
  posts('POST /api/calls/recording-callback', -1, forms.recording),
  posts('POST /api/calls/recording-callback, 128 connections', -2, forms.recording, MUCH),
  receivesRecording('pgbench: the same callback again and again', "repeat('5', 32)"),
  { name: 'POST the same callback again and again', limit: -1,
    measure: (stack, times) => callbacks.measureRepeated(stack, forms.recording, times) },
  posts('POST /api/calls/recording-callback, 4 connections', null, forms.recording, { connections: 4 }),
  posts('the same, among 8 that send unsigned 60 KB', -1, forms.recording,
    { connections: 4, strangers: true }),
  receivesStatus('pgbench: api.status_callback()'),
  posts('POST /api/calls/status-callback', -1, forms.status),
].map(writing);

module.exports = {
  rows: [...nginx, ...media, ...metadata, ...lists, ...people, ...background, ...webhooks],
};
