'use strict';

/*
 * ./dev growth: what one call of a function costs PostgreSQL as there are more calls in its tables. Needs a
 * stack of its own, without daemons, in whose cluster it makes a database for each size; ./dev makes one and
 * takes it away.
 *
 *   STATE/env       where the stack is
 *   GROWTH_SIZES    how many calls there are (10000,1000000,5000000)
 *   GROWTH_ROWS     only the rows whose name matches this regular expression
 *
 * CPU time of the one backend that is asked, of the kernel's work for it, too: from /proc. The databases take
 * turns, batch by batch, as others on the machine make all of it slower for some time; of the batches the
 * median counts. Rows that write begin after a checkpoint.
 */

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { spawn } = require('node:child_process');
const { run } = require('./run');

const { env } = process;
const SIZES = (env.GROWTH_SIZES || '10000,1000000,5000000').split(',').map(Number);
const WANTED = new RegExp(env.GROWTH_ROWS || '');
const BATCHES = 40;
const WARM_UP = 8; // of these batches
const TOKEN_HASH = crypto.createHash('sha256').update('growth').digest('hex');

const hex = () => crypto.randomBytes(16).toString('hex');
const pick = (list) => list[crypto.randomInt(list.length)];
const say = (text) => process.stdout.write(`${text}\n`);

// As the cluster's superuser; the first column of each row.
const PSQL = ['-XAtq', '-v', 'ON_ERROR_STOP=1'];
const within = (size, user) => ({ PGDATABASE: `growth_${size}`, ...(user && { PGUSER: user }) });

// As the cluster's superuser; the first column of each row.
const sql = async (size, text) =>
  (await run('psql', [...PSQL, '-f', '-'], { input: text, env: within(size) })).split('\n').filter(Boolean);

// A session of a program's role that stays open.
async function open(size, role) {
  const psql = spawn('psql', PSQL,
    { env: { ...env, ...within(size, role) }, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: psql.stdout })[Symbol.asyncIterator]();
  const ask = async (text) => {
    psql.stdin.write(`${text}\n\\echo answered\n`);
    const answer = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`psql as ${role} has ended`);
      if (value === 'answered') return answer;
      answer.push(value);
    }
  };
  const [pid] = await ask('select pg_backend_pid();');
  const cpuUs = () => Number(fs.readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1000;
  return { ask, cpuUs, close: () => psql.stdin.end() };
}

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

// CPU µs of a call of each size; text() is one statement, as prepared as a program's.
async function costs(row, worlds) {
  const sides = [];
  for (const world of worlds) {
    const session = await open(world.size, row.role);
    const { prepare = '', text } = row.of(world);
    await session.ask(prepare);
    sides.push({ session, text, us: [] });
  }
  if (row.writes) await sql(SIZES[0], 'checkpoint');
  for (let i = row.batches ? WARM_UP : 0; i < (row.batches ? WARM_UP + row.batches : BATCHES); i++) {
    for (const { session, text, us } of sides) {
      const batch = Array.from({ length: row.calls }, text).join('\n');
      const before = session.cpuUs();
      await session.ask(batch);
      if (i >= WARM_UP) us.push((session.cpuUs() - before) / row.calls);
    }
  }
  sides.forEach(({ session }) => session.close());
  return sides.map(({ us }) => median(us));
}

const nothing = '\\g /dev/null';

function callback({ account }) {
  const fields = () => JSON.stringify({ RecordingSource: 'StartCallRecordingAPI', RecordingTrack: 'both',
    RecordingSid: `RE${hex()}`, RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${account}`,
    RecordingStatus: 'completed', RecordingChannels: '2', ErrorCode: '0', CallSid: `CA${hex()}`,
    RecordingStartTime: new Date(Date.now() - 60000).toUTCString().replace('GMT', '+0000'),
    AccountSid: account, RecordingDuration: '11' });
  return {
    prepare: 'prepare f (jsonb) as select * from api.recording_callback($1, gen_random_uuid()::text, null);',
    text: () => `execute f ('${fields()}') ${nothing}`,
  };
}

const list = (cursorOf) => (world) => ({
  prepare: 'prepare f (bytea, text, text) as select * from api.call_records($1, $2, $3);',
  text: () => `execute f ('\\x${TOKEN_HASH}', '50', ${cursorOf(world)}) ${nothing}`,
});

const metadata = (idsOf) => (world) => ({
  prepare: 'prepare f (bytea, uuid) as select * from api.recording_metadata($1, $2, null);',
  text: () => `execute f ('\\x${TOKEN_HASH}', '${pick(idsOf(world))}') ${nothing}`,
});

// What the daemons ask again and again; nothing of it stays.
const undone = (callOf) => (world) => ({
  prepare: `prepare f as select count(*) from ${callOf(world)};`,
  text: () => `begin;\nexecute f ${nothing}\nrollback;`,
});

const coverage = (days, by) => () => ({
  prepare: `prepare f as select api.coverage('\\x${TOKEN_HASH}', (current_date - ${days - 1})::text,
    (current_date + 1)::text, '${by}', 'Europe/Berlin');`,
  text: () => `execute f ${nothing}`,
});

const anew = ({ name }) => ({ text: () => `select count(*) from api.coverage_table('${name}',
  (current_date - 364)::text, (current_date + 1)::text, 'day') ${nothing}` });

// How many calls are one batch; writes: it leaves rows.
const ROWS = [
  { name: 'a year of coverage, counted anew', role: 'omnivox_recctl', calls: 1, batches: 1, of: anew },
  { name: 'api.coverage_keep(), a day', keeps: true },
  { name: 'api.coverage(), today', role: 'omnivox_coverage', calls: 3, of: coverage(1, 'day') },
  { name: 'api.coverage(), 30 days by day', role: 'omnivox_coverage', calls: 3, of: coverage(30, 'day') },
  { name: 'api.coverage(), a year by day', role: 'omnivox_coverage', calls: 1, of: coverage(365, 'day') },
  { name: 'api.coverage(), a year by agent', role: 'omnivox_coverage', calls: 1, of: coverage(365, 'agent') },
  { name: 'api.recording_callback(), new', role: 'omnivox_recording_callback', calls: 60, writes: true,
    of: callback },
  { name: 'api.call_records(), 50 newest', role: 'omnivox_call_records', calls: 20, of: list(() => 'null') },
  { name: 'api.call_records(), 50 of the middle', role: 'omnivox_call_records', calls: 20,
    of: list(({ cursor }) => `'${cursor}'`) },
  { name: 'api.recording_metadata(), of today', role: 'omnivox_recording_metadata', calls: 80,
    of: metadata(({ newest }) => newest) },
  { name: 'api.recording_metadata(), of any day', role: 'omnivox_recording_metadata', calls: 80,
    of: metadata(({ any }) => any) },
  { name: 'api.media_job_lease()', role: 'omnivox_mirror', calls: 60,
    of: undone(() => 'api.media_job_lease(60)') },
  { name: 'api.reconcile_begin()', role: 'omnivox_reconciler', calls: 20,
    of: undone(({ account }) =>
      `api.reconcile_begin(now() - interval '30 minutes', now(), false, '${account}')`) },
  { name: 'api.reconcile_window()', role: 'omnivox_reconciler', calls: 60,
    of: undone(() => 'api.reconcile_window()') },
];

// All days that are over; what one of them costs.
async function keep({ size }) {
  const session = await open(size, 'omnivox_reconciler');
  const before = session.cpuUs();
  let days = 0;
  while ((await session.ask('select api.coverage_keep();'))[0] === 't') days++;
  const us = (session.cpuUs() - before) / Math.max(days, 1);
  session.close();
  return us;
}

async function keepAll(worlds) {
  const all = [];
  for (const world of worlds) all.push(await keep(world));
  return all;
}

// A database with one organization that has so many calls.
async function fill(size) {
  const name = `Growth ${size}`;
  const began = Date.now();
  await run('createdb', [within(size).PGDATABASE]);
  await run(path.join(__dirname, '../../schema/migrate'), [], { env: within(size) });
  await run('psql', [...PSQL, '-v', `name=${name}`, '-v', `calls=${size}`,
    '-v', `token_hash=${TOKEN_HASH}`, '-f', path.join(__dirname, 'million.sql')], { env: within(size) });
  await sql(size, 'vacuum (analyze); checkpoint;');
  process.stderr.write(`${size} calls were made in ${Math.round((Date.now() - began) / 1000)} s\n`);
  const ids = (order) => sql(size, `select r.id
    from data.recording r join data.call_record c on c.id = r.call_record_id order by ${order} limit 2000`);
  const [cursor] = await sql(size, `select (extract(epoch from c.listed_at) * 1000000)::bigint || '.' || c.id
    from data.call_record c order by c.listed_at desc, c.id desc offset ${size / 2} limit 1`);
  const [account] = await sql(size, 'select account_sid from data.twilio_account');
  return { size, name, account, cursor, newest: await ids('c.listed_at desc'), any: await ids('random()') };
}

function table(measured) {
  const ratio = (row) => (row[row.length - 1] / row[0]).toFixed(2);
  const cell = (us) => (us >= 100000 ? `${(us / 1000).toFixed(0)} ms` : us.toFixed(0));
  const lines = [['CPU µs of a call', ...SIZES.map((n) => n.toLocaleString('en')), 'last ÷ first'],
    ...measured.map(([name, row]) => [name, ...row.map(cell), ratio(row)])];
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const show = (line) => `| ${line.map((text, i) => (i === 0 ? text.padEnd(widths[i])
    : text.padStart(widths[i]))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [show(lines[0]), show(rule), ...lines.slice(1).map(show)].join('\n');
}

async function growth() {
  const worlds = [];
  for (const size of SIZES) worlds.push(await fill(size));
  const measured = [];
  for (const row of ROWS.filter(({ name }) => WANTED.test(name))) {
    const us = row.keeps ? await keepAll(worlds) : await costs(row, worlds);
    process.stderr.write(`${row.name}: ${us.map(Math.round).join(', ')} µs\n`);
    measured.push([row.name, us]);
  }
  const [size] = await sql(SIZES.at(-1), 'select pg_size_pretty(pg_database_size(current_database()))');
  const [buffers] = await sql(SIZES.at(-1), 'show shared_buffers');
  say(`${table(measured)}\n\nThe last database has ${size}, all of them share buffers of ${buffers}.`);
}

growth().catch((error) => {
  process.stderr.write(`./dev growth: ${error.message}\n`);
  process.exitCode = 1;
});
