'use strict';

// What the rows need to be there before they are measured.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { run, sql, until } = require('./run');

const { env } = process;
const MANY = Number(env.BENCH_CALLS || 1000000);
const FEW = 60;
const RANGE_BYTES = 65536;

const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

const bearer = (token) => ({ authorization: `Bearer ${token}` });

// A recording that the mirror has stored, of a call that the simulator plays at once.
async function recording() {
  const find = async () => (await sql(`
    select r.id, s.object_key from data.recording r
      join data.recording_segment s on s.recording_id = r.id
     where s.state = 'stored' and s.byte_size >= :'bytes'::bigint
       and s.account_sid = :'account' limit 1`,
  { bytes: RANGE_BYTES, account: env.TWILIO_ACCOUNT_SID }))[0];
  if (!await find()) {
    const answer = await fetch(`${env.TWILIO_API_URL}/simulator/calls`,
      { method: 'POST', body: JSON.stringify({ speed: 0 }) });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
  }
  const [id, key] = await until(60, 'a stored recording', find);
  return { id, key, token: env.API_TOKEN, credential: `\\x${sha256(env.API_TOKEN)}` };
}

// An organization with so many calls; cursor: the page that begins in their middle.
async function organization(calls) {
  const name = `Bench ${calls}`;
  const token = sha256(`${name} ${env.API_TOKEN}`);
  await run('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-v', `name=${name}`,
    '-v', `calls=${calls}`, '-v', `token_hash=${sha256(token)}`,
    '-f', path.join(__dirname, 'million.sql')]);
  const [[cursor]] = await sql(`
    select (extract(epoch from c.listed_at) * 1000000)::bigint || '.' || c.id
      from data.call_record c join data.organization o on o.id = c.organization_id
     where o.name = :'name'
     order by c.listed_at desc, c.id desc offset ${calls / 2} limit 1`, { name });
  return { token, credential: `\\x${sha256(token)}`, cursor };
}

function isRunning(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}

// They would ask the simulator for the audio of calls that it knows nothing of.
async function stopMirrors() {
  const pids = path.join(env.STATE, 'pids');
  for (const name of fs.readdirSync(pids).filter((one) => /^mirror-.*\.pid$/.test(one))) {
    const pid = Number(fs.readFileSync(path.join(pids, name), 'utf8'));
    if (!isRunning(pid)) continue;
    process.kill(pid, 'SIGTERM');
    await until(20, `the end of ${name}`, () => !isRunning(pid));
  }
}

async function prepare() {
  if (new URL(env.TWILIO_API_URL).hostname !== '127.0.0.1') {
    throw new Error('this stack is not one for the benchmark: it uses the real Twilio');
  }
  const fixture = {
    recording: await recording(),
    few: await organization(FEW),
    many: await organization(MANY),
  };
  await stopMirrors();
  await sql('checkpoint');
  return fixture;
}

module.exports = { bearer, prepare, MANY, RANGE_BYTES };
