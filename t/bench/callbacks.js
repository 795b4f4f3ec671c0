'use strict';

// Recording callbacks as Twilio sends them (docs/twilio.md "Recording callbacks"), each of a call of its own.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { encodeForm } = require('../simulator/form');
const { sign, signedUrl } = require('../simulator/signature');
const { directory } = require('./nginx');
const { sql } = require('./run');
const wrk = require('./wrk');

const { env } = process;
const URL_PATH = '/api/calls/recording-callback';
const file = path.join(directory, 'callbacks');

const sid = (prefix) => prefix + crypto.randomBytes(16).toString('hex');

function fields(recordingSid, callSid) {
  const account = env.TWILIO_ACCOUNT_SID;
  return [
    ['RecordingSource', 'StartCallRecordingAPI'],
    ['RecordingTrack', 'both'],
    ['RecordingSid', recordingSid],
    ['RecordingUrl', 'https://api.twilio.com/2010-04-01/Accounts/' +
      `${account}/Recordings/${recordingSid}`],
    ['RecordingStatus', 'completed'],
    ['RecordingChannels', '2'],
    ['ErrorCode', '0'],
    ['CallSid', callSid],
    ['RecordingStartTime', 'Wed, 20 May 2026 23:45:25 +0000'],
    ['AccountSid', account],
    ['RecordingDuration', '11'],
  ];
}

// A whole request. They are all of one size, so that wrk.lua need not look for their ends.
function request() {
  const form = fields(sid('RE'), sid('CA'));
  const body = encodeForm(form);
  return [
    `POST ${URL_PATH} HTTP/1.1`,
    `Host: ${new URL(env.BASE_URL).host}`,
    'Content-Type: application/x-www-form-urlencoded; charset=UTF-8',
    `Content-Length: ${body.length}`,
    `X-Twilio-Signature: ${sign(env.TWILIO_AUTH_TOKEN,
      signedUrl(env.WEBHOOK_BASE_URL + URL_PATH), form)}`,
    `I-Twilio-Idempotency-Token: ${crypto.randomUUID()}`,
    'X-Home-Region: us1',
    'Accept: */*',
    'User-Agent: TwilioProxy/1.1',
    '', body,
  ].join('\r\n');
}

// Writes so many, and returns what wrk.lua wants to know of them.
function write(count, how) {
  const out = fs.openSync(file, 'w');
  let size = 0;
  for (let left = count; left > 0; left -= 1000) {
    const some = Array.from({ length: Math.min(left, 1000) }, request);
    size = some[0].length;
    if (some.some((one) => one.length !== size)) throw new Error('requests differ in size');
    fs.writeSync(out, some.join(''));
  }
  fs.closeSync(out);
  return [file, size, count, how].map(String);
}

const journal = async () => Number((await sql(
  'select coalesce(max(id), 0) from data.webhook_event'))[0][0]);

// Every answer must be in the journal, as what it should be. Up to 32 more were under way
// when wrk ended.
async function check(since, outcome, answered) {
  const rows = await sql('select outcome, count(*) from data.webhook_event ' +
    `where id > ${since} group by outcome`);
  const count = Number(rows.find(([name]) => name === outcome)?.[1] ?? 0);
  const others = rows.filter(([name]) => name !== outcome);
  if (others.length > 0 || count < answered || count > answered + 32) {
    throw new Error(`${answered} callbacks were answered, but the journal has ` +
      JSON.stringify(rows));
  }
}

async function pass(seconds, outcome, rest, connections) {
  const since = await journal();
  const result = await wrk.load(seconds, { url: URL_PATH, connections }, rest);
  await check(since, outcome, result.requests);
  return result;
}

// Fresh ones, at most so many in a second.
async function measure({ seconds, warmUp }, mostPerSecond) {
  const some = (s) => write(Math.ceil(s * mostPerSecond / 2) * 2, 'each');
  await pass(warmUp, 'created', some(warmUp));
  return pass(seconds, 'created', some(seconds));
}

async function measureRepeated({ seconds, warmUp }) {
  const rest = write(1, 'same');
  await wrk.load(1, { url: URL_PATH }, rest);
  await pass(warmUp, 'repeated', rest);
  return pass(seconds, 'repeated', rest);
}

// Fresh ones over four connections, alone or among strangers.
async function measureFew({ seconds, warmUp }, mostPerSecond, { strangers = false } = {}) {
  const few = (s) => pass(s, 'created', write(Math.ceil(s * mostPerSecond / 2) * 2, 'each'), 4);
  await few(warmUp);
  const flood = strangers ? wrk.flood(seconds + 2, URL_PATH) : null;
  const result = await few(seconds);
  await flood;
  return result;
}

// What the program hands to SQL, for pgbench: format() with two SIDs.
const template = () => JSON.stringify(Object.fromEntries(fields('RE%1$s', 'CA%2$s')));

module.exports = { measure, measureFew, measureRepeated, template };
