'use strict';

// What the rows need to be there before they are measured.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { run, until } = require('./run');
const { expect, sql } = require('./stack');

const MANY = Number(process.env.BENCH_CALLS || 1000000);
const FEW = 60;
const ADMINISTRATORS = 64;
const RANGE_BYTES = 65536;

const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

const bearer = (token) => ({ authorization: `Bearer ${token}` });

// A recording that the mirror has stored, of a call that the simulator plays at once.
async function recording(stack) {
  const { TWILIO_API_URL, TWILIO_ACCOUNT_SID, API_TOKEN } = stack.env;
  const find = async () => (await sql(stack, `
    select r.id, s.object_key, s.byte_size from data.recording r
      join data.recording_segment s on s.recording_id = r.id
     where s.state = 'stored' and s.byte_size >= :'bytes'::bigint
       and s.account_sid = :'account' limit 1`,
  { bytes: RANGE_BYTES, account: TWILIO_ACCOUNT_SID }))[0];
  if (!await find()) {
    const answer = await fetch(`${TWILIO_API_URL}/simulator/calls`,
      { method: 'POST', body: JSON.stringify({ speed: 0 }) });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
  }
  const [id, key, bytes] = await until(60, 'a stored recording', find);
  return { id, key, bytes: Number(bytes), token: API_TOKEN, credential: `\\x${sha256(API_TOKEN)}` };
}

// How its administrators log in. They have the password of the stack's own.
async function administrators(stack, name) {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = stack.env;
  const emails = await sql(stack, `
    insert into data.app_user (organization_id, email, name, role, password_hash)
    select o.id, format('%s-%s@omnivox.example', replace(:'name', ' ', '-'), 100 + n), 'Bench',
           'administrator', u.password_hash
      from data.organization o, data.app_user u, generate_series(1, ${ADMINISTRATORS}) n
     where o.name = :'name' and u.email = :'admin'
    on conflict (lower(email)) do update set name = excluded.name
    returning email`, { name, admin: ADMIN_EMAIL });
  return emails.map(([email]) => ({
    url: '/api/session', method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: ADMIN_PASSWORD }),
    holds: (body) => JSON.parse(body).user.role === 'administrator',
  }));
}

// An organization with so many calls, which the commit's own million.sql makes; cursor: the page that
// begins in their middle.
async function organization(stack, calls) {
  const name = `Bench ${calls}`;
  const token = sha256(`${name} ${stack.env.API_TOKEN}`);
  await run('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-v', `name=${name}`,
    '-v', `calls=${calls}`, '-v', `token_hash=${sha256(token)}`,
    '-f', path.join(stack.top, 't/bench/million.sql')], { env: stack.env });
  const [[cursor]] = await sql(stack, `
    select (extract(epoch from c.listed_at) * 1000000)::bigint || '.' || c.id
      from data.call_record c join data.organization o on o.id = c.organization_id
     where o.name = :'name'
     order by c.listed_at desc, c.id desc offset ${calls / 2} limit 1`, { name });
  const logIns = await administrators(stack, name);
  const { headers } = await expect(stack, logIns[0]);
  const cookie = headers['set-cookie'][0].split(';')[0];
  return { token, credential: `\\x${sha256(token)}`, cursor, logIns, cookie };
}

function isRunning(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}

// They would ask the simulator for the audio of calls that it knows nothing of, and for lists of calls,
// and take time from what is measured.
async function stopDaemons({ state }) {
  const pids = path.join(state, 'pids');
  for (const name of fs.readdirSync(pids).filter((one) => /^(mirror-.*|reconciler)\.pid$/.test(one))) {
    const pid = Number(fs.readFileSync(path.join(pids, name), 'utf8'));
    if (!isRunning(pid)) continue;
    process.kill(pid, 'SIGTERM');
    await until(20, `the end of ${name}`, () => !isRunning(pid));
  }
}

// As the reconciler would have, if the commit has one that does so.
async function countDays(stack) {
  const [[counts]] = await sql(stack, 'select to_regprocedure(\'api.coverage_keep()\') is not null');
  if (counts !== 't') return;
  for (let left = 't'; left === 't';) [[left]] = await sql(stack, 'select api.coverage_keep()');
}

async function prepare(stack) {
  const stored = await recording(stack);
  await stopDaemons(stack);
  const fixture = {
    recording: stored,
    few: await organization(stack, FEW),
    many: await organization(stack, MANY),
  };
  await countDays(stack);
  await sql(stack, 'checkpoint');
  return fixture;
}

module.exports = { bearer, prepare, MANY, RANGE_BYTES };
