'use strict';

// Rows of callbacks. Each that was answered must be in the journal afterwards, as what it should be.

const forms = require('./forms');
const requests = require('./requests');
const { sql } = require('./stack');
const wrk = require('./wrk');

const MOST_PER_S = 8000; // where it is not known how many are answered

const rates = new Map(); // of each stack and URL, the best so far

const keyOf = ({ state }, { url }) => state + url;

const journal = async (stack) => Number((await sql(stack,
  'select coalesce(max(id), 0) from data.webhook_event'))[0][0]);

// When wrk ended, one more was under way on each connection.
async function check(stack, since, { outcomes, disorder }, answered, connections) {
  const rows = await sql(stack, 'select outcome, count(*) from data.webhook_event ' +
    `where id > ${since} group by outcome`);
  const count = rows.reduce((sum, [, one]) => sum + Number(one), 0);
  const others = rows.filter(([name]) => !outcomes.includes(name));
  if (others.length > 0 || count < answered || count > answered + connections) {
    throw new Error(`${answered} callbacks were answered, but the journal has ` +
      JSON.stringify(rows));
  }
  const [[wrong]] = disorder ? await sql(stack, disorder, { since }) : [['0']];
  if (wrong !== '0') throw new Error(`${wrong} callbacks are not in the order of their calls`);
}

// kind: see forms.js.
async function pass(stack, kind, seconds, rest, connections) {
  const since = await journal(stack);
  const result = await wrk.load(stack, seconds, { url: kind.url, connections }, rest);
  await check(stack, since, kind, result.requests, connections);
  const key = keyOf(stack, kind);
  rates.set(key, Math.max(rates.get(key) ?? 0, result.requests / result.seconds));
  return result;
}

// Enough of them for so many seconds, in a file of two halves: see wrk.lua. Signing takes time.
function fresh(stack, kind, seconds) {
  const make = () => kind.block(stack.env.TWILIO_ACCOUNT_SID)
    .map((form) => requests.callback(stack, kind.url, form));
  const known = rates.get(keyOf(stack, kind));
  const count = seconds * (known ? 2 * known : MOST_PER_S);
  return requests.write(stack, 'each', 2 * Math.ceil(count / forms.BLOCK / 2), make);
}

async function measure(stack, kind, { seconds, warmUp }, { connections = wrk.CONNECTIONS, strangers } = {}) {
  await pass(stack, kind, warmUp, fresh(stack, kind, warmUp), connections);
  const rest = fresh(stack, kind, seconds);
  const flood = strangers ? wrk.flood(stack, seconds + 2, kind.url) : null;
  const result = await pass(stack, kind, seconds, rest, connections);
  await flood;
  return result;
}

async function measureRepeated(stack, kind, { seconds, warmUp }) {
  const rest = requests.write(stack, 'same', 1, () =>
    [requests.callback(stack, kind.url, kind.block(stack.env.TWILIO_ACCOUNT_SID)[0])]);
  const repeated = { ...kind, outcomes: ['repeated'] };
  await wrk.load(stack, 1, kind, rest);
  await pass(stack, repeated, warmUp, rest, wrk.CONNECTIONS);
  return pass(stack, repeated, seconds, rest, wrk.CONNECTIONS);
}

module.exports = { measure, measureRepeated };
